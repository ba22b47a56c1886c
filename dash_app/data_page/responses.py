"""The route a file is sent to."""

from __future__ import annotations

import json

from flask import Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from dash_app.data_page.source import UploadSource
from dash_app.language import language_asked
from sinkmap.errors import CannotFinishError, Finding, InputRefusedError, Severity
from sinkmap.text import Language, Text
from sinkmap.upload import UploadAbout

__all__ = ["MOST_BODY", "UploadResponses"]

MOST_BODY = 513 * 2**20
"""Bytes of a request with a file: the file itself and the few fields beside it."""
_MOST_FIELD = 64 * 1024
_MOST_PARTS = 24
_YEAR_DIGITS = 4


class UploadResponses:
    """Takes files in: 201 with the upload's id, its check having begun; 200 with findings where the
    file itself is refused, 400, 413 or 507 where the request is."""

    def __init__(self, uploads: UploadSource, default: Language) -> None:
        self._uploads = uploads
        self._default = default

    def send(self) -> Response:
        """A file as ``multipart/form-data`` with ``layer``, ``years``, ``code_system``,
        ``data_state``, ``vintage``, ``source``."""
        request.max_content_length = MOST_BODY
        request.max_form_memory_size = _MOST_FIELD
        request.max_form_parts = _MOST_PARTS
        try:
            sent, form = request.files.get("file"), request.form
        except RequestEntityTooLarge:
            return self._said([_too_large()], 413)
        if sent is None or not sent.filename:
            return self._said([_no_file()], 400)
        years = [text for text in form.getlist("years") if text]
        if any(not (text.isascii() and text.isdigit() and len(text) == _YEAR_DIGITS)
               for text in years):  # fmt: skip
            return self._said([_no_years(years)], 400)
        about = UploadAbout(
            layer=form.get("layer", ""),
            years=tuple(map(int, years)),
            code_system=form.get("code_system", ""),
            data_state=form.get("data_state", ""),
            vintage=form.get("vintage", ""),
            source=form.get("source", ""),
        )
        try:
            language = language_asked(self._default)
            upload = self._uploads.receive(sent.stream, sent.filename, about, language)  # type: ignore[arg-type]
        except InputRefusedError as error:
            return self._said(error.findings, 200)
        except CannotFinishError as error:
            return self._said(error.findings, 507)
        return _json({"id": upload.id}, 201)

    def _said(self, findings: tuple[Finding, ...] | list[Finding], status: int) -> Response:
        language = language_asked(self._default)
        told = [{"code": f.code, "text": f.say(language)} for f in findings]
        return _json({"findings": told}, status)


def _json(document: object, status: int) -> Response:
    text = json.dumps(document, ensure_ascii=False)
    answer = Response(text, status=status, mimetype="application/json")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _too_large() -> Finding:
    return Finding(
        "UPLOAD-TOO-LARGE",
        Severity.ERROR,
        Text("文件过大", "the file is too large"),
        Text("放入方案文件夹后用 sinkmap check 检查", "put it into the study folder, then check"),
        wanted=f"<= {MOST_BODY} B",
    )


def _no_file() -> Finding:
    return Finding(
        "UPLOAD-NO-FILE",
        Severity.ERROR,
        Text("没有收到文件", "no file was sent"),
        Text("选择文件后重试", "choose a file and try again"),
    )


def _no_years(years: list[str]) -> Finding:
    return Finding(
        "UPLOAD-YEAR",
        Severity.ERROR,
        Text("不是方案中的年度", "no year of the study"),
        Text("改正后重新上传", "mend it and send it again"),
        seen=", ".join(years)[:80],
    )
