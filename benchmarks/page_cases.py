"""The overview in a real browser that draws in software: first paint, jumps, pans, cards.

First paint is from the start of the navigation to the end of the first frame in which maplibre
finds a shape of ours rendered, both by the page's own clock, in a browser that has nothing kept.
A jump is from ``jumpTo`` to the map's ``idle``. A card is from the click's own time stamp to the
moment its heading is in the page. The server runs on the same machine.
"""

from __future__ import annotations

import os
import random
import statistics
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.people_cases import met_word, quantile, wait_until_idle
from benchmarks.served_study import served_study

__all__ = ["page_in_browser", "page_words"]

FIRST_PAINT_S, JUMP_S, CARD_MS = 3.0, 1.5, 300.0
"""Wanted at most, medians."""
_CHROMIUM = "/usr/bin/chromium"
_ARGUMENTS = (
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
)  # fmt: skip
_SCREEN = {"width": 1440, "height": 900}
_PAINTS, _JUMPS, _PANS, _CLICKS = 5, 16, 8, 16
_INSET = 0.35
"""Share of the first view left out on each side where places are chosen."""
_CLOSE = 14.5
"""Zoom at which parcels are clicked."""

_WATCH = """(() => {
  window.painted = new Promise((done, failed) => {
  setTimeout(() => failed(new Error('nothing was painted')), 60000);
  (function find() {
    const map = (document.querySelector('#browse-map .map-canvas') || {})._map;
    if (!map) return requestAnimationFrame(find);
    const look = () => {
      const ours = map.getStyle().layers.map(one => one.id)
        .filter(id => id.startsWith('vector-') || id.startsWith('outline-'));
      if (!ours.length || !map.queryRenderedFeatures({layers: ours}).length) return;
      map.off('render', look);
      done(performance.now() / 1000);
    };
    map.on('render', look);
  })(); });
})();"""
_SETTLED = """() => new Promise(done => { const map =
  document.querySelector('#browse-map .map-canvas')._map;
  const rest = () => map.loaded() && map.areTilesLoaded() ? done(performance.now() / 1000)
    : map.once('idle', rest); rest(); })"""
_JUMP = """([lon, lat, zoom]) => new Promise(done => { const map =
  document.querySelector('#browse-map .map-canvas')._map, begun = performance.now();
  map.once('idle', () => done({seconds: (performance.now() - begun) / 1000,
    whole: map.areTilesLoaded(), shapes: map.queryRenderedFeatures().length}));
  map.jumpTo({center: [lon, lat], zoom}); })"""
_PAN = """([x, y]) => new Promise(done => { const map =
  document.querySelector('#browse-map .map-canvas')._map, begun = performance.now();
  map.once('idle', () => done({seconds: (performance.now() - begun) / 1000,
    whole: map.areTilesLoaded(), shapes: map.queryRenderedFeatures().length}));
  map.panBy([x, y], {duration: 300}); })"""
_AWAIT_CARD = """() => { window.carded = new Promise((done, failed) => {
  let clicked = null;
  const box = document.querySelector('#browse-card');
  const old = box.innerText;
  document.addEventListener('click', event => { clicked = event.timeStamp; },
    {capture: true, once: true});
  const watch = new MutationObserver(() => {
    if (clicked === null || !box.querySelector('h2') || box.innerText === old) return;
    watch.disconnect();
    done({ms: performance.now() - clicked, parcel: box.innerText});
  });
  watch.observe(box, {childList: true, subtree: true, characterData: true});
  setTimeout(() => failed(new Error('no card: ' + box.innerText)), 30000);
}); }"""


def page_in_browser(study: Path, seed: int = 1) -> dict[str, Any]:
    """Serve a study and look at it; everything measured."""
    from playwright.sync_api import sync_playwright

    with served_study(study) as served, sync_playwright() as driver:
        wait_until_idle(served)
        browser = driver.chromium.launch(executable_path=_CHROMIUM, args=list(_ARGUMENTS))
        look = _Look(browser, served.address, random.Random(seed))
        found = {
            "listening_after_seconds": served.seconds,
            "paints": {name: look.paints(query) for name, query in look.starts().items()},
            **look.worked(),
            "faults": look.faults,
            "load_average": os.getloadavg()[0],
        }
        browser.close()
    return found


class _Look:
    """One browser over one server; ``faults``: answers and requests that failed."""

    def __init__(self, browser: Any, address: str, chance: random.Random) -> None:
        self._browser = browser
        self._address = address
        self._chance = chance
        self._bounds = (119.2, 31.2, 120.2, 32.0)
        self.faults: list[str] = []

    def starts(self) -> dict[str, str]:
        """The whole city, and a link to a place where parcels are drawn."""
        page = self._page()
        page.goto(self._address + "/", wait_until="commit")
        page.evaluate("window.painted")
        west, south, east, north = page.evaluate(
            "document.querySelector('#browse-map .map-canvas')._map.getBounds().toArray().flat()"
        )
        page.context.close()
        wide, tall = _INSET * (east - west), _INSET * (north - south)
        self._bounds = (west + wide, south + tall, east - wide, north - tall)
        lon, lat = (west + east) / 2.0, (south + north) / 2.0
        return {"city": "/", "parcels": f"/?lon={lon:.4f}&lat={lat:.4f}&z=14"}

    def paints(self, query: str) -> list[dict[str, float]]:
        """Seconds to the first paint and until all is drawn, each time with nothing kept."""
        found = []
        for _ in range(_PAINTS):
            page = self._page()
            page.goto(self._address + query, wait_until="commit")
            first = page.evaluate("window.painted")
            found.append({"first": first, "whole": page.evaluate(_SETTLED)})
            page.context.close()
        return found

    def worked(self) -> dict[str, list[dict[str, Any]]]:
        """Jumps to places and zooms, pans, clicks on parcels, on one page."""
        page = self._page()
        page.goto(self._address + "/", wait_until="commit")
        page.evaluate("window.painted")
        page.evaluate(_SETTLED)
        jumps = [page.evaluate(_JUMP, self._place(12.0 + n % 5)) for n in range(_JUMPS)]
        page.evaluate(_JUMP, self._place(_CLOSE))
        pans = []
        for _ in range(_PANS):
            by = [self._chance.uniform(-500, 500), self._chance.uniform(-400, 400)]
            pans.append(page.evaluate(_PAN, by))
        cards = [self._card(page) for _ in range(_CLICKS)]
        page.context.close()
        return {"jumps": jumps, "pans": pans, "cards": cards}

    def _card(self, page: Any) -> dict[str, Any]:
        page.evaluate(_JUMP, self._place(_CLOSE))
        page.wait_for_timeout(500)  # what the page asks about the view is answered by then
        page.evaluate(_AWAIT_CARD)
        box = page.locator("#browse-map .map-canvas").bounding_box()
        page.mouse.click(box["x"] + box["width"] / 2.0, box["y"] + box["height"] / 2.0)
        found: dict[str, Any] = page.evaluate("window.carded")
        return found

    def _place(self, zoom: float) -> list[float]:
        west, south, east, north = self._bounds
        return [self._chance.uniform(west, east), self._chance.uniform(south, north), zoom]

    def _page(self) -> Any:
        context = self._browser.new_context(viewport=_SCREEN, locale="zh-CN")
        context.add_init_script(_WATCH)
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("response", lambda r: r.status >= 400 and self.faults.append(f"{r.status} {r.url}"))
        return page


def page_words(found: Mapping[str, Any]) -> Iterator[str]:
    """What was found, as lines."""
    yield (
        f"page: server listening after {found['listening_after_seconds']:.1f} s, load "
        f"{found['load_average']:.1f} at the end"
    )
    for name, paints in found["paints"].items():
        first, whole = ([one[key] for one in paints] for key in ("first", "whole"))
        median = statistics.median(first)
        yield (
            f"page: {name}: first paint {median:.2f} s ({min(first):.2f} to {max(first):.2f}), all "
            f"drawn after {statistics.median(whole):.2f} s; {met_word(median <= FIRST_PAINT_S)}: "
            f"wanted at most {FIRST_PAINT_S:g} s"
        )
    jumps = [one["seconds"] for one in found["jumps"]]
    median = statistics.median(jumps)
    yield (
        f"page: {len(jumps)} jumps at z12 to 16: {median:.2f} s to idle ({min(jumps):.2f} to "
        f"{max(jumps):.2f}); {met_word(median <= JUMP_S)}: wanted at most {JUMP_S:g} s"
    )
    rests = [*found["jumps"], *found["pans"]]
    whole = all(one["whole"] for one in rests) and not found["faults"]
    yield (
        f"page: {len(rests)} rests after jumps and pans, {len(found['faults'])} failed requests; "
        f"{met_word(whole)}: wanted no blank tile at rest {found['faults'][:3] or ''}"
    )
    cards = sorted(one["ms"] for one in found["cards"])
    median = statistics.median(cards)
    yield (
        f"page: {len(cards)} cards: {median:.0f} ms, p95 {quantile(cards, 0.95):.0f} ms; "
        f"{met_word(median <= CARD_MS)}: wanted at most {CARD_MS:g} ms"
    )
