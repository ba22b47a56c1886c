"""Boundary-point text in its dialects; every fault named with its line, all at once."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from raster_pipeline.io.plot_source import read_plots
from raster_pipeline.io.plot_writer import write_boundary_text
from sinkmap.errors import CannotFinishError, InputRefusedError, Severity

HEAD = """[属性描述]
格式版本号=1.01版本
数据产生单位=示例测绘院
数据产生日期=2024-5-1
坐标系=2000国家大地坐标系
几度分带=3
投影类型=高斯克吕格
计量单位=米
带号=40
精度=0.001
转换参数=,,,,,,
[地块坐标]
"""
N, E = 3_517_000.0, 40_495_000.0
SQUARE = [(N, E), (N, E + 100), (N + 200, E + 100), (N + 200, E)]
HOLE = [(N + 50, E + 20), (N + 50, E + 60), (N + 90, E + 60), (N + 90, E + 20)]


def points(corners, ring=1, first=1, closed=True, sep=","):
    rows = [
        sep.join([f"J{first + k}", str(ring), f"{x:.3f}", f"{y:.3f}"])
        for k, (x, y) in enumerate(corners)
    ]
    return [*rows, rows[0]] if closed else rows


def text(*lines, head=HEAD):
    return head + "\n".join(lines) + "\n"


def plot_line(count=4, area="2.0000", number="DK1", name="示例地块", shape="面"):
    return f"{count},{area},{number},{name},{shape},,工业用地,1001,@"


@pytest.fixture
def read(tmp_path):
    def of(content, encoding="utf-8", **options):
        path = tmp_path / "界址点.txt"
        path.write_bytes(content.encode(encoding) if isinstance(content, str) else content)
        return read_plots(path, **options)

    return of


def codes(error):
    return {finding.code: finding for finding in error.value.findings}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("closed", [True, False])
def test_the_standard_form_in_every_character_set(read, encoding, closed):
    found = read(text(plot_line(), *points(SQUARE, closed=closed)), encoding)
    (row,) = found.frame.itertuples()
    assert found.crs == "EPSG:4528"
    assert (row.number, row.name, row.use, row.land_class) == (
        "DK1",
        "示例地块",
        "工业用地",
        "1001",
    )
    assert row.stated_m2 == 20_000.0
    assert row.geometry.equals(shapely.box(E, N, E + 100, N + 200))
    assert found.findings == ()


@pytest.mark.parametrize(
    "lines",
    [
        points(SQUARE, sep="\t"),
        points(SQUARE, sep="  "),
        points(SQUARE, sep="，"),
        [row.replace(",1,", ",,") for row in points(SQUARE)],
        [f"J{k},{x},{y}" for k, (x, y) in enumerate(SQUARE, 1)],
        [f"{k} {x} {y}" for k, (x, y) in enumerate(SQUARE, 1)],
        [f"{x},{y}" for x, y in SQUARE],
        [f"{x} {y}" for x, y in SQUARE],
        [row + "," for row in points(SQUARE)],
        [
            row.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
            for row in points(SQUARE)
        ],
    ],
)
def test_dialects_of_the_point_line(read, lines):
    shape = read(text(plot_line(), *lines)).frame.geometry[0]
    assert shape.equals(shapely.box(E, N, E + 100, N + 200))


def test_a_bare_list_of_points_needs_a_declared_crs(read):
    bare = text(*points(SQUARE), head="")
    with pytest.raises(InputRefusedError) as error:
        read(bare)
    assert codes(error)["PLOT-CRS-MISSING"].wanted == "EPSG:4528 ?"
    found = read(bare, crs="EPSG:4528")
    assert [f.code for f in found.findings] == ["PLOT-CRS-DECLARED"]
    assert found.frame["number"].tolist() == ["1"]


def test_holes_by_ring_number_and_by_repeated_points(read):
    numbered = [*points(SQUARE), *points(HOLE, ring=2, first=5)]
    repeated = [*points(SQUARE), *points(HOLE, ring=1, first=5)]
    apart = [(x + 1000, y) for x, y in SQUARE]
    for lines in (numbered, repeated):
        shape = read(text(plot_line(count=8), *lines)).frame.geometry[0]
        assert shapely.area(shape) == pytest.approx(20_000.0 - 1_600.0)
        assert len(shape.interiors) == 1
    two = read(text(plot_line(count=8), *points(SQUARE), *points(apart, first=5)))
    assert shapely.get_num_geometries(two.frame.geometry[0]) == 2


def test_several_plots(read):
    other = [(x + 1000, y) for x, y in SQUARE]
    found = read(
        text(plot_line(), *points(SQUARE), plot_line(number="DK2", name=""), *points(other))
    )
    assert found.frame["number"].tolist() == ["DK1", "DK2"]
    assert found.frame.geometry[1].bounds[1] == N + 1000


def test_plain_eastings_take_the_zone_of_the_header(read):
    plain = [(x, y - 40e6) for x, y in SQUARE]
    found = read(text(plot_line(), *points(plain)))
    assert found.crs == "EPSG:4549"
    six = HEAD.replace("几度分带=3", "几度分带=6").replace("带号=40", "带号=20")
    assert read(text(plot_line(), *points(plain), head=six)).crs == "EPSG:4509"


def changed(old, new):
    return text(plot_line(), *points(SQUARE), head=HEAD.replace(old, new))


@pytest.mark.parametrize(
    ("content", "code", "place"),
    [
        (changed("2000国家大地坐标系", "80国家大地坐标系"), "PLOT-CRS-LEGACY", "L5"),
        (changed("2000国家大地坐标系", "常州市独立坐标系"), "PLOT-CRS-LEGACY", "L5"),
        (changed("2000国家大地坐标系", "某坐标系"), "PLOT-CRS-UNKNOWN", "L5"),
        (changed("带号=40", "带号=39"), "PLOT-ZONE-CONFLICT", "L9"),
        (changed("几度分带=3", "几度分带=6"), "PLOT-ZONE-CONFLICT", "L6"),
        (changed("计量单位=米", "计量单位=公里"), "PLOT-UNIT", "L8"),
        (changed("投影类型=高斯克吕格", "投影类型=兰伯特"), "PLOT-PROJECTION", "L7"),
        (text(plot_line(count=9), *points(SQUARE)), "PLOT-POINT-COUNT", "L13"),
        (text(plot_line(shape="线"), *points(SQUARE)), "PLOT-NOT-AREA", "L13"),
        (text(plot_line(), *points(SQUARE)[:2]), "PLOT-FEW-POINTS", "L14"),
        (text(plot_line()), "PLOT-NO-POINTS", "L13"),
        (text(plot_line(area="两公顷"), *points(SQUARE)), "PLOT-HEADER", "L13"),
        (text(plot_line(), *points(SQUARE), "J9,1,abc,40495000"), "PLOT-COORDINATE", "L19"),
        (text(plot_line(), *points(SQUARE), "J9,1,NaN,40495000"), "PLOT-COORDINATE", "L19"),
        (text(plot_line(), *points(SQUARE), "你好"), "PLOT-LINE", "L19"),
        (text(plot_line(), *points(SQUARE, ring=0)), "PLOT-RING", "L14"),
        (
            text(plot_line(), *points([SQUARE[k] for k in (0, 2, 1, 3)])),
            "PLOT-CROSSING",
            "L13",
        ),
        (
            text(
                plot_line(count=8),
                *points(SQUARE),
                *points([(x + 900, y) for x, y in HOLE], ring=2),
            ),
            "PLOT-HOLE-OUTSIDE",
            "L19",
        ),
    ],
)
def test_faults_have_a_name_and_a_line(read, content, code, place):
    with pytest.raises(InputRefusedError) as error:
        read(content)
    found = codes(error)
    assert code in found
    assert found[code].features[0] == place
    assert found[code].seen
    assert found[code].severity is Severity.ERROR
    assert found[code].file == "界址点.txt"


@pytest.mark.parametrize(
    ("corners", "code"),
    [
        ([(y, x) for x, y in SQUARE], "PLOT-AXES-SWAPPED"),
        ([(y - 40e6, x) for x, y in SQUARE], "PLOT-AXES-SWAPPED"),
        ([(31.78, 119.95), (31.78, 119.96), (31.79, 119.96)], "PLOT-RANGE"),
        ([*SQUARE[:3], (N + 200, E - 1e6)], "PLOT-ZONE-MIXED"),
    ],
)
def test_numbers_that_cannot_be_north_and_east(read, corners, code):
    with pytest.raises(InputRefusedError) as error:
        read(text(*points(corners)))
    assert code in codes(error)


def test_a_declared_crs_that_the_file_contradicts(read):
    with pytest.raises(InputRefusedError) as error:
        read(text(plot_line(), *points(SQUARE)), crs="EPSG:4527")
    assert codes(error)["PLOT-CRS-CONFLICT"].seen == "EPSG:4528"


def test_all_faults_at_once_and_a_thousand_lines_are_one_finding(read):
    lines = [f"J{k},1,x,y" for k in range(1000)]
    with pytest.raises(InputRefusedError) as error:
        read(text(plot_line(count=7, area="?"), *lines, head=HEAD.replace("=米", "=里")))
    found = codes(error)
    assert {"PLOT-UNIT", "PLOT-HEADER", "PLOT-COORDINATE", "PLOT-NO-POINTS"} <= set(found)
    assert found["PLOT-COORDINATE"].count == 1000
    assert len(found["PLOT-COORDINATE"].features) == 20


@pytest.mark.parametrize("raw", [b"\x00\x01\x02\xff\xfe\x81", b"\xff" * 40, bytes(range(256)) * 4])
def test_bytes_that_are_no_text(read, raw):
    with pytest.raises(InputRefusedError) as error:
        read(raw)
    assert any(code.startswith("PLOT-") for code in codes(error))


def test_unknown_sections_are_told(read):
    found = read(text(plot_line(), *points(SQUARE), "[附加信息]", "随意的内容"))
    assert [(f.code, f.severity) for f in found.findings] == [("PLOT-SECTION", Severity.WARNING)]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(10, 4000), st.integers(10, 4000), st.booleans()),
        min_size=1,
        max_size=4,
    ),
    st.sampled_from([4528, 4549]),
)
def test_what_is_written_is_read_again(tmp_path_factory, sizes, epsg):
    base = 40_495_000.0 if epsg == 4528 else 495_000.0
    shapes = []
    for place, (width, height, holed) in enumerate(sizes):
        west = base + 5_000.0 * place + width / 7.0
        box = shapely.box(west, N, west + width, N + height)
        hole = shapely.box(west + 2, N + 2, west + width / 2, N + height / 2)
        shapes.append(box.difference(hole) if holed else box)
    plots = gpd.GeoDataFrame(
        {
            "number": [f"DK{k}" for k in range(len(shapes))],
            "name": ["地块,一@" for _ in shapes],
            "use": "",
            "land_class": "1001",
            "stated_m2": np.full(len(shapes), 1e4),
        },
        geometry=shapes,
        crs=f"EPSG:{epsg}",
    )
    path = tmp_path_factory.mktemp("plots") / "out.txt"
    write_boundary_text(plots, path)
    again = read_plots(path)
    assert again.findings == ()
    assert again.crs == "EPSG:4528"
    assert again.frame["number"].tolist() == plots["number"].tolist()
    assert set(again.frame["name"]) == {"地块，一＠"}
    moved = [shapely.transform(s, lambda xy: xy + np.array([4e7, 0.0])) for s in shapes]
    wanted = shapes if epsg == 4528 else moved
    for shape, before in zip(again.frame.geometry, wanted, strict=True):
        assert shapely.hausdorff_distance(shape, before) < 1e-4
        assert len(shape.interiors) == len(before.interiors)


def test_only_gauss_kruger_is_written(tmp_path):
    plots = gpd.GeoDataFrame(geometry=[shapely.box(119, 31, 120, 32)], crs="EPSG:4490")
    with pytest.raises(CannotFinishError, match="PLOT-WRITE-CRS"):
        write_boundary_text(plots, tmp_path / "a.txt")
