"""Sites of a siting as rows of the list and colours of the map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from dash_app.siting import words
from dash_app.siting.ask import SHOWN, SiteAsk
from dash_app.siting.shapes import BLANK, LOCKED_OUT, type_colour
from sinkmap.report.numbers import HECTARES, show
from sinkmap.report.siting_numbers import SCORE, ha_of, number
from sinkmap.report.siting_words import SiteWords
from sinkmap.text import Language

if TYPE_CHECKING:
    import pandas as pd

    from sinkmap.siting.records import RestorationType
    from sinkmap.siting.result import Siting

__all__ = ["SiteRows"]

MOST_LISTED = 300
"""Sites in the list at once; the map leads to the others."""
_LISTS = dict(
    zip(SHOWN, (words.SHOWN_CHOSEN, words.SHOWN_REFUSED, words.SHOWN_LOCKED), strict=True)
)


@dataclass(frozen=True, slots=True)
class SiteRows:
    """The sites of an answer with what is said of them, for one page."""

    siting: Siting
    types: Mapping[str, RestorationType]
    language: Language

    @property
    def told(self) -> SiteWords:
        """Words of a site."""
        return SiteWords(self.siting.titles, self.types)

    @property
    def chosen(self) -> Any:
        """(n,) bool: which sites are chosen, in the order of the sites."""
        return self.siting.selection["chosen"].to_numpy(dtype=bool)

    @property
    def ids(self) -> Any:
        """(n,) ids, in the order of the sites."""
        return self.siting.sites["site_id"].to_numpy(dtype=str)

    def site(self, site_id: str) -> dict[str, Any] | None:
        """A site with what the selection says of it, without its shape; None if it is none."""
        places = np.flatnonzero(self.ids == site_id)
        return self._rows(places)[0] if len(places) else None

    def listed(self, ask: SiteAsk) -> dict[str, Any]:
        """The list: the sites shown, best score first, the one looked at always among them."""
        mine = self._members(ask)
        order = mine[np.argsort(-self.siting.sites["score"].to_numpy()[mine], kind="stable")]
        rest = len(order) - MOST_LISTED
        note = words.LIST_REST.say(self.language).format(MOST_LISTED, rest) if rest > 0 else ""
        return {
            "rows": [self._row(site, ask) for site in self._rows(order[:MOST_LISTED])],
            "note": note if len(order) else words.LIST_NONE.say(self.language),
            "lists": self._lists(ask),
        }

    def colours(self, ask: SiteAsk) -> dict[str, str]:
        """Site -> its colour on the map; those that were not chosen have none."""
        types = self.siting.sites["type_id"].to_numpy(dtype=str)
        chosen = self.chosen
        found = {
            str(site): type_colour(str(kind))
            for site, kind in zip(self.ids[chosen], types[chosen], strict=True)
        }
        known = set(self.ids.tolist())
        return found | {one: LOCKED_OUT for one in ask.question.locked_out if one in known}

    def labels(self) -> dict[str, str]:
        """Site -> what is said of it under the pointer."""
        told, rows = self.told, self._rows(np.arange(len(self.ids)))
        hectares = words.HECTARES.say(self.language)
        return {
            str(site["site_id"]): f"{told.name(site).say(self.language)} "
            f"{show(ha_of(site['area_m2']), HECTARES)} {hectares}"
            for site in rows
        }

    def by_type(self) -> list[tuple[str, str, int]]:
        """Colour, title and number of chosen sites by type."""
        types = self.siting.sites["type_id"].to_numpy(dtype=str)
        counts = Counter(types[self.chosen].tolist())
        return [
            (type_colour(kind), self.types[kind].title.say(self.language), counts[kind])
            for kind in self.siting.question.types
        ]

    def _members(self, ask: SiteAsk) -> Any:
        """Places of the sites that are listed."""
        if ask.shown == "locked":
            locks = {*ask.question.locked_in, *ask.question.locked_out}
            return np.flatnonzero(np.isin(self.ids, sorted(locks)))
        return np.flatnonzero(self.chosen if ask.shown == "chosen" else ~self.chosen)

    def _lists(self, ask: SiteAsk) -> list[dict[str, str]]:
        chosen = int(self.chosen.sum())
        locks = len(ask.question.locked_in) + len(ask.question.locked_out)
        counts = dict(zip(SHOWN, (chosen, len(self.ids) - chosen, locks), strict=True))
        return [
            {"value": name, "label": text.say(self.language).format(counts[name])}
            for name, text in _LISTS.items()
        ]

    def _row(self, site: Mapping[str, Any], ask: SiteAsk) -> dict[str, Any]:
        score, site_id = number(site["score"]), str(site["site_id"])
        place = f"{site.get('town') or ''}{site.get('village') or ''}"
        # The id begins with the type, and the colour tells it: a name would only be longer.
        name = " · ".join(filter(None, (place, site_id)))
        return {
            "unit": site_id,
            "name": _marked(name, site_id, ask, self.language),
            "text": f"{show(ha_of(site['area_m2']), HECTARES)} · {show(score, SCORE)}",
            "colour": self._colour(site, ask.question.locked_out),
            "share": score,
        }

    def _colour(self, site: Mapping[str, Any], locked_out: Collection[str]) -> str:
        if site["site_id"] in locked_out:
            return LOCKED_OUT
        return type_colour(str(site["type_id"])) if site["chosen"] else BLANK

    def _rows(self, places: Any) -> list[dict[str, Any]]:
        sites = self.siting.sites.drop(columns="geometry").iloc[places].reset_index(drop=True)
        said = self.siting.selection.drop(columns="site_id").iloc[places].reset_index(drop=True)
        both: pd.DataFrame = sites.assign(**{str(name): said[name] for name in said.columns})
        return [{str(k): v for k, v in row.items()} for row in both.to_dict("records")]


def _marked(name: str, site: str, ask: SiteAsk, language: Language) -> str:
    """A name with its lock before it."""
    for locks, text in (
        (ask.question.locked_in, words.LOCK_IN),
        (ask.question.locked_out, words.LOCK_OUT),
    ):
        if site in locks:
            return f"[{text.say(language)}] {name}"
    return name
