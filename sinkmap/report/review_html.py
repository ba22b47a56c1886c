"""The review form as one HTML page that asks the network for nothing and runs no script."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from sinkmap.report.review_blocks import FormTable, Heading, Map, Paragraph, ReviewForm
from sinkmap.text import Language

__all__ = ["review_html"]

_KINDS = {Heading: "heading", Paragraph: "paragraph", FormTable: "table", Map: "map"}


def review_html(form: ReviewForm) -> str:
    """The form as a page; the same form gives the same text."""
    environment = Environment(
        loader=PackageLoader("sinkmap.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = files("sinkmap.report").joinpath("templates", "review.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return environment.get_template("review.html.j2").render(
        form=form,
        blocks=[(_KINDS[type(block)], block) for block in form.blocks],
        language="zh-CN" if form.language is Language.ZH else "en",
        style=Markup(style),  # noqa: S704 - our own file
        style_hash=f"'sha256-{digest}'",
        svg=_picture,
    )


def _picture(block: Map) -> str:
    """The map as a picture of its own, so that nothing in it reaches the page."""
    return "data:image/svg+xml;base64," + base64.b64encode(block.svg.encode()).decode()
