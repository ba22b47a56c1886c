"""The live map within the page of the annual report."""

import re

import pytest

from sinkmap.report import write_html
from sinkmap.report.annual import annual_of, scope_of
from sinkmap.report.book import open_book
from sinkmap.report.tables import with_annual
from sinkmap.text import Language


@pytest.fixture
def write(results, content, tmp_path):
    def written(unit=""):
        book, path = open_book(results, 2024), tmp_path / "report.html"
        whole = with_annual(book, annual_of(scope_of(book, unit, content=content)))
        write_html(results, 2024, path, Language.ZH, content, whole)
        return path

    return written


def test_the_map_is_in_the_page_and_refers_to_nothing(write):
    text = write().read_text("utf-8")
    assert text.count("<iframe") == 1
    assert "leaflet" in text
    assert not re.findall(
        r"""(?:src|href)=["']https?:|&lt;(?:script|link)[^&]* (?:src|href)=""", text
    )
    policy = re.search(r"Content-Security-Policy\" content=\"([^\"]*)", text)[1]
    assert "unsafe-inline" not in policy


def test_a_part_of_the_city_has_none(write):
    assert "<iframe" not in write("320481").read_text("utf-8")


@pytest.mark.browser
def test_the_map_works_in_a_browser(write, chromium, driver):
    browser = driver.chromium.launch(executable_path=str(chromium))
    tab = browser.new_page(viewport={"width": 1200, "height": 900})
    requests, faults = [], []
    tab.on("request", lambda request: requests.append(request.url))
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.on("console", lambda message: faults.append(message.text))
    path = write()
    tab.goto(path.as_uri())
    frame = tab.frame_locator("iframe.map")
    tab.locator("#map").scroll_into_view_if_needed()
    frame.locator("path.leaflet-interactive").first.wait_for(timeout=8000)
    shapes = frame.locator("path.leaflet-interactive")
    assert shapes.count() == 3
    fills = {shapes.nth(n).get_attribute("fill") for n in range(3)}
    assert len(fills) > 1
    shapes.first.click()
    frame.locator(".leaflet-popup-content").wait_for()
    tab.screenshot(path=str(path.with_suffix(".png")))
    assert faults == []
    assert [url for url in requests if not url.startswith(("file:", "data:"))] == []
    browser.close()
