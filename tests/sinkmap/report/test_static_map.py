import html
import json
import re
from dataclasses import replace

import folium
import pandas as pd
import pytest

from sinkmap.errors import CannotFinishError
from sinkmap.report import write_map
from sinkmap.report.offline import inline_links, refuse_links
from sinkmap.report.static_map import map_page
from sinkmap.text import Language


@pytest.fixture
def page(results, content, tmp_path):
    path = tmp_path / "map.html"
    write_map(results, content, path, Language.ZH)
    return path


def document(text):
    start = re.search(r"^sinkmapMap\([^{]*", text, re.MULTILINE).end()
    return json.JSONDecoder().raw_decode(text[start:])[0]


def test_nothing_is_linked(page):
    text = page.read_text(encoding="utf-8")
    links = re.findall(r"""(?:src|href)\s*=\s*["']([^"']{0,40})""", text)
    assert links
    assert all(link.startswith("data:") for link in links)
    refuse_links(text)
    assert "tileLayer" not in text
    assert "default-src 'none'" in text


def test_every_unit_year_and_indicator_can_be_chosen(results, page):
    data = document(page.read_text(encoding="utf-8"))
    assert data["years"] == [2022, 2023, 2024]
    assert [view["indicator"] for view in data["views"]][:2] == [
        "tree_cover_rate",
        "wetland_protection_rate",
    ]
    assert [len(p["features"]) for p in data["partitions"]] == [3, 2]
    figure = "tree_cover_rate/320481/2023/js_tree_cover"
    stored = results.figures.set_index("id").loc[figure, "value"]
    assert data["words"][data["cards"][figure][1]][0] == f"{stored:.2f}%"
    assert figure in data["views"][0]["classes"]


def test_a_unit_without_a_value_has_no_class(page):
    data = document(page.read_text(encoding="utf-8"))
    density = next(view for view in data["views"] if view["indicator"] == "soc_density")
    assert "soc_density/320402/2024/register" not in density["classes"]
    assert "soc_density/320402/2024/register" in data["cards"]


def test_names_stay_text(results, content, tmp_path):
    import dataclasses

    from sinkmap.text import Text

    evil = "</script><img src=x onerror=alert(1)>"
    titles = {name: Text(evil, evil) for name in content.titles}
    units = {
        name: dataclasses.replace(unit, name=Text(evil, evil))
        for name, unit in results.units.items()
    }
    path = tmp_path / "map.html"
    write_map(
        dataclasses.replace(results, units=units),
        dataclasses.replace(content, titles=titles),
        path,
        Language.EN,
    )
    assert "<img" not in path.read_text(encoding="utf-8")


def test_the_same_run_gives_the_same_bytes(results, content, page, tmp_path):
    again = tmp_path / "again.html"
    write_map(results, content, again, Language.ZH)
    assert again.read_bytes() == page.read_bytes()


def test_an_unknown_link_is_refused():
    chart = folium.Map(tiles=None)
    # add_js_link would change the list of every map there is
    chart.default_js = [*chart.default_js, ("heat", "https://example.invalid/heat.js")]
    with pytest.raises(CannotFinishError, match=r"example\.invalid/heat\.js"):
        inline_links(chart)
    with pytest.raises(CannotFinishError, match="MAP-LINK"):
        refuse_links('<script src="https://example.invalid/x.js"></script>')
    with pytest.raises(CannotFinishError, match="MAP-LINK"):
        refuse_links("<style>i { background: url(images/layers.png) }</style>")


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 390])
def test_in_a_browser(page, browser, width):
    tab = browser.new_page(viewport={"width": width, "height": 844})
    requests, faults = [], []
    tab.on("request", lambda request: requests.append(request.url))
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.on("console", lambda message: faults.append(message.text))
    tab.goto(page.as_uri())
    if width < 700:
        tab.locator("#panel > summary").click()
    tab.select_option("#choose-indicator", label="湿地保护率")
    tab.select_option("#choose-year", label="2023")
    assert "湿地保护法口径" in tab.locator("#definition").inner_text()
    if width < 700:
        tab.locator("#panel > summary").click()
    tab.locator("path.leaflet-interactive").first.click(force=True)
    told = tab.locator(".leaflet-popup-content").inner_text()
    assert "37.50%" in told
    assert "wetland_protection_rate/" in told
    assert tab.evaluate("document.documentElement.scrollWidth") == width
    assert [url for url in requests if not url.startswith(("data:", page.as_uri()))] == []
    assert faults == []
    tab.close()


def test_a_layer_too_heavy_for_one_file_is_named_and_not_drawn(results, content, tmp_path):
    layer, frame = next((name, one) for name, one in content.zones.items() if len(one))
    many = pd.concat([frame] * (5_001 // len(frame) + 1), ignore_index=True)
    heavy = replace(content, zones={**content.zones, layer: many})
    path = tmp_path / "heavy.html"
    write_map(results, heavy, path, Language.EN)
    text = path.read_text(encoding="utf-8")
    title = content.titles[layer].en if layer in content.titles else layer
    assert f"too many shapes for one file: {html.escape(title)}" in text
    assert path.stat().st_size < 2 * len(map_page(results, content, Language.EN))
