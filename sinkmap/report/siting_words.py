"""A site of a siting in words: what it is called, where it lies, what is done there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sinkmap.report.siting_numbers import groups_title, ha_of, joined, titled
from sinkmap.text import Text

if TYPE_CHECKING:
    from sinkmap.siting.records import RestorationType
    from sinkmap.siting.result import Siting
    from sinkmap.siting.siting_book import SitingBook

__all__ = ["Site", "SiteWords", "codes_of", "ranked", "said_of"]

_MOST_CODES = 3
"""Parcels named one by one; the workbook has a column with all."""

_OWNERS = {"国有": Text("国有", "state"), "集体": Text("集体", "collective")}
"""As the candidates hold who owns their ground."""

Site = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SiteWords:
    """Titles (by kind and id) and types to tell a site by."""

    titles: Mapping[str, Text]
    types: Mapping[str, RestorationType]

    @classmethod
    def of(cls, siting: Siting, book: SitingBook) -> SiteWords:
        """What a siting and its book know."""
        return cls(siting.titles, book.types)

    def title(self, kind: str, name: Any) -> Text | None:
        """Title of an id."""
        return titled(self.titles, kind, name)

    def work_title(self, site: Site) -> Text:
        """The type of work without what its title adds in brackets."""
        title = self.title("type", site["type_id"]) or Text.of(str(site["type_id"]))
        return Text(title.zh.partition("（")[0], title.en.partition(" (")[0])

    def name(self, site: Site) -> Text:
        """Town, village and work, as a project is called."""
        kind = self.work_title(site)
        place = f"{site.get('town') or ''}{site.get('village') or ''}"
        return Text(f"{place}{kind.zh}", f"{kind.en}{', ' if place else ''}{place}")

    def place(self, site: Site) -> Text | None:
        """District, town and village."""
        district = self.title("district", site.get("district"))
        known = district or (Text.of(str(site["county"])) if site.get("county") else None)
        rest = [Text.of(str(site[part])) for part in ("town", "village") if site.get(part)]
        return joined([*([known] if known else []), *rest], "", " / ")

    def present(self, site: Site) -> Text | None:
        """Code and group of the present land class."""
        codes = "、".join(part for part in str(site.get("dlbm") or "").split("|") if part)
        title = groups_title(site.get("group"))
        if title is None:
            return Text.of(codes) if codes else None
        return Text(f"{codes} {title.zh}".strip(), f"{codes} {title.en}".strip())

    def owner(self, site: Site) -> Text | None:
        """Who owns the ground; what is neither state nor collective as it was given."""
        given = str(site.get("ownership") or "")
        return _OWNERS.get(given, Text.of(given)) if given else None

    def work(self, site: Site) -> Text:
        """What is done on how much ground, and what the ground becomes."""
        known = self.types.get(str(site["type_id"]))
        kind = self.work_title(site)
        hectares = f"{ha_of(site['area_m2']):.2f}"
        plain = Text(f"{kind.zh} {hectares} 公顷", f"{kind.en}, {hectares} ha")
        after = groups_title(known.to_group) if known and known.changes_class else None
        before = groups_title(site.get("group"))
        if after is None or before is None or after == before:
            return plain
        return Text(f"{plain.zh}，{before.zh}→{after.zh}", f"{plain.en}, {before.en} → {after.en}")

    def _paper(self, name: str) -> Text:
        """The paper an exclusion asks for; its title where none is named."""
        asked = self.titles.get(f"document:{name}")
        return asked or self.title("exclusion", name) or Text.of(name)

    def papers(self, site: Site) -> Text | None:
        """What holds the work up: papers, the type's own constraint, loss of soil carbon."""
        names = [part for part in str(site.get("documents") or "").split("|") if part]
        found = [self._paper(name) for name in names]
        known = self.types.get(str(site["type_id"]))
        if known is not None:
            found.append(known.constraint)
        loss = float(site.get("soil_loss_t") or 0.0)
        if loss > 0.0:
            found.append(
                Text(f"土壤碳损失 {loss:.1f} 吨碳", f"loses {loss:.1f} t C of soil carbon")
            )
        return joined(found)


def codes_of(parcels: Any) -> Text | None:
    """The first codes of parcels joined by a bar, and how many there are."""
    codes = [part for part in str(parcels or "").split("|") if part]
    if not codes:
        return None
    first = codes[:_MOST_CODES]
    if len(codes) == len(first):
        return joined([Text.of(code) for code in first], "、", ", ")
    return Text(
        f"{'、'.join(first)} 等 {len(codes)} 个",
        f"{', '.join(first)} and {len(codes) - len(first)} more",
    )


def said_of(site: Site, what: str) -> Text | None:
    """``reason`` or ``change`` of a site; None where nothing is said."""
    zh, en = site.get(f"{what}_zh"), site.get(f"{what}_en")
    return Text(str(zh), str(en)) if zh and en else None


def ranked(siting: Siting, *, chosen: bool) -> list[dict[str, Any]]:
    """Chosen (or refused) sites with what the selection says of each, best score first.

    ``number`` counts them from 1; the shape is left out.
    """
    told = siting.selection.drop(columns="site_id").reset_index(drop=True)
    sites = siting.sites.drop(columns="geometry").reset_index(drop=True)
    both = sites.assign(**{str(name): told[name] for name in told.columns})
    mine = both[both["chosen"].astype(bool) == chosen]
    order = mine.sort_values(
        ["score", "area_m2", "site_id"], ascending=[False, False, True], kind="stable"
    )
    numbered = order.assign(number=range(1, len(order) + 1))
    return [{str(k): v for k, v in row.items()} for row in numbered.to_dict("records")]
