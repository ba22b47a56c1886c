"""Where layers come from: from any layer of a year back to the given inputs."""

from __future__ import annotations

from collections.abc import Mapping

from raster_pipeline.steps.origin import Provenance
from sinkmap.layer import Derived, Years
from sinkmap.study import InputEntry, Study

__all__ = ["INTERPRETED", "given_behind", "provenance"]

INTERPRETED = ("land_cover", "tree_cover")
"""Layers that scenes can stand in for."""

_UPDATES = "parcels_update"


def given_behind(
    layer: str, year: int, study: Study, derived: Mapping[str, Derived]
) -> tuple[tuple[InputEntry, int], ...]:
    """Input entries a layer of one year rests on, nearest first, each with its year."""
    if layer == "parcels":
        return _parcels_behind(year, study)
    if layer not in derived:
        entry = study.input(layer, year)
        if entry is None and layer in INTERPRETED:
            return _scenes_behind(year, study)
        return ((entry, year),) if entry else ()
    years = _years(derived[layer], year, study.years)
    found: dict[tuple[str, int], tuple[InputEntry, int]] = {}
    for need in derived[layer].inputs:
        for y in years:
            for entry, at in given_behind(need.layer, y, study, derived):
                found.setdefault((entry.layer, at), (entry, at))
    return tuple(found.values())


def _scenes_behind(year: int, study: Study) -> tuple[tuple[InputEntry, int], ...]:
    """Scenes of a year, and the samples of every year that its classes were learned from."""
    scenes = study.input("scenes", year)
    learned = [e for e in study.inputs if e.layer == "training_samples"]
    return ((scenes, year), *((e, e.years[0]) for e in learned)) if scenes and learned else ()


def _years(layer: Derived, year: int, years: tuple[int, ...]) -> tuple[int, ...]:
    if layer.years is Years.ALL:
        return years
    place = years.index(year)
    return years[max(0, place - 1) : place + 1] if layer.years is Years.PAIR else (year,)


def _parcels_behind(year: int, study: Study) -> tuple[tuple[InputEntry, int], ...]:
    """A full survey, or an update package with the survey it builds on."""
    found: list[tuple[InputEntry, int]] = []
    known = {y for e in study.inputs if e.layer in ("parcels", _UPDATES) for y in e.years}
    for y in sorted((y for y in known if y <= year), reverse=True):
        base = study.input("parcels", y)
        update = study.input(_UPDATES, y)
        entry = base or update
        if entry is not None:
            found.append((entry, y))
        if base is not None:
            break
    return tuple(found)


def provenance(
    layer: str,
    year: int,
    study: Study,
    derived: Mapping[str, Derived],
    pixels: Mapping[tuple[str, int], float],
) -> Provenance:
    """Sources, vintages, data states and pixel size of a layer of one year.

    ``pixels``: (given layer, year) -> m² of a pixel in its file.
    """
    behind = given_behind(layer, year, study, derived)
    declared = [entry for entry, _ in behind if entry.data_state != "undeclared"]
    return Provenance(
        sources=tuple(sorted({f"{entry.layer}@{y}" for entry, y in behind})),
        vintages=tuple(dict.fromkeys(entry.vintage for entry, _ in behind if entry.vintage)),
        states=tuple(entry.data_state for entry in declared),
        pixel_m2=_pixel_m2(layer, year, study, derived, pixels),
        systems=tuple(
            (entry.layer, y, entry.code_system) for entry, y in behind if entry.code_system
        ),
    )


def _pixel_m2(
    layer: str,
    year: int,
    study: Study,
    derived: Mapping[str, Derived],
    pixels: Mapping[tuple[str, int], float],
) -> float:
    """Coarsest pixel that decides a layer: of its required inputs and the first optional one."""
    if layer not in derived:
        return pixels.get((layer, year), 0.0)
    needs = derived[layer].inputs
    there = [n for n in needs if n.optional and given_behind(n.layer, year, study, derived)]
    deciding = [need for need in needs if not need.optional] + there[:1]
    return max(
        (
            _pixel_m2(need.layer, y, study, derived, pixels)
            for need in deciding
            for y in _years(derived[layer], year, study.years)
        ),
        default=0.0,
    )
