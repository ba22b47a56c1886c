"""The benchmark of carbon at a small size: pixels add up to the table. No clock."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.accounting_cases import Ground
from benchmarks.carbon_cases import areas_and_writing, cases, stock

HA = 10_000.0


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return Ground.make(tmp_path_factory.mktemp("ground"), 0.6, 50, 6)


def test_pixels_of_the_map_add_up_to_areas_times_densities(ground: Ground, tmp_path: Path) -> None:
    areas, pixels, totals = stock(ground, tmp_path)
    for zone, total in enumerate(totals):
        inside = slice(int(pixels.first[zone]), int(pixels.first[zone + 1]))
        assert pixels.amounts[0, inside].sum() / HA == pytest.approx(total, rel=1e-9)
    assert (tmp_path / "carbon_density_2024.tif").is_file()
    assert areas.covered.sum() > 0.0


def test_the_other_side_does_the_pass_and_writes_as_much(ground: Ground, tmp_path: Path) -> None:
    areas, _, _ = stock(ground, tmp_path)
    other = areas_and_writing(ground, tmp_path)
    assert np.array_equal(areas.amounts[0], other.amounts[0])
    sizes = [(tmp_path / n).stat().st_size for n in ("carbon_density_2024.tif", "written.tif")]
    assert sizes[0] == pytest.approx(sizes[1], rel=0.05)
    (case,) = cases(ground, tmp_path)
    assert case.demands[0].factor == 2.0
