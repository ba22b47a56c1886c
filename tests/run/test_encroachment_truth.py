"""Encroachment in the town's own parcels, against the pixels the town was drawn from.

The rules are written down a second time, in codes of the third survey; a patch is a group of
touching pixels of one turn, and one below the survey's least size is none (TD/T 1055-2019).
"""

from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest
from scipy import ndimage

from raster_pipeline.control import control_study
from raster_pipeline.demo.land import LAND
from raster_pipeline.demo.town_parcels import town_years
from raster_pipeline.demo.town_plan import GRID, draw_plan
from raster_pipeline.demo.town_zones import RED_LINE, farmland_rows

BUILT = ("0601", "0702", "0810", "1201")
FARM = ("0101", "0103", "0201", "0202", "0204", "1104", "1104A")
NATURE = ("0301", "0307", "0404", "1106")
CROP = ("0101", "0103")
PIXEL_M2 = 100.0
LEAST_M2 = {**dict.fromkeys(BUILT, 200.0), **dict.fromkeys(FARM, 400.0)}
"""Least patch by the class after; other classes 600 m²."""
RULES = (
    ("R03", "Z2", NATURE, BUILT),
    ("R04", "Z2", NATURE, ("0101", "0103", "0201", "0202", "0204")),
    ("R05", "Z2", NATURE, ("1104A",)),
    ("R06", "Z2", FARM, BUILT),
    ("R07", "Z2", BUILT, BUILT),
    ("R08", "Z2", NATURE, ("1206",)),
    ("R10", "Z3", CROP, BUILT),
    ("R11", "Z3", CROP, ("0201", "0202", "0204", "0301", "0307")),
    ("R12", "Z3", CROP, ("1104", "1104A")),
    ("R14", "Z3", CROP, ("1104", "1106")),
    ("R23", "ANY", ("0301",), (*BUILT, "1206")),
    ("R25", "ANY", CROP, NATURE),
    ("R27", "ANY", (*BUILT, "1206"), NATURE),
)


def drawn() -> Iterator[tuple[str, str, np.ndarray]]:
    """Code before, code after and pixels of every patch drawn from 2022 to 2023."""
    first, second, _ = town_years(draw_plan())
    codes = np.array([land.code for land in LAND])
    before, after = (codes[year.kind[year.number]] for year in (first, second))
    for turn in set(zip(before[before != after], after[before != after], strict=True)):
        groups, count = ndimage.label((before == turn[0]) & (after == turn[1]))
        for number in range(1, count + 1):
            pixels = groups == number
            if pixels.sum() * PIXEL_M2 >= LEAST_M2.get(turn[1], 600.0):
                yield *turn, pixels


def red_line() -> np.ndarray:
    """Pixels of the red line of 2022 and 2023."""
    inside = np.zeros(GRID.shape, dtype=bool)
    for _, window in RED_LINE.values():
        inside[window.slices] = True
    return inside


@pytest.fixture(scope="module")
def expected() -> Counter[str]:
    first = town_years(draw_plan())[0]
    ground = {
        "Z2": red_line(),
        "Z3": np.isin(first.number, farmland_rows(first)),
        "ANY": np.ones(GRID.shape, dtype=bool),
    }
    found: Counter[str] = Counter()
    for before, after, pixels in drawn():
        for rule, zone, old, new in RULES:
            here = pixels & ground[zone]
            if before in old and after in new and here.any():
                found[rule] += float(here.sum()) * PIXEL_M2
    return found


def test_hectares_by_rule_are_those_that_were_drawn(town, town_run, expected) -> None:
    hits = control_study(town, (2022, 2023)).hits
    told = hits[hits["rule_id"].isin([rule for rule, *_ in RULES])]
    found = told.groupby("rule_id")["area_m2"].sum().to_dict()
    assert found == pytest.approx(dict(expected), rel=2e-5)
    assert {"R06", "R07", "R10", "R11", "R12", "R25"} <= set(found)
