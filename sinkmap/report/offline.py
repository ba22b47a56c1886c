"""Taking the network out of a folium map: every linked file inlined, unknown links refused."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from branca.element import Element
from folium.elements import JSCSSMixin
from xstatic.pkg import leaflet

from sinkmap.errors import CannotFinishError, Finding, Severity
from sinkmap.text import Text

__all__ = ["inline_links", "name_in_order", "refuse_links"]

_FILES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "leaflet": ("leaflet.js", "text/javascript"),
        "leaflet_css": ("leaflet.css", "text/css"),
    }
)
_UNUSED = frozenset(
    {
        "jquery",
        "bootstrap",
        "bootstrap_css",
        "awesome_markers",
        "awesome_markers_css",
        "awesome_markers_font_css",
        "awesome_rotate_css",
        "glyphicons_css",
    }
)
"""Linked by folium for marker icons and its own popups; our map has neither."""
_PICTURE = re.compile(r"url\(images/([\w.-]+)\)")
_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
_LINK = re.compile(r"""\b(?:src|href)\s*=\s*["'](?!data:|#)[^"']*|url\((?!["']?(?:data:|#))[^)]*""")


def inline_links(element: Element) -> None:
    """Replace the files a map and its children link to by their contents, as data URIs.

    Raises
    ------
    CannotFinishError
        ``MAP-LINK`` if one of them links to a file that is not known here.
    """
    for node in _walk(element):
        if isinstance(node, JSCSSMixin):
            node.default_js = _inlined(node.default_js)
            node.default_css = _inlined(node.default_css)


def refuse_links(page: str) -> None:
    """Check that a finished page refers to nothing outside itself.

    Raises
    ------
    CannotFinishError
        ``MAP-LINK`` naming the first thing that would be requested.
    """
    found = _LINK.search(page)
    if found:
        raise _link_error(found.group())


def name_in_order(element: Element) -> None:
    """Give the elements of a map ids that follow from their order, so that bytes repeat."""
    for number, node in enumerate(_walk(element)):
        node._id = f"{number:032x}"


def _walk(element: Element) -> Iterator[Element]:
    yield element
    for child in element._children.values():
        yield from _walk(child)


def _inlined(links: list[tuple[str, str]]) -> list[tuple[str, str]]:
    kept = []
    for name, url in links:
        if name in _FILES or url.startswith("data:"):
            kept.append((name, _content(name) if name in _FILES else url))
        elif name not in _UNUSED:
            raise _link_error(url)
    return kept


@cache
def _content(name: str) -> str:
    file, kind = _FILES[name]
    folder = Path(leaflet.BASE_DIR)
    text = (folder / file).read_text(encoding="utf-8")
    text = _SOURCE_MAP.sub("", text)
    text = _PICTURE.sub(lambda found: f"url({_picture(folder, found.group(1))})", text)
    return _data_uri(text.encode(), f"{kind};charset=utf-8")


def _picture(folder: Path, name: str) -> str:
    return _data_uri((folder / "images" / name).read_bytes(), "image/png")


def _data_uri(content: bytes, kind: str) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def _link_error(url: str) -> CannotFinishError:
    return CannotFinishError(
        Finding(
            "MAP-LINK",
            Severity.ERROR,
            Text("地图引用了外部文件", "the map refers to a file outside itself"),
            Text("这是程序的缺陷，请报告", "this is a fault of the program; please report it"),
            seen=url[:200],
            wanted="data:",
        )
    )
