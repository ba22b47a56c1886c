"""Archives of layers of every form, written from tables as a run keeps them."""

import gzip
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from raster_pipeline.display import shape_source
from raster_pipeline.display.build import build_archive
from raster_pipeline.display.drawn import DrawnLayer
from raster_pipeline.display.live_tiles import LiveTiles
from raster_pipeline.display.shape_source import ShapeSource
from raster_pipeline.io.tables import write_frame
from raster_pipeline.tiles.archive import Archive
from sinkmap.layer import Form, Sensitivity
from sinkmap.text import Text

CRS = "EPSG:4549"
CORNER = np.array([480_000.0, 3_500_000.0])


def drawn(form: Form, label: str = "name") -> DrawnLayer:
    return DrawnLayer(
        layer="thing",
        title=Text("物", "thing"),
        form=form,
        sensitivity=Sensitivity.PUBLIC,
        columns={"name": "name"},
        own_ids=("code",),
        sorted_by="",
        legend=(),
        colour="#7f7f7f",
        label=label,
    )


def shapes(form: Form) -> list[shapely.Geometry | None]:
    places = CORNER + 3000.0 * np.array([(x, y) for x in range(5) for y in range(4)])
    if form is Form.POINTS:
        found = [shapely.Point(place) for place in places]
    elif form is Form.LINES:
        found = [shapely.LineString([place, place + np.array([2500, 800])]) for place in places]
    else:
        found = [shapely.box(*place, *(place + 2000)) for place in places]
        found[3] = shapely.MultiPolygon([found[3], shapely.box(*(CORNER - 900), *(CORNER - 100))])
    return [*found, shapely.MultiPolygon(), None]


@pytest.fixture(params=[Form.POLYGONS, Form.LINES, Form.POINTS])
def source(request, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ShapeSource:
    monkeypatch.setattr(shape_source, "_ROWS", 7)  # several batches
    geometry = shapes(request.param)
    names = [f"名{n}" if n % 4 else "" for n in range(len(geometry))]
    codes = [f"c{n}" for n in range(len(geometry))]
    frame = gpd.GeoDataFrame({"code": codes, "name": names}, geometry=geometry, crs=CRS)
    write_frame(frame, tmp_path / "thing.parquet")
    return ShapeSource(tmp_path / "thing.parquet", drawn(request.param))


def test_every_shape_and_label_is_where_it_belongs(source, tmp_path, gdal_reads):
    path = tmp_path / "thing.pmtiles"
    told: list[float] = []
    build_archive(source, path, lambda _, share: told.append(share))
    assert told == sorted(told)
    assert told[-1] == 1.0
    with Archive(path, "0") as archive:
        assert archive.layer == "thing"
        zooms = (archive.min_zoom, archive.max_zoom)
    for zoom in zooms:
        found = gdal_reads(str(path), "thing", ZOOM_LEVEL=zoom)
        assert set(found["id"]) == {f"c{n}" for n in range(20)}
        labels = gdal_reads(str(path), "thing_label", ZOOM_LEVEL=zoom)
        assert sorted(labels["text"]) == sorted(f"名{n}" for n in range(20) if n % 4)
    truth = gpd.GeoSeries(shapes(source.drawn.form)[:20], crs=CRS).to_crs(3857)
    rows = labels["mvt_id"] - 1
    for row, point in zip(rows, labels.geometry, strict=True):
        assert point.distance(truth[row]) < 1.0  # a unit is 0.3 m


def test_tiles_do_not_depend_on_the_batches(source, tmp_path, monkeypatch):
    build_archive(source, tmp_path / "few.pmtiles")
    monkeypatch.setattr(shape_source, "_ROWS", 1000)
    build_archive(source, tmp_path / "all.pmtiles")
    assert (tmp_path / "few.pmtiles").read_bytes() == (tmp_path / "all.pmtiles").read_bytes()


def test_on_the_fly_from_several_batches_is_the_same(source, tmp_path):
    build_archive(source, tmp_path / "thing.pmtiles")
    live = LiveTiles(source, "0")
    with Archive(tmp_path / "thing.pmtiles", "0") as archive:
        z = archive.min_zoom
        held = [(x, y) for x in range(1 << z) for y in range(1 << z) if archive.tile(z, x, y)]
        assert held
        for x, y in held:
            assert live.tile(z, x, y) == gzip.decompress(archive.tile(z, x, y))
    assert live.tile(z, 0, 0) is None
    assert live.tile(z - 1, 0, 0) is None
    assert live.tile(z, -1, 0) is None
    assert live.tile(z, 0, 1 << z) is None
