"""What is found, as lines of a page."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from sinkmap.errors import Finding
from sinkmap.text import Language

__all__ = ["findings_told"]


def findings_told(findings: Sequence[Finding], language: Language) -> list[Component]:
    """What keeps a thing from being done, a finding a line."""
    return [html.P(finding.say(language), className="poor") for finding in findings]
