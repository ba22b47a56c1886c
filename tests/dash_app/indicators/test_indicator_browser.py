"""The page in a real Chromium: the map, the panel, both languages, and no network."""

import re

import pytest

pytestmark = pytest.mark.browser

SIZES = ("desk", "phone")

PLACE = """([lon, lat]) => {
  const point = document.querySelector('.map-canvas')._map.project([lon, lat]);
  return [point.x, point.y];
}"""
FILLED = """() => {
  const map = document.querySelector('.map-canvas')._map;
  return JSON.stringify(map.getPaintProperty('fill', 'fill-color'));
}"""


def open_page(page, idle, base, query=""):
    page.goto(f"{base}/indicators/{query}")
    page.locator("#figure .value").wait_for()
    idle(page)


def click_at(page, lon, lat):
    x, y = page.evaluate(PLACE, [lon, lat])
    page.locator("#map .maplibregl-canvas").click(position={"x": x, "y": y})


def shown_value(page, figure_id):
    """The big number, once the panel shows this figure."""
    page.locator(f"#figure .id code:text-is('{figure_id}')").wait_for()
    return page.locator("#figure .value strong").inner_text()


def table_value(town, figure_id):
    figures = town.results.figures.set_index("id")
    return f"{figures.loc[figure_id, 'value']:,.2f} {figures.loc[figure_id, 'uom']}"


@pytest.mark.parametrize("size", SIZES)
def test_a_click_on_a_district_shows_its_figure(watched_page, idle, base, town, size, tmp_path):
    wanted = "tree_cover_rate/320412/2024/js_tree_cover"
    with watched_page(base, size) as page:
        open_page(page, idle, base)
        page.screenshot(path=tmp_path / f"{size}-opened.png")
        click_at(page, 119.9, 31.62)
        assert shown_value(page, wanted) == table_value(town, wanted)
        assert page.locator("#unit").input_value() == "320412"
        assert page.locator("#units tr.chosen button").inner_text() == "武进区"
        assert "parcels_2024.gpkg" in page.locator("#figure .sources").inner_text()
        assert "ab" * 32 in page.locator("#figure .sources").inner_text()
        idle(page)
        page.screenshot(path=tmp_path / f"{size}-clicked.png", full_page=True)


def test_indicator_profile_year_and_partition_change_map_and_panel(watched_page, idle, base, town):
    with watched_page(base) as page:
        open_page(page, idle, base)
        before = page.evaluate(FILLED)
        page.select_option("#profile", "gbt26424")
        wanted = "tree_cover_rate/320400/2024/gbt26424"
        assert shown_value(page, wanted) == table_value(town, wanted)
        assert page.locator("#figure .goal .chip").inner_text() == "达标"
        page.locator("#year label:has-text('2022')").click()
        wanted = "tree_cover_rate/320400/2022/gbt26424"
        assert shown_value(page, wanted) == table_value(town, wanted)
        page.select_option("#theme", "class_area.forest")
        wanted = "class_area.forest/320400/2022/survey"
        assert shown_value(page, wanted).startswith("1,000.50 公顷")
        page.locator("#partition label:has-text('管控单元')").click()
        page.locator("#units button:has-text('管控单元 A-7')").click()
        wanted = "class_area.forest/ZH7/2022/survey"
        assert shown_value(page, wanted).startswith("15,007.50 公顷")
        idle(page)
        assert page.evaluate(FILLED) != before
        assert "ZH7" in page.evaluate(FILLED)


def test_the_address_brings_back_what_was_looked_at(watched_page, idle, base):
    with watched_page(base) as page:
        open_page(page, idle, base)
        page.locator("#year label:has-text('2023')").click()
        page.locator("#units button:has-text('溧阳市')").click()
        wanted = "tree_cover_rate/320481/2023/js_tree_cover"
        value = shown_value(page, wanted)
        address = page.url
        assert "unit=320481" in address
        open_page(page, idle, base, "?" + address.split("?")[1])
        assert page.url == address
        assert shown_value(page, wanted) == value


def test_the_language_changes_and_stays(watched_page, idle, base):
    with watched_page(base) as page:
        open_page(page, idle, base, "?unit=320404")
        assert page.locator("#figure h2").inner_text() == "钟楼区"
        page.locator("#language").click()
        page.locator("#figure h2:text-is('Zhonglou')").wait_for()
        assert page.locator("html").get_attribute("lang") == "en"
        assert page.locator("header .chip-doubt").inner_text() == "Simulated data"
        assert not re.search("[\u4e00-\u9fff]", page.locator(".controls").inner_text())
        idle(page)
        page.locator('nav a[href="/methods"]').click()
        assert "tree cover rate" in page.locator("h2").first.inner_text()
        page.locator("nav a[href='/']").click()
        page.locator("nav a[aria-current]:has-text('Overview')").wait_for()
        idle(page)


def test_picture_outlines_and_opacity(watched_page, idle, base):
    layers = "() => document.querySelector('.map-canvas')._map.getStyle().layers.map(l => l.id)"
    opacity = (
        "() => document.querySelector('.map-canvas')._map"
        ".getPaintProperty('picture', 'raster-opacity')"
    )
    with watched_page(base) as page:
        open_page(page, idle, base)
        assert "outline-redline" in page.evaluate(layers)
        page.locator("#outlines label").click()
        with page.expect_response("**/pictures/land_use/2024.png"):
            page.select_option("#picture", "land_use")
        page.locator("#legend strong:has-text('土地利用 2024')").wait_for()
        idle(page)
        assert "outline-redline" not in page.evaluate(layers)
        assert "picture" in page.evaluate(layers)
        page.locator("#opacity").fill("0.4")
        assert page.evaluate(opacity) == pytest.approx(0.4)


def test_everything_works_with_the_keyboard(watched_page, idle, base):
    with watched_page(base) as page:
        open_page(page, idle, base)
        page.locator("#year input >> nth=2").focus()
        page.keyboard.press("ArrowLeft")
        shown_value(page, "tree_cover_rate/320400/2023/js_tree_cover")
        page.locator("#units button >> nth=0").focus()
        page.keyboard.press("Enter")
        shown_value(page, "tree_cover_rate/320481/2023/js_tree_cover")
        page.locator("#status summary").focus()
        page.keyboard.press("Enter")
        assert page.locator("#status ul").is_visible()


def test_controls_have_names(watched_page, idle, base):
    with watched_page(base) as page:
        open_page(page, idle, base)
        for name in ("指标", "口径", "查看单元", "叠加图像"):
            assert page.get_by_role("combobox", name=name).count() == 1
        for name in ("统计单元", "年度", "叠加界线"):
            assert page.get_by_role("group", name=name).count() == 1
        assert page.get_by_role("region", name="专题地图").count() == 1
        assert page.get_by_role("slider", name="图像不透明度").count() == 1


def test_the_first_payload_is_small(watched_page, idle, base):
    sizes = []
    with watched_page(base) as page:
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", lambda e: sizes.append(e["encodedDataLength"]))
        open_page(page, idle, base)
    assert 100_000 < sum(sizes) < 900_000


def test_without_webgl_the_figures_still_work(launch, watched_page, base):
    plain = launch("--disable-3d-apis")
    with watched_page(base, by=plain) as page:
        page.goto(f"{base}/indicators/")
        page.locator("#map [role=alert]").wait_for()
        assert "WebGL" in page.locator("#map [role=alert]").inner_text()
        page.locator("#units button:has-text('金坛区')").click()
        assert shown_value(page, "tree_cover_rate/320413/2024/js_tree_cover") == "31.13 %"
    plain.close()
