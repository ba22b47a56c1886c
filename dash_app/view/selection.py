"""What is looked at: partition, theme, profile, year and unit, always a valid combination."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode

from dash_app.view.theme import Theme
from sinkmap.statunit import CITY_PARTITION, Partition

__all__ = ["Catalogue", "Selection"]

_MOST_QUERY = 2000


@dataclass(frozen=True, slots=True)
class Selection:
    """A valid choice; made by :meth:`Catalogue.settle` only. ``run`` pins what is looked at."""

    partition: str
    theme: str
    profile: str
    year: int
    unit: str
    run: str = ""

    @property
    def query(self) -> str:
        """The selection as a query string with its question mark."""
        pinned = {"run": self.run} if self.run else {}
        return "?" + urlencode(
            {
                "partition": self.partition,
                "theme": self.theme,
                "profile": self.profile,
                "year": self.year,
                "unit": self.unit,
                **pinned,
            }
        )


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All that can be chosen in a run. ``city`` is the id of the city's unit, ``run`` the run's."""

    partitions: Mapping[str, Partition]
    themes: Mapping[str, Theme]
    years: tuple[int, ...]
    city: str
    run: str = ""

    def __post_init__(self) -> None:
        if not (self.partitions and self.themes and self.years):
            raise ValueError("a run without partitions, figures or years cannot be shown")

    @property
    def drawn(self) -> tuple[Partition, ...]:
        """The partitions a map can be coloured by: all but the city alone, where there are any."""
        parts = tuple(p for p in self.partitions.values() if p.id != CITY_PARTITION)
        return parts or tuple(self.partitions.values())

    def units(self, partition: str) -> tuple[str, ...]:
        """The city first, then the partition's units."""
        members = self.partitions[partition].members
        return members if self.city in members else (self.city, *members)

    def settle(self, wanted: Mapping[str, object]) -> Selection:
        """The valid selection nearest to what is wanted; anything unknown gives the default."""
        texts = {key: str(value) for key, value in wanted.items() if value is not None}
        drawn = [p.id for p in self.drawn]
        partition = _one_of(drawn, texts.get("partition"), drawn[0])
        theme = _one_of(list(self.themes), texts.get("theme"), next(iter(self.themes)))
        profiles = self.themes[theme].profiles
        year = _one_of([str(y) for y in self.years], texts.get("year"), str(self.years[-1]))
        return Selection(
            partition=partition,
            theme=theme,
            profile=_one_of(profiles, texts.get("profile"), profiles[0]),
            year=int(year),
            unit=_one_of(self.units(partition), texts.get("unit"), self.city),
            run=self.run,
        )

    def read(self, query: str | None) -> Selection:
        """The selection a query string names."""
        pairs = parse_qs((query or "")[:_MOST_QUERY].lstrip("?"))
        return self.settle({key: values[-1] for key, values in pairs.items()})


def _one_of(known: tuple[str, ...] | list[str], wanted: str | None, default: str) -> str:
    return wanted if wanted is not None and wanted in known else default
