"""Files a browser sends: taken into quarantine, checked, then accepted into the study or deleted.

Taking in and checking are apart: a check runs in a bounded process of its own, and what it found is
written at its end as a whole. A file without that cannot be accepted, whatever ended its check.

Nothing the study uses is changed: accepting moves the files below ``uploads/`` and gives the lines
of ``study.toml`` that would make a run use them. The plan is what a person signs, so a person
writes them there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from layers import given_layers
from raster_pipeline.engine import Progress, silent
from raster_pipeline.io.disk import disk_errors
from raster_pipeline.io.study_file import open_study, plan_of
from raster_pipeline.io.upload_file import endings_of, receive, unpack
from raster_pipeline.io.upload_folder import UploadFolder
from raster_pipeline.steps.upload_check import entry_of, upload_findings
from sinkmap.errors import Finding, InputRefusedError, Severity, SinkmapError, UsageError
from sinkmap.figure import DataState
from sinkmap.layer import Given
from sinkmap.study import InputEntry, Study
from sinkmap.text import Text
from sinkmap.upload import Accepted, Upload, UploadAbout

__all__ = ["UploadDesk", "check_died", "check_stopped"]

_LONGEST = 120
_AGAIN = Text("改正后重新上传", "mend it and send it again")


class UploadDesk:
    """The uploads of one study, for all threads of a server."""

    def __init__(self, study: Path) -> None:
        self._plan = plan_of(study)
        self._root = self._plan.resolve().parent
        self._folder = UploadFolder(self._root)

    @property
    def layers(self) -> Mapping[str, Given]:
        """Layers a file may play, by id."""
        return {name: one for name, one in given_layers().items() if endings_of(one.form)}

    def receive(self, stream: BinaryIO, name: str, about: UploadAbout) -> Upload:
        """Take a file in; it is not opened, but for its first bytes and its archive.

        Raises
        ------
        InputRefusedError
            ``UPLOAD-*``: the file is not taken in at all, and nothing of it is left.
        CannotFinishError
            ``UPLOAD-QUOTA``; ``DISK-*`` if the disk does not allow it.
        """
        study, _ = open_study(self._plan)
        layer, about = self._sound(about, study)
        with disk_errors(self._root):
            return self._received(stream, name, layer, about)

    def _received(self, stream: BinaryIO, name: str, layer: Given, about: UploadAbout) -> Upload:
        number, folder = self._folder.begin()
        try:
            packed = folder / "received"
            received = receive(stream, name, packed, endings_of(layer.form))
            files = folder / "files"
            files.mkdir()
            stem = f"{layer.id}_{about.years[0]}"
            file = unpack(packed, received, files, stem, layer.form)
            upload = Upload(
                number, received.label, received.size, received.sha256,
                datetime.now(UTC).isoformat(timespec="seconds"), about, checked=False,
            )  # fmt: skip
            self._folder.write(folder, _document(upload, file.name))
        except BaseException:  # whatever ends it, nothing is left in quarantine
            self._folder.discard(folder)
            raise
        return upload

    def check(self, number: str, progress: Progress = silent) -> Upload:
        """Check a file as ``sinkmap check`` would, and keep what was found.

        Call it in a process bounded by `raster_pipeline.steps.upload_check.bound_process`.

        Raises
        ------
        UsageError
            ``UPLOAD-MISSING``, also where it was deleted meanwhile.
        """
        record, folder = self._folder.read(number), self._folder.folder(number)
        upload = _read(record)
        kept = (folder.relative_to(self._root) / "files" / record["file"]).as_posix()
        try:
            found = upload_findings(self._plan, asdict(upload.about), kept, progress)
        except SinkmapError as error:
            found = list(error.findings)
        named = tuple(_named(one, kept, upload.label) for one in found)
        checked = replace(upload, findings=named, checked=True)
        self._folder.folder(number)
        self._folder.write(folder, _document(checked, record["file"]))
        return checked

    def upload(self, number: str) -> Upload:
        """A file that waits; ``UPLOAD-MISSING`` if there is none."""
        return _read(self._folder.read(number))

    def waiting(self) -> Sequence[Upload]:
        """Every file that waits, newest first."""
        every = [self.upload(number) for number in self._folder.waiting()]
        return sorted(every, key=lambda one: (one.received, one.id), reverse=True)

    def accept(self, number: str) -> Accepted:
        """Move a file without errors into the study's ``uploads``.

        Raises
        ------
        UsageError
            ``UPLOAD-MISSING``; ``UPLOAD-UNCHECKED`` before the check came to its end;
            ``UPLOAD-HAS-ERRORS`` if it found errors.
        CannotFinishError
            ``DISK-*``.
        """
        folder = self._folder.folder(number)
        record = self._folder.read(number)
        upload = _read(record)
        if not upload.checked:
            raise UsageError(_unchecked("UPLOAD-UNCHECKED", upload.label))
        if upload.refused:
            raise UsageError(Finding(
                "UPLOAD-HAS-ERRORS", Severity.ERROR,
                Text("检查有错误的文件不能采用", "a file with errors cannot be accepted"),
                Text("删除后改正并重新上传", "delete it, mend it and send it again"),
                file=upload.label,
                count=sum(f.severity is Severity.ERROR for f in upload.findings),
            ))  # fmt: skip
        study, _ = open_study(self._plan)
        with disk_errors(self._root):
            place = self._folder.accept(number, upload.about.layer, folder / "files")
        file = (place / record["file"]).relative_to(self._root).as_posix()
        entry = entry_of(study, asdict(upload.about), file)
        return Accepted(file, plan_lines(entry, study.years), _replaced(study, entry))

    def reject(self, number: str) -> None:
        """Delete a file that waits, with everything of it; ``UPLOAD-MISSING``."""
        self._folder.discard(self._folder.folder(number))

    def _sound(self, about: UploadAbout, study: Study) -> tuple[Given, UploadAbout]:
        """The layer, and what is said of the file with its years; refused if it cannot be."""
        layer = self.layers.get(about.layer)
        if layer is None:
            _refuse("UPLOAD-LAYER", Text("不接受该图层的上传", "no file is taken for this layer"),
                    _AGAIN, about.layer, ", ".join(self.layers))  # fmt: skip
        years = about.years or study.years
        if any(year not in study.years for year in years):
            seen, wanted = (", ".join(map(str, some)) for some in (years, study.years))
            _refuse("UPLOAD-YEAR", Text("不是方案中的年度", "no year of the study"),
                    _AGAIN, seen, wanted)  # fmt: skip
        systems = layer.code_systems
        if about.code_system and about.code_system not in systems:
            _refuse("UPLOAD-SYSTEM", Text("该图层没有这种编码体系", "the layer has no such codes"),
                    _AGAIN, about.code_system, ", ".join(systems))  # fmt: skip
        if about.data_state and about.data_state not in set(DataState):
            _refuse("UPLOAD-STATE", Text("没有这种数据状态", "no such data state"),
                    _AGAIN, about.data_state, ", ".join(DataState))  # fmt: skip
        texts = (about.vintage, about.source)
        if any(len(text) > _LONGEST or not text.isprintable() for text in texts):
            _refuse("UPLOAD-WORDS", Text("版本或来源过长或含控制字符",
                    "vintage or source is too long or holds signs that steer"),
                    _AGAIN, "", f"<= {_LONGEST}")  # fmt: skip
        return layer, replace(about, years=tuple(sorted(set(years))))


def check_died(label: str, seen: str) -> Finding:
    """``UPLOAD-CHECK-DIED``: the process of a check went without a word, or broke."""
    return _unchecked("UPLOAD-CHECK-DIED", label, seen)


def check_stopped(label: str) -> Finding:
    """``UPLOAD-CHECK-STOPPED``: somebody ended the check."""
    return _unchecked("UPLOAD-CHECK-STOPPED", label)


_CHECK_ANEW = Text(
    "重新检查，或删除后改正重传", "check it again, or delete it, mend it and send it again"
)
_SAID = {
    "UPLOAD-CHECK-DIED": (
        Text(
            "检查未能完成：文件使读取程序中止或超时，或进程被系统结束",
            "the check did not end: the file stops its reader or takes too long, or the system "
            "ended it",
        ),
        _CHECK_ANEW,
    ),
    "UPLOAD-CHECK-STOPPED": (Text("检查被取消", "the check was cancelled"), _CHECK_ANEW),
    "UPLOAD-UNCHECKED": (
        Text("尚未检查完的文件不能采用", "a file that is not checked cannot be accepted"),
        _CHECK_ANEW,
    ),
}


def _unchecked(code: str, label: str, seen: str = "") -> Finding:
    return Finding(code, Severity.ERROR, *_SAID[code], file=label, seen=seen[:200])


def plan_lines(entry: InputEntry, study_years: tuple[int, ...]) -> str:
    """An entry as the lines of ``study.toml``."""
    rows: list[tuple[str, Any]] = [("layer", entry.layer)]
    if len(entry.years) == 1:
        rows.append(("year", entry.years[0]))
    elif entry.years != study_years:
        rows.append(("years", list(entry.years)))
    rows.append(("files", list(entry.files)))
    state = "" if entry.data_state is DataState.UNDECLARED else str(entry.data_state)
    named = {"code_system": entry.code_system, "data_state": state, "vintage": entry.vintage,
             "source": entry.source, "area_unit": entry.area_unit, "assume_crs": entry.assume_crs,
             "resampling": entry.resampling, "nodata": entry.nodata, "unit": entry.unit,
             "kind": entry.kind, "depth_cm": list(entry.depth_cm or ())}  # fmt: skip
    rows += [(key, value) for key, value in named.items() if value not in ("", None, [])]
    lines = ["[[input]]", *(f"{key} = {_toml(value)}" for key, value in rows)]
    if entry.fields:
        pairs = ", ".join(f"{_toml(key)} = {_toml(text)}" for key, text in entry.fields.items())
        lines.append(f"fields = {{ {pairs} }}")
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    """A value of TOML: its strings, numbers and arrays are those of JSON (TOML 1.0)."""
    return json.dumps(value, ensure_ascii=False)


def _replaced(study: Study, entry: InputEntry) -> tuple[str, ...]:
    """Files the plan has for the same layer and years."""
    return tuple(
        file
        for one in study.inputs
        if one.layer == entry.layer and set(one.years) & set(entry.years)
        for file in one.files
    )


def _named(finding: Finding, kept: str, label: str) -> Finding:
    """A finding with the name the person knows in place of ours."""
    named = finding.file.startswith(kept.rpartition(".")[0])
    return replace(finding, file=label) if named else finding


def _document(upload: Upload, file: str) -> dict[str, Any]:
    return {
        "id": upload.id, "label": upload.label, "size": upload.size, "sha256": upload.sha256,
        "received": upload.received, "about": asdict(upload.about), "file": file,
        **({"findings": [one.to_json() for one in upload.findings]} if upload.checked else {}),
    }  # fmt: skip


def _read(record: Mapping[str, Any]) -> Upload:
    about = {**record["about"], "years": tuple(record["about"]["years"])}
    named = {key: record[key] for key in ("id", "label", "size", "sha256", "received")}
    found = tuple(Finding.from_json(row) for row in record.get("findings", ()))
    checked = "findings" in record
    return Upload(**named, about=UploadAbout(**about), findings=found, checked=checked)


def _refuse(code: str, message: Text, cure: Text, seen: str, wanted: str) -> NoReturn:
    raise InputRefusedError(
        Finding(code, Severity.ERROR, message, cure, seen=seen[:200], wanted=wanted)
    )
