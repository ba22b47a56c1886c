"""The overview in a real Chromium: layers, swipe, card, drawing, search, link, both languages."""

import re

import pytest

pytestmark = pytest.mark.browser

LAYERS = "() => document.querySelector('.map-canvas')._map.getStyle().layers.map(l => l.id)"
IN_SIGHT = """part => {
  const [own, card] = [part, part.closest('.card')].map(one => one.getBoundingClientRect());
  return own.top >= card.top && own.bottom <= card.bottom;
}"""
START = "?lon=119.7&lat=31.6&z=13&year=2024"


def open_page(page, idle, base, query=START, source="raster-land_use"):
    page.goto(f"{base}/{query}")
    idle(page, source)


def click_map(page, dx=0, dy=0):
    box = page.locator("#browse-map .map-canvas").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2 + dx, box["y"] + box["height"] / 2 + dy)


@pytest.mark.parametrize("size", ["desk", "phone"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_click_tells_the_place(watched_page, idle, overview, size, language, tmp_path):
    with watched_page(overview, size, language) as page:
        open_page(page, idle, overview)
        page.screenshot(path=tmp_path / "opened.png")
        click_map(page, dx=-60)
        title = {"zh": "水田", "en": "paddy"}[language]
        page.locator(f"#browse-card h2:text-is('{title}')").wait_for()
        assert "1.05" in page.locator("#browse-card").inner_text()
        idle(page)
        page.screenshot(path=tmp_path / "card.png")
        if language == "en":
            assert not re.search("[\u4e00-\u9fff]", page.locator("main").inner_text())
        page.locator("#browse-close").click()
        page.locator("#browse-card h2").wait_for(state="detached")
        assert "place=" not in page.url


def test_layers_have_switch_opacity_and_year(watched_page, idle, overview):
    opacity = "map.getPaintProperty('raster-land_use', 'raster-opacity')"
    read = f"() => {{ const map = document.querySelector('.map-canvas')._map; return {opacity}; }}"
    with watched_page(overview) as page:
        open_page(page, idle, overview)
        assert {"raster-land_use", "vector-parcels", "outline-redline"} <= set(
            page.evaluate(LAYERS)
        )
        page.locator("[data-layer=land_use] input[type=range]").fill("0.3")
        page.wait_for_timeout(200)
        assert page.evaluate(read) == pytest.approx(0.3)
        page.locator("[data-layer=redline] input[type=checkbox]").click()
        page.locator("#browse-year input").focus()
        with page.expect_request("**/tiles/parcels/2023/b2023/**"):
            page.keyboard.press("ArrowLeft")
        idle(page)
        layers = page.evaluate(LAYERS)
        assert "raster-land_use" not in layers  # not in that year
        assert "outline-redline" not in layers
        assert page.locator("[data-layer=land_use] small").inner_text() == "该年度无此图层"
        assert "on=land_use:0.3,parcels:0.7&" in page.url + "&"


def test_two_years_are_swiped_with_their_difference(watched_page, idle, overview, tmp_path):
    with watched_page(overview) as page:
        open_page(page, idle, overview)
        page.select_option("select#browse-compare", "2022")
        page.locator("#browse-difference table").wait_for()
        text = page.locator("#browse-difference").inner_text()
        assert "+12.50" in text
        handle = page.get_by_role("slider", name="卷帘位置")
        handle.focus()
        page.keyboard.press("PageDown")
        page.wait_for_url("**with=2022&at=0.4**")
        idle(page, "raster-land_use", "map-over")
        page.screenshot(path=tmp_path / "swipe.png")


def test_what_was_opened_last_is_in_sight(watched_page, idle, overview):
    shape = "&shape=polygon:119.69,31.6;119.7,31.6;119.7,31.61;119.69,31.61"
    with watched_page(overview) as page:
        open_page(page, idle, overview, START + "&with=2022" + shape)
        page.locator("#browse-difference table").wait_for()
        page.locator("#browse-shape .value").wait_for()
        click_map(page, dx=-60)
        page.locator("#browse-card h2").wait_for()
        page.wait_for_timeout(200)
        assert page.locator("#browse-card h2").evaluate(IN_SIGHT)
        page.locator(".corners summary").click()
        page.locator(".corners textarea").fill("119.7, 31.6\n119.71, 31.61")
        page.locator(".corners button").click()
        page.locator("#browse-shape h2:text-is('所量折线')").wait_for()
        page.wait_for_timeout(200)
        assert page.locator("#browse-shape h2").evaluate(IN_SIGHT)


def test_the_link_brings_back_everything(watched_page, idle, overview, places):
    shape = "shape=polygon:119.69,31.6;119.7,31.6;119.7,31.61;119.69,31.61"
    query = (
        "?run=run0123456789&lon=119.7&lat=31.6&z=13.25&year=2024&on=land_use:0.5,parcels"
        f"&with=2022&at=0.3&place=119.71,31.605&{shape}"
    )
    with watched_page(overview) as page:
        open_page(page, idle, overview, query)
        page.locator("#browse-card h2").wait_for()
        page.locator("#browse-shape .value").wait_for()
        page.locator("#browse-difference table").wait_for()
        assert page.get_by_role("slider", name="卷帘位置").get_attribute("aria-valuenow") == "30"
        page.wait_for_timeout(400)
        assert page.url == f"{overview}/{query}"
    corners = [[119.69, 31.6], [119.7, 31.6], [119.7, 31.61], [119.69, 31.61], [119.69, 31.6]]
    assert ("account", {"type": "Polygon", "coordinates": [corners]}, 2024) in places.asked
    assert ("card", 119.71, 31.605) in places.asked


def test_a_name_is_found_and_gone_to(watched_page, idle, overview):
    with watched_page(overview) as page:
        open_page(page, idle, overview)
        page.locator("#browse-search input").fill("无")
        page.locator("#browse-search .hits:has-text('没有找到')").wait_for()
        page.locator("h1").click()
        page.locator("#browse-search .hits").wait_for(state="detached")
        page.locator(".status summary").click()
        page.locator(".status ul").wait_for()
        page.keyboard.press("Escape")
        page.locator(".status ul").wait_for(state="hidden")
        page.locator("#browse-search input").fill("图斑 7")
        page.locator("#browse-search .hits button:has-text('图斑 7')").click()
        page.locator("#browse-card h2").wait_for()
        page.wait_for_url("**lon=119.6005&lat=31.6005&z=16&**")
        page.locator("#browse-search input").fill("溧阳")
        page.locator("#browse-search .hits button").first.wait_for()
        page.keyboard.press("Enter")
        page.wait_for_url("**lon=119.5&lat=31.35**")


def test_shapes_are_drawn_with_the_mouse_and_by_corners(watched_page, idle, overview, places):
    with watched_page(overview) as page:
        open_page(page, idle, overview)
        page.get_by_role("button", name="量距离").click()
        for dx in (-200, -100):
            click_map(page, dx=dx)
            page.wait_for_timeout(350)
        click_map(page, dx=-100)
        page.locator("#browse-shape .value").wait_for()
        assert " m" in page.locator("#browse-shape .value").inner_text()
        assert page.locator("#browse-card h2").count() == 0
        page.get_by_role("button", name="清除").click()
        page.locator("#browse-shape .value").wait_for(state="detached")
        page.locator(".corners summary").click()
        page.locator(".corners textarea").fill(
            "119.7, 31.6\n119.71, 31.6\n119.71 31.61\n119.7,31.61"
        )
        page.locator(".corners button").click()
        page.locator("#browse-shape .value:has-text('250.00')").wait_for()
        assert "shape=polygon:119.7,31.6;119.71,31.6;119.71,31.61;119.7,31.61" in page.url


def test_a_link_to_a_run_that_is_gone(browser, overview, tmp_path):
    page = browser.new_page(viewport={"width": 390, "height": 844})
    answer = page.goto(f"{overview}/?run=gone&year=2022")
    assert answer.status == 404
    page.screenshot(path=tmp_path / "gone.png")
    page.locator("a.go").click()
    page.locator("#browse-map .maplibregl-canvas").wait_for()
    assert "run=run0123456789" in page.url
    page.close()


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_a_basemap_lies_under_everything_and_stays_in_the_link(
    watched_page, idle, overview, size, tmp_path
):
    order = "() => document.querySelector('.map-canvas')._map.getLayersOrder().slice(0, 3)"
    opacity = "map.getPaintProperty('basemap', 'raster-opacity')"
    read = f"() => {{ const map = document.querySelector('.map-canvas')._map; return {opacity}; }}"
    with watched_page(overview, size, "en") as page:
        open_page(page, idle, overview)
        assert page.locator(".map-credit").count() == 0
        if size == "phone":
            page.locator(".fold-button").click()
        choice = page.locator("#browse-basemap")
        assert choice.locator("input[type=radio]").first.is_checked()  # none
        with page.expect_request("**/basemaps/ortho/c1/**"):
            choice.get_by_text("Orthophoto").click()
        idle(page, "basemap")
        assert page.evaluate(order) == ["ground", "basemap", "raster-land_use"]
        assert page.evaluate(read) == pytest.approx(0.7)
        choice.locator("input[type=range]").fill("0.4")
        credit = page.locator(".map-credit")
        assert credit.inner_text() == "survey office; map approval no. 苏C001"
        page.wait_for_timeout(300)
        page.screenshot(path=tmp_path / "basemap.png")
        link = page.url
        assert "base=ortho:0.4" in link
        # Another page of the same window has it too, and can let it go.
        page.goto(f"{overview}/indicators/")
        idle(page, "basemap")
        assert page.evaluate(order)[1] == "basemap"
        page.locator(".map-basemaps > summary").click()
        page.locator(".map-basemaps").get_by_text("none").click()
        credit.wait_for(state="detached")
        page.goto(link)
        idle(page, "basemap")
        assert page.evaluate(read) == pytest.approx(0.4)
        page.goto(link.replace("ortho", "gone"))
        idle(page)
        assert "basemap" not in page.evaluate(LAYERS)
