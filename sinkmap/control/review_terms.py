"""The words of a review: who asks for what, and how a theme can come out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any

from sinkmap.text import Text

__all__ = ["Conclusion", "Proposal", "Use"]


class Conclusion(IntEnum):
    """How a theme comes out; the greatest of its rows counts.

    ``UNSEEN`` stands apart: the layers of the theme are not there, so nothing can be said.
    """

    UNSEEN = -1
    NOT_INVOLVED = 0
    INVOLVED = 1
    APPRAISAL = 2
    CONFLICT = 3

    @property
    def word(self) -> str:
        """Its name in tables and JSON."""
        return self.name.lower()

    @property
    def text(self) -> Text:
        """Words for people."""
        return _CONCLUSION[self]


_CONCLUSION = {
    Conclusion.UNSEEN: Text("未审查（缺图层）", "not reviewed (no layer)"),
    Conclusion.NOT_INVOLVED: Text("不涉及", "not involved"),
    Conclusion.INVOLVED: Text("涉及", "involved"),
    Conclusion.APPRAISAL: Text("需论证", "to be appraised"),
    Conclusion.CONFLICT: Text("不符合", "does not conform"),
}


class Use(StrEnum):
    """What the ground is asked for."""

    BUILD = "build"
    INDUSTRY = "industry"
    ENERGY = "energy"
    MINING = "mining"
    LINEAR = "linear"
    WATER = "water"
    PUBLIC = "public"
    TOURISM = "tourism"
    FARMING = "farming"
    RESTORATION = "restoration"

    @property
    def text(self) -> Text:
        """Words for people."""
        return _USE[self]

    @property
    def has_industry(self) -> bool:
        """Whether access lists by industry cannot be read without an industry code."""
        return self in (Use.INDUSTRY, Use.ENERGY, Use.MINING)


_USE = {
    Use.BUILD: Text("房屋等一般建设", "buildings"),
    Use.INDUSTRY: Text("工业", "industry"),
    Use.ENERGY: Text("能源", "energy"),
    Use.MINING: Text("采矿", "mining"),
    Use.LINEAR: Text("线性基础设施", "linear infrastructure"),
    Use.WATER: Text("水利、防洪与供水", "water works"),
    Use.PUBLIC: Text("公共服务设施", "public services"),
    Use.TOURISM: Text("旅游与科普", "visits and teaching"),
    Use.FARMING: Text("农业设施", "farm facilities"),
    Use.RESTORATION: Text("生态修复", "ecological restoration"),
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is applied for.

    ``number``: of the project; ``industry``: code of GB/T 4754 with its letter (``C2614``), empty
    if none is stated; ``activity``: number of the limited activity claimed (1 to 10), 0 if none;
    ``major``: a national key project that the law lets stand for itself.

    Raises
    ------
    ValueError
        If the activity is no number of the list.
    """

    number: str
    name: str
    use: Use
    industry: str = ""
    activity: int = 0
    major: bool = False
    applicant: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.activity <= 10:
            raise ValueError(f"limited activities are numbered 1 to 10: {self.activity}")

    def to_json(self) -> dict[str, str | int | bool]:
        """As a JSON object."""
        return {
            "number": self.number,
            "name": self.name,
            "use": str(self.use),
            "industry": self.industry,
            "activity": self.activity,
            "major": self.major,
            "applicant": self.applicant,
        }

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Proposal:
        """Read a proposal back."""
        return cls(**{**row, "use": Use(row["use"])})
