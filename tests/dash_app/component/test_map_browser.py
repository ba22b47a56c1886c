"""The map component by itself in a real Chromium: tiles, swipe, drawing, clicks, views."""

import pytest

pytestmark = pytest.mark.browser

LON, LAT = 119.97, 31.8
RASTER = {"id": "cover", "url": "/t/2024/{z}/{x}/{y}.png", "minzoom": 7, "maxzoom": 14}
RASTER |= {"bounds": [119, 31, 121, 32.5], "opacity": 0.8}
PARCELS = {
    "id": "parcels",
    "url": "/v/{z}/{x}/{y}.mvt",
    "layer": "parcels",
    "minzoom": 13,
    "maxzoom": 14,
    "draw": "fill",
    "colours": {"property": "kind", "values": {"wood": "#3f7d4e", "water": "#6fa8cf"}},
    "key": "pid",
    "width": 1,
    "clickable": True,
}
TILES = "vector-/v/{z}/{x}/{y}.mvt"


def before(raster, **more):
    return {**raster, "url": raster["url"].replace("2024", "2023"), **more}


def test_tiles_lie_in_their_order_and_opacity_loads_nothing(opened_map, tmp_path):
    with opened_map() as shown:
        shown.put(rasters=[RASTER, before(RASTER, id="old")], vectors=[PARCELS])
        shown.rest("raster-cover")
        shown.rest(TILES)
        layers = shown.read("map.getStyle().layers.map(l => l.id)")
        wanted = ["raster-cover", "raster-old", "fill", "border", "vector-parcels", "halo"]
        assert [layer for layer in layers if layer in wanted] == wanted
        shown.page.screenshot(path=tmp_path / "tiles.png")
        asked = len(shown.server.asked)
        assert asked > 0
        shown.put(
            rasters=[{**before(RASTER, id="old"), "opacity": 0.3}, {**RASTER, "opacity": 0.1}]
        )
        shown.rest()
        assert shown.read("map.getPaintProperty('raster-cover', 'raster-opacity')") == 0.1
        layers = shown.read("map.getStyle().layers.map(l => l.id)")
        assert layers.index("raster-old") < layers.index("raster-cover")
        assert len(shown.server.asked) == asked
        shown.put(rasters=[], vectors=[])
        shown.rest()
        sources = shown.read("Object.keys(map.getStyle().sources)")
        assert not [s for s in sources if s.startswith(("raster", "vector"))]


def test_a_tile_without_content_is_no_error(opened_map):
    with opened_map() as shown:
        shown.put(rasters=[{**RASTER, "url": "/t/empty/{z}/{x}/{y}.png"}])
        shown.rest("raster-cover")
        assert any(one.startswith("empty/") for one in shown.server.asked)


def test_a_click_tells_place_and_features(opened_map):
    with opened_map() as shown:
        shown.put(vectors=[PARCELS])
        shown.rest(TILES)
        shown.click(LON, LAT)
        click = shown.told("click")
        assert click["lon"] == pytest.approx(LON, abs=1e-4)
        assert click["lat"] == pytest.approx(LAT, abs=1e-4)
        (met,) = click["features"]
        assert met["layer"] == "parcels"
        assert met["id"] == met["properties"]["pid"]


def test_the_view_is_told_and_taken(opened_map):
    with opened_map() as shown:
        seen = shown.told("seen")
        assert seen["zoom"] == pytest.approx(14, abs=1e-3)
        assert seen["west"] < LON < seen["east"]
        shown.put(view={"lon": 120.0, "lat": 31.9, "zoom": 12.5})
        seen = shown.told("seen", lambda v: v["zoom"] == 12.5)
        assert (seen["lon"], seen["lat"]) == pytest.approx((120.0, 31.9), abs=1e-6)


def test_swipe_follows_is_moved_by_keys_and_mirrors_all_else(opened_map, tmp_path):
    corner = [[119.965, 31.797], [119.975, 31.797], [119.975, 31.803], [119.965, 31.797]]
    geometry = {"type": "Polygon", "coordinates": [corner]}
    beside = {"type": "Polygon", "coordinates": [[[x - 0.015, y] for x, y in corner]]}
    hatched = {"type": "Feature", "geometry": beside}
    hatched["properties"] = {"colour": "#a3341f", "hatch": True, "name": "样"}
    with opened_map() as shown:
        right = {"rasters": [before(RASTER)], "vectors": [PARCELS], "left": "2024", "right": "2023"}
        shown.put(rasters=[RASTER], vectors=[PARCELS], compare=right, drawn=geometry)
        shown.put(shown={"type": "FeatureCollection", "features": [hatched]})
        shown.page.locator(".map-swipe-handle").wait_for()
        shown.rest("raster-cover", "map-over")
        shown.rest("drawn", "map-over")
        assert any(one.startswith("2023/") for one in shown.server.asked)
        handle = shown.page.get_by_role("slider")
        assert handle.get_attribute("aria-valuenow") == "50"
        handle.focus()
        shown.page.keyboard.press("PageUp")
        shown.page.keyboard.press("ArrowRight")
        assert shown.told("swiped", lambda v: v == 0.62)
        style = shown.page.locator(".map-over").get_attribute("style")
        assert "62%" in style
        box = handle.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + 600
        shown.page.mouse.move(x, y)
        shown.page.mouse.down()
        shown.page.mouse.move(400, y)
        shown.page.mouse.up()
        assert shown.told("swiped", lambda v: v != 0.62) == pytest.approx(400 / 1440, abs=0.01)
        shown.put(view={"lon": 119.965, "lat": 31.799, "zoom": 13.5})
        shown.told("seen", lambda v: v["zoom"] == 13.5)
        assert shown.read("map.getZoom()", "map-over") == 13.5
        layers = shown.read("map.getStyle().layers.map(l => l.id)", "map-over")
        assert {"shown-hatch", "drawn-fill", "vector-parcels"} <= set(layers)
        shown.rest("drawn", "map-over")
        shown.page.screenshot(path=tmp_path / "swipe.png")
        shown.put(compare=None)
        shown.page.locator(".map-swipe-handle").wait_for(state="detached")


def test_a_polygon_is_drawn_moved_and_cleared(opened_map, tmp_path):
    corners = [(119.96, 31.795), (119.98, 31.795), (119.98, 31.805), (119.96, 31.805)]
    with opened_map() as shown:
        shown.put(rasters=[RASTER], draw="polygon")
        shown.rest("raster-cover")
        for corner in corners:
            shown.click(*corner)
            shown.page.wait_for_timeout(350)
        shown.click(*corners[-1])
        drawn = shown.told("drawn")
        assert drawn["type"] == "Polygon"
        ring = drawn["coordinates"][0]
        assert ring[0] == ring[-1]
        places = sorted((round(x, 3), round(y, 3)) for x, y in ring[:-1])
        assert places == sorted(corners)
        assert shown.told("draw", lambda v: v is None) is None
        assert shown.told("click", lambda v: True) is None
        shown.page.screenshot(path=tmp_path / "drawn.png")
        start, end = shown.at(*corners[2]), shown.at(119.985, 31.81)
        shown.page.mouse.move(**start)
        shown.page.mouse.down()
        shown.page.mouse.move(**{k: (start[k] + end[k]) / 2 for k in "xy"})
        shown.page.mouse.move(**end)
        shown.page.mouse.up()
        moved = shown.told("drawn", lambda v: v != drawn)
        assert [119.985, 31.81] in [[round(x, 3), round(y, 3)] for x, y in moved["coordinates"][0]]
        shown.put(drawn=None)
        shown.rest()
        shown.click(119.97, 31.8)
        assert shown.told("click")["features"] == []


def test_a_line_is_drawn(opened_map):
    with opened_map() as shown:
        shown.put(draw="line")
        shown.rest()
        for corner in ((119.96, 31.795), (119.98, 31.805)):
            shown.click(*corner)
            shown.page.wait_for_timeout(350)
        shown.click(119.98, 31.805)
        drawn = shown.told("drawn")
        assert drawn["type"] == "LineString"
        assert len(drawn["coordinates"]) == 2


def test_without_webgl_the_map_leads_to_the_plain_page(launch, opened_map):
    plain = launch("--disable-3d-apis")
    with opened_map(by=plain) as shown:
        link = shown.page.locator("#map [role=alert] a")
        link.wait_for()
        assert link.get_attribute("href") == "/plain/"
        assert shown.told("state") == "no_webgl"
    plain.close()
