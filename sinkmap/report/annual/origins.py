"""Where a change since last year's filing comes from: two or three runs of a study compared.

The run the report is made from holds last year by today's method on today's data. The run that was
filed last year holds it as it was filed. Where both method and data changed since, a third run, by
today's method on the data of the filing, tells them apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sinkmap.figure import Figure, Status
from sinkmap.report.book import Book
from sinkmap.report.by_unit import head_figure
from sinkmap.science.attribution import Attribution, attribute

if TYPE_CHECKING:
    from sinkmap.run import RunManifest

__all__ = ["origins_of"]

_METHOD_SECTIONS = ("grid", "policies", "imagery")
"""Sections of a plan by which numbers are computed; its profiles are told by the figures."""
_STATED = ("budget", "price", "agreements", "practice")
"""Keys of a plan's carbon section that state facts of a year, no way of computing."""
_CARBON_FILES = "carbon"
"""Layer under which a run lists the files of the plan's carbon section."""


def origins_of(
    book: Book, filed: Book, statunit: str = "", by_method: Book | None = None
) -> Mapping[str, Attribution]:
    """Change of every indicator of a unit since it was filed, by its leading definition.

    Parameters
    ----------
    book
        This year's.
    filed
        The run that was filed; its book may be of any year.
    statunit
        Unit; the city without one.
    by_method
        A run by today's method (profile, parameters, code) on the data of the filing.

    Returns
    -------
    Figure id of this year -> change by cause. Indicators without a value in this year, in last year
    or in the filing are left out.
    """
    unit = statunit or book.city.id
    found: dict[str, Attribution] = {}
    for indicator in book.indicators:
        name = head_figure(indicator)
        if name is None:
            continue
        profile = book.profiles(indicator)[0].id
        now = book.find(name, unit, book.year, profile)
        restated = book.find(name, unit, book.previous, profile)
        then = _as_filed(filed, name, unit, book.previous)
        middle = by_method.find(name, unit, book.previous, profile) if by_method else None
        split = _split(book, filed, (now, restated, then, middle))
        if now is not None and split is not None:
            found[now.id] = split
    return found


def _as_filed(filed: Book, name: str, unit: str, year: int | None) -> Figure | None:
    """Last year's figure under the definition that led when it was filed."""
    known = filed.results.indicators.get(name.partition(".")[0])
    if known is None:
        return None
    return filed.find(name, unit, year, filed.profiles(known)[0].id)


_Four = tuple[Figure | None, Figure | None, Figure | None, Figure | None]


def _split(book: Book, filed: Book, figures: _Four) -> Attribution | None:
    now, restated, then, middle = figures
    values = [_value(one) for one in (now, restated, then)]
    if restated is None or then is None or None in values:
        return None
    value, again, first = (one for one in values if one is not None)
    manifests = (book.results.manifest, filed.results.manifest)
    same_method = _same_method(restated, then, *manifests)
    same_data = _data_of(restated, manifests[0]) == _data_of(then, manifests[1])
    if same_method and same_data and again != first:
        # Not by its own files: by others it leans on (borders, statements of the plan).
        # Where nothing declared differs neither cause is claimed.
        same_data, same_method = False, _all_data(manifests[0]) != _all_data(manifests[1])
    return attribute(
        first,
        again,
        value,
        same_method=same_method,
        same_data=same_data,
        by_method=_value(middle),
    )


def _value(figure: Figure | None) -> float | None:
    return figure.value if figure is not None and figure.status is Status.OK else None


def _same_method(now: Figure, then: Figure, ours: RunManifest, theirs: RunManifest) -> bool:
    """Whether definition, words of the method, parameters, code and the plan's choices are the
    same."""
    mine = (now.profile, now.method, now.params_version, ours.code_hash, _choices(ours))
    filed = (then.profile, then.method, then.params_version, theirs.code_hash, _choices(theirs))
    return mine == filed


def _choices(manifest: RunManifest) -> tuple[object, ...]:
    """What a plan decides of the way of computing: grid, policies, parameters of its own; densities
    of its own by hash."""
    plan = manifest.study
    carbon = dict(plan.get("carbon") or {})
    pools = carbon.pop("pools", None)
    chosen = {key: value for key, value in carbon.items() if key not in _STATED}
    densities = [r.sha256 for r in manifest.inputs if (r.layer, r.file) == (_CARBON_FILES, pools)]
    return (*(plan.get(section) for section in _METHOD_SECTIONS), chosen, densities)


def _data_of(figure: Figure, manifest: RunManifest) -> frozenset[tuple[str, str]]:
    """Layer and hash of every file behind a figure; of all files where it names none of them."""
    named = {tuple(source.rpartition("@")[::2]) for source in figure.sources}
    mine = frozenset(
        (record.layer, record.sha256)
        for record in manifest.inputs
        if any((record.layer, str(year)) in named for year in record.years)
    )
    return mine or _files(manifest)


def _files(manifest: RunManifest) -> frozenset[tuple[str, str]]:
    return frozenset((record.layer, record.sha256) for record in manifest.inputs)


def _all_data(manifest: RunManifest) -> tuple[object, ...]:
    """Every input, and the facts a plan states by itself."""
    plan = manifest.study
    carbon = dict(plan.get("carbon") or {})
    return (_files(manifest), *(carbon.get(k) for k in _STATED), plan.get("published"))
