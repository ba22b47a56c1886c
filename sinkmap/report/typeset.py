"""Typst behind every paper: the one font with Chinese letters, quoting, and compiling."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

import typst

from sinkmap.errors import CannotFinishError, Finding, Severity
from sinkmap.report.glyphs import without_boxes
from sinkmap.text import Text

__all__ = ["cjk_font", "pictures", "quoted", "typeset"]

_FONTS = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei", "SimSun",
          "PingFang SC", "WenQuanYi Micro Hei")  # fmt: skip
"""Fonts with Chinese letters, the first that is there is taken."""
_SERIFS = ("FangSong", "Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "SimSun")
"""Fonts for running text, where the system has one."""
_PICTURE_PPI = 150.0


@cache
def _families() -> frozenset[str]:
    names: list[str] = typst.Fonts(include_system_fonts=True).families()
    return frozenset(names)


def cjk_font(*, serif: bool = False) -> str:
    """Name of a font with Chinese letters that the system has; ``serif`` prefers one for text.

    Raises
    ------
    CannotFinishError
        ``FONT-MISSING`` if there is none: boxes are never printed for words.
    """
    there = _families()
    wanted: tuple[str, ...] = (*_SERIFS, *_FONTS) if serif else _FONTS
    for name in wanted:
        if name in there:
            return name
    raise CannotFinishError(
        Finding(
            "FONT-MISSING",
            Severity.ERROR,
            Text("系统没有中文字体", "the system has no font with Chinese letters"),
            Text(
                "安装思源黑体（fonts-noto-cjk）后重试，或只输出 docx、html",
                "install Noto Sans CJK (fonts-noto-cjk), or write html only",
            ),
            wanted=", ".join(_FONTS),
        )
    )


def quoted(text: str) -> str:
    """Words as a string of typst, never as markup."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"').replace("\r", " ").replace("\n", "\\n")
    return f'"{plain}"'


def typeset(
    source: str,
    files: Mapping[str, bytes],
    kind: Literal["pdf", "png"],
    ppi: float | None = None,
) -> bytes | list[bytes]:
    """Compile a document that asks for nothing but the files beside it.

    A character that no font has is set as its code point, in drawings too, never as a box.

    Raises
    ------
    CannotFinishError
        ``FONT-MISSING``.
    """
    cjk_font()
    with tempfile.TemporaryDirectory(prefix="paper-") as folder:
        place = Path(folder)
        for name, content in files.items():
            drawn = name.endswith(".svg")
            (place / name).write_bytes(_drawing(content) if drawn else content)
        main = place / "main.typ"
        main.write_text(without_boxes(source), encoding="utf-8")
        made: bytes | list[bytes] = typst.compile(
            main, root=place, format=kind, ppi=ppi, timestamp=0
        )
    return made


def _drawing(content: bytes) -> bytes:
    return without_boxes(content.decode("utf-8")).encode("utf-8")


def pictures(svgs: Sequence[str]) -> list[bytes]:
    """Drawings as PNG, all in one go.

    Raises
    ------
    CannotFinishError
        ``FONT-MISSING``.
    """
    if not svgs:
        return []
    pages = "\n#pagebreak()\n".join(f'#image("{n}.svg")' for n in range(len(svgs)))
    source = f"#set page(width: auto, height: auto, margin: 0pt)\n{pages}"
    files = {f"{number}.svg": svg.encode() for number, svg in enumerate(svgs)}
    made = typeset(source, files, "png", _PICTURE_PPI)
    return [made] if isinstance(made, bytes) else made
