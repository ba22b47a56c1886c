"""Keeping back what sums would tell of sensitive land, and forgetting the land itself.

An indicator withholds the cells that are too small by themselves. One such cell could still be had
by taking the others from their sum: of a partition's units from the city, of classes from their
total, of units that two partitions cut differently. Such cells are kept back here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from raster_pipeline.steps.workspace import Workspace
from sinkmap.figure import Figure, IntervalReason, Status
from sinkmap.layer import Sensitivity
from sinkmap.science.disclosure import RELEASE_LEVELS, WITHHELD

__all__ = ["forget_aggregates", "keep_back"]

Told = tuple[Figure, Mapping[str, float]]
_TOTAL = "total"


def keep_back(found: Sequence[Told], partitions: Mapping[str, Sequence[str]]) -> list[Told]:
    """Figures with those withheld from which a withheld one could be had.

    Parameters
    ----------
    found
        Figures with the shares of their uncertainty, as they were evaluated.
    partitions
        Partition -> its units, the city's own first, then the partition that makes it up.
    """
    sensitive = {f.indicator.partition(".")[0] for f, _ in found if f.ci_reason in WITHHELD}
    cells = {
        figure.id: figure
        for figure, _ in found
        if figure.indicator.partition(".")[0] in sensitive and figure.level in RELEASE_LEVELS
    }
    back = _Cells(cells, [tuple(units) for units in list(partitions.values())[1:]]).kept_back()
    return [(_withheld(figure), {}) if figure.id in back else (figure, s) for figure, s in found]


def forget_aggregates(workspace: Workspace, sensitivity: Mapping[str, Sensitivity]) -> None:
    """Delete the layers of which only sums may leave a run; they are then gone from the run."""
    for place in [place for place in workspace.vectors if _is_aggregate(place[0], sensitivity)]:
        workspace.vectors.pop(place).unlink(missing_ok=True)


def _is_aggregate(layer: str, sensitivity: Mapping[str, Sensitivity]) -> bool:
    return sensitivity.get(layer) is Sensitivity.AGGREGATE


@dataclass(eq=False)
class _Cells:
    """Cells by id, and the units of each partition beside the city's own."""

    cells: Mapping[str, Figure]
    partitions: Sequence[tuple[str, ...]]

    def kept_back(self) -> set[str]:
        """Ids of cells to keep back beside those withheld already."""
        closed = {name for name, one in self.cells.items() if one.ci_reason in WITHHELD}
        given = set(closed)
        size = -1
        while size != len(closed):
            size = len(closed)
            # The units cut differently go first: they may hide a single one already.
            for rule in (self._by_partition, self._by_class, self._by_unit):
                closed |= rule(closed)
        return closed - given

    def _by_class(self, closed: set[str]) -> set[str]:
        """A single withheld class of a unit: the smallest other one as well."""
        rows: dict[tuple[str, int, str, str], list[str]] = {}
        for name, one in self.cells.items():
            indicator, _, item = one.indicator.partition(".")
            if item != _TOTAL:
                key = (indicator, one.year, one.profile, one.statunit)
                rows.setdefault(key, []).append(name)
        return {more for row in rows.values() for more in self._second(row, closed)}

    def _by_unit(self, closed: set[str]) -> set[str]:
        """A single withheld unit of a partition: the smallest other one as well."""
        found: set[str] = set()
        for units in self.partitions:
            rows: dict[tuple[str, int, str], list[str]] = {}
            for name, one in self.cells.items():
                if one.statunit in units:
                    rows.setdefault((one.indicator, one.year, one.profile), []).append(name)
            found |= {more for row in rows.values() for more in self._second(row, closed)}
        return found

    def _by_partition(self, closed: set[str]) -> set[str]:
        """Units another partition cuts differently, where any unit of the kind is withheld."""
        first = set(self.partitions[0]) if self.partitions else set()
        others = {unit for units in self.partitions[1:] for unit in units} - first
        marked = {_kind(self.cells[name]) for name in closed}
        return {
            name
            for name, one in self.cells.items()
            if one.statunit in others and _kind(one) in marked
        }

    def _second(self, row: Sequence[str], closed: set[str]) -> set[str]:
        shut = [name for name in row if name in closed]
        rest = [n for n in row if n not in closed and self.cells[n].value is not None]
        if len(shut) != 1 or not rest:
            return set()
        return {min(rest, key=lambda name: (self.cells[name].denominator or 0.0, name))}


def _kind(figure: Figure) -> tuple[str, int, str]:
    return figure.indicator, figure.year, figure.profile


def _withheld(figure: Figure) -> Figure:
    reason = IntervalReason.WITHHELD_COMPLEMENT
    return replace(
        figure,
        value=None,
        numerator=None,
        denominator=None,
        ci_low=None,
        ci_high=None,
        ci_reason=str(reason),
        status=Status.NOT_ESTIMATED,
        method=reason.text,
    )
