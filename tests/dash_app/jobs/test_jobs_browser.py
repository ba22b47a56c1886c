"""Jobs in a real Chromium: the panel by the keyboard, map files that come while a page is open."""

from datetime import UTC, datetime

import pytest

from raster_pipeline.jobs import JobState
from sinkmap.text import Text
from tests.dash_app.browse.conftest import TownPlaces, TownTiles

pytestmark = pytest.mark.browser

HIDE = """() => { Object.defineProperty(document, 'hidden', {value: %s, configurable: true});
  document.dispatchEvent(new Event('visibilitychange')); }"""
RUN = {"run": "run0123456789"}


class ComingTiles(TownTiles):
    """Parcels have tiles once the map files are there."""

    def __init__(self, png, display):
        super().__init__(png)
        self.display = display

    def vector(self, layer, year):
        return super().vector(layer, year) if self.display.edition else None


@pytest.fixture
def base(serve_town, desk, hand_made_png):
    tiles = ComingTiles(hand_made_png, desk.display)
    with serve_town(tiles=tiles, places=TownPlaces(), jobs=desk) as address:
        yield address


def test_the_panel_by_the_keyboard_and_after_a_reload(watched_page, base, desk, full):
    desk.jobs.start("verify", RUN, "en")
    desk.jobs.set(1, progress=0.5, stage=Text("核对", "hash"))
    with watched_page(base, "phone", "en") as page:
        page.goto(f"{base}/indicators/")
        page.locator(".jobs summary .chip", has_text="1 · 50 %").wait_for()
        page.locator(".jobs summary").focus()
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Log verify").focus()
        page.keyboard.press("Enter")
        page.locator(".job-list pre", has_text="log of verify").wait_for()
        box = page.locator(".job-list").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        page.keyboard.press("Escape")
        page.locator(".job-list").wait_for(state="hidden")
        assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
        ended = {"findings": (full,), "ended": datetime.now(UTC)}
        desk.jobs.set(1, state=JobState.FAILED, **ended)
        page.locator(".jobs summary .chip-poor", has_text="failed").wait_for()
        page.reload()
        page.locator(".jobs summary .chip-poor", has_text="failed").wait_for()
        page.locator(".jobs summary").click()
        page.get_by_text("[DISK-FULL]").wait_for()
        page.locator("h1").click()
        page.locator(".job-list").wait_for(state="hidden")
        page.locator(".jobs summary .chip-plain").wait_for()  # it has been seen
        page.reload()
        page.locator(".job-heard", has_text="none is running").wait_for(state="attached")
        assert page.locator(".jobs summary .chip-plain").count() == 1
        page.evaluate(HIDE % "true")  # nobody looks: nothing is asked
        asked = []
        page.on("request", lambda one: asked.append(one.url))
        page.evaluate("() => window.dispatchEvent(new Event('sinkmap-jobs-look'))")
        page.wait_for_timeout(300)
        assert not any(url.endswith("/jobs/") for url in asked)
        with page.expect_request("**/jobs/"):
            page.evaluate(HIDE % "false")


def test_map_files_are_told_and_taken_up_without_a_reload(watched_page, base, idle, desk, full):
    asked = []
    with watched_page(base) as page:
        page.on("request", lambda one: asked.append(one.url))
        page.goto(f"{base}/?lon=119.7&lat=31.6&z=13")
        page.locator(".prepared-off", has_text="地类图斑").locator("button").click()
        page.locator(".prepared-on", has_text="其余图层已可查看").wait_for()
        idle(page, "raster-land_use")  # drawn meanwhile
        assert not any("/tiles/parcels/" in url for url in asked)
        desk.jobs.set(1, state=JobState.FAILED, findings=(full,))
        page.locator(".prepared-poor", has_text="[DISK-FULL]").locator("button").click()
        page.locator(".prepared-on").wait_for()
        assert [job.arguments for job in desk.jobs.held] == [RUN, RUN]
        desk.jobs.set(2, state=JobState.DONE)
        with page.expect_request("**/tiles/parcels/2024/b2024/**"):
            desk.display.edition = "made"
        page.locator(".prepared-good").wait_for()
