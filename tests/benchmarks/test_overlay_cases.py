"""The benchmark of the overlay at a small size: ours and geopandas agree."""

import numpy as np
import shapely

from benchmarks.overlay_cases import equal, ours, parcels, peer, zone_layers


def test_ours_and_geopandas_agree() -> None:
    base, layers = parcels(150, 4), zone_layers(12, 4)
    found = ours(base, layers)
    assert equal(found, peer(base, layers))
    wrong = found.assign(exclusive_m2=found["exclusive_m2"] * (1.0 + 1e-7))
    assert not equal(wrong, found)


def test_parcels_share_their_borders_bit_by_bit() -> None:
    base = parcels(500, 7)
    assert len(base) == 500
    assert shapely.is_valid(base).all()
    assert set(shapely.get_num_coordinates(base) - 1) <= set(range(6, 13))
    assert shapely.coverage_is_valid(base)
    assert np.median(shapely.area(base)) > 3e4


def test_zones_of_a_layer_do_not_overlap() -> None:
    for layer in zone_layers(12, 1):
        union = shapely.union_all(layer.geometries)
        assert np.isclose(shapely.area(layer.geometries).sum(), shapely.area(union), rtol=1e-12)
