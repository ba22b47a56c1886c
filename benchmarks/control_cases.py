"""Control against geopandas.overlay: parcels against twelve zones, every rule, with its law."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from benchmarks import overlay_cases
from benchmarks.case import Case, Demand, Side
from raster_pipeline.steps.overlay import ZoneLayer, overlay
from sinkmap.classes import group_ids
from sinkmap.control import Judged, RuleBook, ZoneKinds, judge_patches

ZONES = ("Z2", "Z3", "Z11", "Z5", "Z6", "Z12", "Z7", "Z8", "Z4", "Z10", "Z13", "Z9")
"""Zone of the rule book that each of the twelve layers plays."""

MOST_SECONDS = 60.0
"""What 100,000 parcels may take on two cores."""


def zone_layers(seed: int) -> tuple[ZoneLayer, ...]:
    """The twelve layers of the overlay case under zones of the rule book."""
    layers = overlay_cases.zone_layers(len(ZONES), seed)
    return tuple(replace(layer, name=zone) for layer, zone in zip(layers, ZONES, strict=True))


def turns(count: int, seed: int) -> pd.DataFrame:
    """(count,) changes of class group, drawn evenly."""
    rng = np.random.default_rng(seed)
    columns = {name: rng.choice(group_ids(), count) for name in ("before", "after")}
    return pd.DataFrame({**columns, "evidence": "both"})


def ours(
    base: overlay_cases.Geometries,
    layers: Sequence[ZoneLayer],
    patches: pd.DataFrame,
    book: RuleBook,
) -> Judged:
    """Patches with severity, area by zone and every hit with its law."""
    pieces = overlay(base, layers, overlay_cases.MEASURE)
    named = pieces.rename(columns={"parcel": "patch", "geometry_m2": "area_m2"})
    kinds = [_kinds(layer, book) for layer in layers]
    return judge_patches(patches, named, kinds, book)


def _kinds(layer: ZoneLayer, book: RuleBook) -> ZoneKinds:
    """Zones of a layer take the kinds of its zone in turn."""
    known = list(book.zone_by_id[layer.name].kinds)
    kinds = {name: known[k % len(known)] for k, name in enumerate(layer.ids)}
    return ZoneKinds(layer.name, kinds, "outside_UDB" if layer.name == "Z11" else "")


def case(count: int) -> Case:
    """Ours with rules and law text; the peer's time is for the areas alone."""
    base, layers = overlay_cases.parcels(count, 1), zone_layers(2)
    patches, book = turns(count, 3), RuleBook.default().in_force(date(2024, 12, 31))
    return Case(
        f"{count} changed parcels x {len(ZONES)} zones, every rule with its law",
        [
            Side("sinkmap, rules, credit and law text", lambda: ours(base, layers, patches, book)),
            Side(
                "geopandas.overlay, areas only",
                lambda: overlay_cases.peer_areas(base, layers),
                runs=1,
            ),
        ],
        [Demand("geopandas.overlay, areas only", 1 / 5)],
        MOST_SECONDS,
    )
