"""What a reader's browser says of a screen: requests, errors, names, tab order, layout, looks."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

SIZES = {"desk": (1440, 900), "phone": (390, 844)}
ARGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
)  # fmt: skip
AXE = Path(__file__).resolve().parents[2] / "dash_app/ui/node_modules/axe-core/axe.min.js"
PATIENCE = 120_000
"""Milliseconds that what is worked out in the background may take."""
MAPS = ".maplibregl-canvas, .map-over"

VIOLATIONS = """window.violations = [];
document.addEventListener('securitypolicyviolation', event =>
  window.violations.push(event.violatedDirective + ' ' + event.blockedURI));"""
# By promise: a polling wait is refused by the page's policy.
SETTLED = """() => new Promise(done => {
  const maps = () => [...document.querySelectorAll('.map-canvas')].map(box => box._map)
    .filter(Boolean);
  const busy = () => document.querySelector('.first-loading, ._dash-loading')
    || document.querySelector('[data-dash-is-loading="true"]')
    || maps().some(map => !map.loaded() || !map.areTilesLoaded());
  let calm = 0;
  (function wait() {
    calm = busy() ? 0 : calm + 1;
    if (calm > 5) return done(true);
    setTimeout(wait, 60);
  })();
})"""
UNFOLD = """() => {
  document.querySelectorAll('.fold-button[aria-expanded=false]').forEach(one => one.click());
  document.querySelectorAll('details:not([open]) > summary').forEach(one => one.click());
}"""
# What reaches out of the window where nothing scrolls it into view or cuts it off; a page of
# columns, each with its own scroll bar, is as long as the window.
STICKING = """() => {
  const wide = document.documentElement.clientWidth;
  const held = one => {
    for (let above = one.parentElement; above; above = above.parentElement) {
      if (getComputedStyle(above).overflowX !== 'visible') return above !== document.body;
    }
    return false;
  };
  const root = document.documentElement, page = document.querySelector('.page');
  const long = page && window.innerWidth > 800 && root.scrollHeight > root.clientHeight;
  const out = [...document.querySelectorAll('body *')].filter(one => one.checkVisibility())
    .filter(one => {
      const box = one.getBoundingClientRect();
      return box.width > 1 && (box.right > wide + 1 || box.left < -1) && !held(one);
    }).slice(0, 4).map(one => one.outerHTML.slice(0, 120));
  return long ? [...out, 'longer than the window: ' + root.scrollHeight] : out;
}"""
AXE_RUN = """() => axe.run(document, {resultTypes: ['violations']}).then(found => found.violations
  .filter(one => ['serious', 'critical'].includes(one.impact))
  .map(one => one.id + ': ' + one.nodes.slice(0, 4).map(node =>
    node.target.join(' ') + ' ' + (node.any[0] || node.all[0] || node.none[0] || {}).message)
    .join(' | ')))"""
# A radio group is one stop; what is in a closed <details> or not drawn is none.
STOPS = """() => {
  const every = document.querySelectorAll(
    'a[href], button, input, select, textarea, summary, canvas[tabindex], [tabindex="0"]');
  const groups = new Set(), found = [];
  for (const one of every) {
    if (one.disabled || one.tabIndex < 0) continue;
    if (!one.checkVisibility({visibilityProperty: true})) continue;
    if (one.type === 'radio') {
      if (groups.has(one.name)) continue;
      groups.add(one.name);
    }
    found.push(one);
  }
  window.stops = found;
  window.reached = new Set();
  return found.length;
}"""
# Focus is seen by an outline of the control or of the label part that stands for it.
LOOK = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const group = one.type === 'radio' && one.name;
  window.stops.filter(stop => stop === one || (group && stop.name === group))
    .forEach(stop => window.reached.add(stop));
  const marked = part => {
    if (!part) return false;
    const style = getComputedStyle(part);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  };
  const instead = one.tagName === 'INPUT' && (one.nextElementSibling || one.parentElement);
  const seen = marked(one) || marked(instead) || marked(one.closest('label'));
  return {seen, what: one.outerHTML.slice(0, 120)};
}"""
UNREACHED = """() => window.stops.filter(one => !window.reached.has(one))
  .map(one => one.outerHTML.slice(0, 120))"""
LANDMARKS = """() => {
  const found = {};
  const every = document.querySelectorAll(
    'header, nav, main, section[aria-label], h1, .map, .figure');
  for (const one of every) {
    if (!one.checkVisibility()) continue;
    const name = one.tagName.toLowerCase() + (one.id ? '#' + one.id : '')
      + (one.classList.length ? '.' + one.classList[0] : '');
    const box = one.getBoundingClientRect();
    if (!(name in found)) found[name] = [box.x, box.y, box.width, box.height].map(Math.round);
  }
  return found;
}"""
# Widths of set text tell the fonts apart: pixels are held against those of the same fonts alone.
FONTS = """() => {
  const pen = document.createElement('canvas').getContext('2d');
  const style = getComputedStyle(document.body);
  pen.font = style.fontSize + ' ' + style.fontFamily;
  const wide = text => pen.measureText(text).width.toFixed(1);
  return wide('常州市林木覆盖率') + ' ' + wide('Tree cover 26.94 %');
}"""

# The browser reads its own picture: 16 greys, behind height and width.
GREYS = """async shot => {
  const image = new Image();
  image.src = 'data:image/png;base64,' + shot;
  await image.decode();
  const {width, height} = image;
  const pen = Object.assign(document.createElement('canvas'), {width, height}).getContext('2d');
  pen.drawImage(image, 0, 0);
  const rgba = pen.getImageData(0, 0, width, height).data;
  let told = String.fromCharCode(height >> 8, height & 255, width >> 8, width & 255);
  for (let at = 0; at < rgba.length; at += 4)
    told += String.fromCharCode((rgba[at] + rgba[at + 1] + rgba[at + 2]) / 48);
  return btoa(told);
}"""


@dataclass
class Screen:
    """One page of one browser, and all that went wrong on it so far."""

    page: Any
    base: str
    width: int
    height: int
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Go to a page and wait until it has drawn everything."""
        self.page.goto(self.base + path)
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is asked for or drawn any more."""
        self.page.wait_for_load_state("networkidle")
        self.page.evaluate(SETTLED)

    def see(self, *parts: str) -> None:
        """Wait until each of these parts is seen; a job of the command line may come first."""
        for part in parts:
            self.page.locator(part).first.wait_for(timeout=PATIENCE)

    def unfold(self) -> None:
        """Open everything that is folded away."""
        self.page.evaluate(UNFOLD)
        self.settle()

    def sticking(self) -> list[str]:
        """What reaches out of the window at a side."""
        return list(self.page.evaluate(STICKING))

    def tabs(self) -> list[str]:
        """Addresses the header names, in its order."""
        tabs = self.page.locator("header nav a").all()
        return [str(tab.get_attribute("href")) for tab in tabs]

    def wide(self) -> int:
        """Pixels by which the document is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth")) - self.width

    def violations(self) -> list[str]:
        """Serious and critical violations that axe-core finds."""
        # Evaluated, not added as a script: the page's policy would rightly refuse that.
        self.page.evaluate(AXE.read_text("utf-8"))
        return list(self.page.evaluate(AXE_RUN))

    def keyboard(self) -> list[str]:
        """Controls that Tab does not reach, or whose focus cannot be seen."""
        stops = self.page.evaluate(STOPS)
        unseen: dict[str, None] = {}
        self.page.evaluate("() => { document.activeElement.blur(); window.scrollTo(0, 0); }")
        for _ in range(stops + 8):
            self.page.keyboard.press("Tab")
            look = self.page.evaluate(LOOK)
            if look is not None and not look["seen"]:
                unseen["focus is not seen: " + look["what"]] = None
        left = self.page.evaluate(UNREACHED)
        return [*unseen, *("not reached by Tab: " + one for one in left)]

    def landmarks(self) -> dict[str, list[int]]:
        """Boxes of the parts of the page: x, y, width, height in pixels of the window."""
        return dict(self.page.evaluate(LANDMARKS))

    def fonts(self) -> str:
        """Stands for the fonts the page is set in."""
        return str(self.page.evaluate(FONTS))

    def picture(self, scale: float) -> np.ndarray:
        """The window in grey, ``(y, x)`` uint8, the drawing of maps left out."""
        hide = self.page.add_style_tag(content=f"{MAPS} {{ visibility: hidden !important; }}")
        session = self.page.context.new_cdp_session(self.page)
        clip = {"x": 0, "y": 0, "width": self.width, "height": self.height, "scale": scale}
        shot = session.send("Page.captureScreenshot", {"format": "png", "clip": clip})
        session.detach()
        hide.evaluate("style => style.remove()")
        told = base64.b64decode(self.page.evaluate(GREYS, shot["data"]))
        height, width = np.frombuffer(told[:4], ">u2")
        return np.frombuffer(told[4:], np.uint8).reshape(int(height), int(width))


@contextmanager
def screen(browser: Any, base: str, size: str, language: str) -> Iterator[Screen]:
    """A page of its own that keeps a record of what goes wrong."""
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height})
    context.add_cookies([{"name": "sinkmap_language", "value": language, "url": base}])
    context.add_init_script(VIOLATIONS)
    page = context.new_page()
    shown = Screen(page, base, width, height)
    note = shown.faults.append
    page.on("pageerror", lambda error: note(f"error: {error}"))
    page.on("console", lambda m: note(f"console: {m.text}") if m.type == "error" else None)
    page.on("response", lambda r: note(f"{r.status} {r.url}") if r.status >= 400 else None)
    ours = (base + "/", "data:", "blob:")
    page.on(
        "request", lambda r: None if r.url.startswith(ours) else note(f"outside request: {r.url}")
    )
    try:
        yield shown
    finally:
        context.close()
