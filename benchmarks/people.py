"""People who work with the map at once, each by a script of chances, and how they were answered.

python -m benchmarks.people ADDRESS SECONDS PEOPLE    prints a JSON line

A person opens the overview, goes to places, pans, clicks, swipes two years, searches, draws a shape
and looks up indicators, with pauses of one to five seconds. Tiles are those maplibre asks for in
such a view, six requests at a time; what a browser keeps is not asked for again. Loopback only.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from benchmarks.map_view import View, tiles_of
from benchmarks.web_session import Browser, DashPage, Seen
from dash_app import ids, urls

__all__ = ["Person", "live"]

_PAUSE = 1.0, 5.0
"""Seconds between two deeds."""
_ZOOMS = 12.0, 16.0
_WITHIN = 0.7
"""Share of the city's width and height about its middle where people look."""
_SHAPE = 0.004
"""Degrees along a drawn shape: about 400 m."""
_LOOKS = 4
"""Indicators looked at in one visit to their page."""

Deed = Callable[[], Awaitable[None]]


@dataclass(eq=False)
class Person:
    """One session; ``troubles`` are what broke it off, as text."""

    address: str
    chance: random.Random
    seen: list[Seen]
    troubles: list[str] = field(default_factory=list)

    async def live(self, until: float) -> None:
        """Work until a moment of the clock, then go."""
        self.browser, self.until = Browser(self.address, self.seen), until
        deeds: dict[Deed, int] = {
            self._go: 24, self._pan: 28, self._click: 22, self._year: 5, self._swipe: 4,
            self._layer: 3, self._find: 5, self._draw: 2, self._indicators: 5, self._open: 2,
        }  # fmt: skip
        try:
            await asyncio.sleep(self.chance.uniform(0.0, _PAUSE[1]))
            await self._open()
            while self._stays:
                await self._pause()
                await self.chance.choices(list(deeds), list(deeds.values()))[0]()
        except (OSError, asyncio.IncompleteReadError, KeyError, ValueError) as error:
            self.troubles.append(repr(error))
        finally:
            self.browser.close()

    @property
    def _stays(self) -> bool:
        return time.perf_counter() < self.until

    async def _pause(self) -> None:
        await asyncio.sleep(self.chance.uniform(*_PAUSE))

    async def _open(self) -> None:
        """The overview with the layers it shows at the start, the whole city in view."""
        self.page = await DashPage.open(self.browser, urls.OVERVIEW)
        told = self.page.values[ids.BROWSE_CATALOGUE]["data"]
        self.years = [str(year) for year in told["years"]]
        self.year, self.other = self.years[-1], "-"
        self.layers = {one["id"]: one for one in told["layers"]}
        self.on = sorted(told["first"])
        self.bounds = self.page.values[ids.BROWSE_MAP]["bounds"]
        await self.page.set(
            {
                (ids.BROWSE_WANTED, "data"): self.on,
                (ids.BROWSE_SEARCH, "text"): None,
                (ids.BROWSE_PLACE, "data"): None,
                (ids.BROWSE_MAP, "drawn"): None,
                (ids.BROWSE_YEAR, "value"): self.year,
            }
        )
        await self._look(View.over(self.bounds))

    async def _go(self) -> None:
        await self._look(View(*self._place(), self.chance.uniform(*_ZOOMS)))

    async def _pan(self) -> None:
        across, down = (self.chance.uniform(-0.6, 0.6) for _ in range(2))
        await self._look(self.view.moved(across, down))

    async def _click(self) -> None:
        lon, lat = self._place() if self.view.zoom < _ZOOMS[0] else self.view.within(self.chance)
        await self.page.set({(ids.BROWSE_PLACE, "data"): {"lon": lon, "lat": lat}})

    async def _year(self) -> None:
        self.year = self.chance.choice(self.years)
        await self.page.set({(ids.BROWSE_YEAR, "value"): self.year})
        await self._look(self.view)

    async def _swipe(self) -> None:
        self.other = self.chance.choice(["-", *self.years])
        await self.page.set({(ids.BROWSE_COMPARE, "value"): self.other})
        await self._look(self.view)

    async def _layer(self) -> None:
        more = self.chance.choice(list(self.layers))
        self.on = sorted({*self.on[:4], more})
        await self.page.set({(ids.BROWSE_WANTED, "data"): self.on})
        await self._look(self.view)

    async def _find(self) -> None:
        number = f"320400211{self.chance.randrange(1, 600_000):09d}"
        lon, lat = self._place()
        asked = self.chance.choice(["溧阳", "湖", "公园", number, f"{lon:.4f}, {lat:.4f}"])
        # As it is typed: a question each time the hand rests.
        for end in {max(1, len(asked) // 2), len(asked)}:
            await self.page.set({(ids.BROWSE_SEARCH, "text"): asked[:end]})
        await self._go()

    async def _draw(self) -> None:
        lon, lat = self.view.within(self.chance)
        turn = [(0, 0), (1, 0), (1.2, 1), (0.3, 1.3), (0, 0)]
        ring = [[lon + _SHAPE * x, lat + _SHAPE * y] for x, y in turn]
        drawn = {"type": "Polygon", "coordinates": [ring]}
        await self.page.set({(ids.BROWSE_MAP, "drawn"): drawn})

    async def _indicators(self) -> None:
        """The page of indicators, then back to the map."""
        page = await DashPage.open(self.browser, urls.INDICATORS)
        await page.set({(ids.ADDRESS, "search"): ""})
        await self._shapes(page)
        for _ in range(_LOOKS):
            await self._pause()
            if not self._stays:
                return
            control = self.chance.choice((ids.THEME, ids.YEAR, ids.UNIT, ids.PARTITION))
            options = page.values[control].get("options") or []
            if options:
                value = self.chance.choice(options)["value"]
                await page.set({(control, "value"): value})
                await self._shapes(page)
        await self._pause()
        await self._open()

    async def _shapes(self, page: DashPage) -> None:
        told = page.values[ids.MAP]
        paths = [told.get("shapes"), *(one["url"] for one in told.get("outlines") or ())]
        await asyncio.gather(*(self.browser.get(path, "shapes") for path in paths if path))

    def _place(self) -> tuple[float, float]:
        west, south, east, north = self.bounds
        across, up = (0.5 + _WITHIN * (self.chance.random() - 0.5) for _ in range(2))
        return west + across * (east - west), south + up * (north - south)

    async def _look(self, view: View) -> None:
        """Ask for what the map asks for in a view; then tell the page what is seen."""
        self.view = view
        paths = dict.fromkeys(self._paths())
        await asyncio.gather(*(self.browser.get(path, kind) for path, kind in paths))
        await self.page.set({(ids.BROWSE_MAP, "seen"): view.seen()})

    def _paths(self) -> Iterator[tuple[str, str]]:
        known = self.page.values.get(ids.BROWSE_ADDRESSES, {}).get("data") or {}
        for layer in (self.layers[one] for one in self.on):
            for year in dict.fromkeys((self.year, self.other)):
                told = layer.get("addresses") or known.get(layer["id"], {})
                if year in told and "minzoom" in told[year]:
                    picture = layer["draw"] == "picture"
                    for path in tiles_of(told[year], self.view, picture=picture):
                        yield path, "tile"
                elif year in told:
                    yield told[year]["url"], "shapes"


async def live(address: str, seconds: float, people: int) -> dict[str, Any]:
    """All requests of some people within a time, and what broke a session off."""
    seen: list[Seen] = []
    all_of_them = [Person(address, random.Random(number), seen) for number in range(people)]
    until = time.perf_counter() + seconds
    await asyncio.gather(*(one.live(until) for one in all_of_them))
    troubles = [trouble for one in all_of_them for trouble in one.troubles]
    return {"seen": [asdict(one) for one in seen], "troubles": troubles}


if __name__ == "__main__":
    reader = argparse.ArgumentParser()
    reader.add_argument("address")
    reader.add_argument("seconds", type=float)
    reader.add_argument("people", type=int)
    given = reader.parse_args()
    print(json.dumps(asyncio.run(live(given.address, given.seconds, given.people))))
