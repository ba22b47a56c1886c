"""Origin of figures: the inputs behind them, what state those are in, how finely they see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from raster_pipeline.steps.system_step import SystemUse
from sinkmap.figure import DataState

__all__ = ["Origin", "Provenance"]


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a layer of one year comes from: the given inputs behind it, however far.

    ``pixel_m2``: area of the coarsest source pixel that decides its values; 0 without rasters.
    ``systems``: code systems of the inputs that have one.
    """

    sources: tuple[str, ...]
    vintages: tuple[str, ...]
    states: tuple[DataState, ...]
    pixel_m2: float = 0.0
    systems: tuple[SystemUse, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the figures of one definition and year come from, the same for every unit.

    ``state``: the weakest of its inputs; ``vintage``: theirs, each once; ``sources``: in order;
    ``systems``: as in :class:`Provenance`; ``pixel_m2``: area of the coarsest source pixel.
    """

    state: DataState
    vintage: str
    sources: tuple[str, ...]
    systems: tuple[SystemUse, ...]
    pixel_m2: float

    @classmethod
    def of(cls, known: Sequence[Provenance]) -> Origin:
        """The origin of figures that rest on several layers."""
        return cls(
            DataState.weakest([state for one in known for state in one.states]),
            "; ".join(dict.fromkeys(vintage for one in known for vintage in one.vintages)),
            tuple(sorted({source for one in known for source in one.sources})),
            tuple(use for one in known for use in one.systems),
            max((one.pixel_m2 for one in known), default=0.0),
        )
