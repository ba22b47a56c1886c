"""Siting on a finished run: candidates made ready once, questions answered, each kept if wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from raster_pipeline.asked_year import year_of
from raster_pipeline.engine import Progress, silent
from raster_pipeline.io.child_run import ChildRun, child_run, known_child_run
from raster_pipeline.io.rule_files import read_rule_book
from raster_pipeline.io.run_folder import only_writer
from raster_pipeline.io.siting_files import read_siting_book
from raster_pipeline.io.study_file import open_siting_plan, plan_of
from raster_pipeline.opened import RUNS, OpenedRun, open_run
from raster_pipeline.siting.ground import (
    carbon_pools_of,
    city_rates,
    organic_matter,
    site_layers,
    site_places,
)
from raster_pipeline.siting.kept import (
    keep_candidates,
    keep_siting,
    read_candidates,
    read_siting,
)
from raster_pipeline.steps.identity import code_hash
from raster_pipeline.steps.site_candidates import find_candidates
from raster_pipeline.steps.site_factors import raw_factors
from raster_pipeline.steps.site_proxy import told_by_proxy
from sinkmap.control import RuleBook
from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.run import content_id
from sinkmap.siting.candidates import Candidates
from sinkmap.siting.prepared import Prepared, prepare
from sinkmap.siting.question import SitingQuestion, check_question
from sinkmap.siting.result import Siting
from sinkmap.siting.siting_book import SitingBook
from sinkmap.siting.solve import Corner, solve
from sinkmap.text import Text

__all__ = ["SITE", "SiteRun", "SitingDesk", "open_siting_desk"]

SITE = "site"
"""Kind of the child run."""

SITES = ".sites"
"""Folder beside the runs with candidates made ready; no part of any run, free to be deleted."""


@dataclass(frozen=True, slots=True, eq=False)
class SiteRun:
    """A siting and the child run that keeps it."""

    siting: Siting
    child: ChildRun

    @property
    def folder(self) -> Path:
        """Folder of the child run."""
        return self.child.folder


def open_siting_desk(
    path: Path,
    *,
    run_id: str | None = None,
    year: int | None = None,
    workers: int = 2,
    opened: OpenedRun | None = None,
) -> SitingDesk:
    """Open a study's run for siting.

    Parameters
    ----------
    path
        Study folder or its ``study.toml``.
    year
        Year of the ground; the last of the run by default.
    opened
        The run, where it is open already: its tables are read once then.

    Raises
    ------
    UsageError
        ``RUN-MISSING``, ``YEAR-MISSING``.
    InputRefusedError
        Every finding of the study's own siting and rule tables; ``SITING-SWITCH`` for exclusions
        of ``[siting]`` that the book does not hold.
    """
    opened = open_run(path, run_id) if opened is None else opened
    year = year_of(opened, year)
    root = plan_of(path).parent
    rules = read_rule_book(root, opened.study.control_rules)
    zones = [zone.id for zone in rules.zones]
    plan = open_siting_plan(path)
    book = read_siting_book(root, plan.tables, zones)
    strange = sorted(set(plan.switched) - {one.id for one in book.exclusions})
    if strange:
        raise InputRefusedError(_no_exclusion(strange, book))
    return SitingDesk(root, opened, book, rules, year, workers, plan.switched)


class SitingDesk:
    """A run opened for siting; candidates are found once for each set of types.

    ``switched``: exclusion id -> whether it counts, where the study says so. It and the book are
    those of ``study.toml`` as it is now: neither has a part in the run.
    """

    def __init__(
        self,
        root: Path,
        opened: OpenedRun,
        book: SitingBook,
        rules: RuleBook,
        year: int,
        workers: int = 2,
        switched: Mapping[str, bool] | None = None,
    ) -> None:
        self.root = root
        self.opened = opened
        self.book = book
        self.rules = rules
        self.year = year
        self.switched = dict(switched or {})
        self._workers = workers
        self._ready: dict[tuple[str, ...], Prepared] = {}

    @cached_property
    def districts(self) -> Mapping[str, Text]:
        """Unit id -> name, of the units sites keep to."""
        units = self.opened.results.units
        return {str(unit): units[unit].name for unit in self._places.districts["unit_id"]}

    @cached_property
    def _places(self) -> Any:
        return site_places(self.opened)

    def candidates(self, types: Sequence[str], progress: Progress = silent) -> Candidates:
        """Sites of types of work with their raw factors, kept beside the runs.

        Raises
        ------
        InputRefusedError
            ``SITING-TYPE`` for types the book does not hold.
        """
        asked = tuple(sorted(set(types)))
        self._refuse(SitingQuestion(asked, self.year))
        folder = self.root / RUNS / SITES / content_id(self._ground(asked))
        if not folder.is_dir():
            with only_writer(folder.parent):
                if not folder.is_dir():  # another process may have been quicker
                    keep_candidates(folder, self._found(asked, progress))
        return read_candidates(folder)

    def _ground(self, types: tuple[str, ...]) -> dict[str, Any]:
        """What candidates follow from."""
        return {
            "parent": self.opened.manifest.run_id,
            "year": self.year,
            "types": list(types),
            "book": self.book.version,
            "switched": self.switched,
            "rules": self.rules.version,
            "code": code_hash(),
        }

    def _found(self, types: tuple[str, ...], progress: Progress) -> Candidates:
        layers, told = site_layers(self.opened, self.root, self.year, self.rules, self.book)
        found = find_candidates(
            layers,
            self.book,
            types,
            self._places,
            switched=self.switched,
            workers=self._workers,
            progress=progress,
        )
        progress("factors", 0.0)
        soil = organic_matter(self.opened, self.year)
        sites = raw_factors(found.sites, layers, soil, workers=self._workers)
        proxy = (told_by_proxy(),) if layers.low_by_proxy else ()
        return replace(found, sites=sites, findings=(*told, *proxy, *found.findings))

    def prepared(self, types: Sequence[str], progress: Progress = silent) -> Prepared:
        """Candidates with costs, gains and criteria, ready for any question; kept in memory."""
        asked = tuple(sorted(set(types)))
        if asked not in self._ready:
            rates, figures = city_rates(self.opened, self.year)
            study = self.opened.study
            found = self.candidates(asked, progress)
            grid = site_layers(self.opened, self.root, self.year, self.rules, self.book)[0]
            self._ready[asked] = prepare(
                self.opened.manifest.run_id,
                self.year,
                self.book,
                found,
                rates,
                pools=carbon_pools_of(self.opened, self.root),
                figures=figures,
                districts=self.districts,
                metres=grid.metres,
                simulated=study.simulated,
            )
        return self._ready[asked]

    def solve(
        self,
        question: SitingQuestion,
        *,
        exact: int = 20,
        corner: Corner | None = None,
        progress: Progress = silent,
    ) -> Siting:
        """Answer a question in memory; see :func:`sinkmap.siting.solve.solve`.

        Raises
        ------
        InputRefusedError
            Everything at fault with the question, all at once.
        """
        self._refuse(question)
        prepared = self.prepared(question.types, progress)
        progress("choice", 0.0)
        return solve(prepared, question, exact=exact, corner=corner)

    def keep(self, question: SitingQuestion, *, progress: Progress = silent) -> SiteRun:
        """Answer a question and keep the answer as a child run, or read the one there is."""
        self._refuse(question)

        def make(folder: Path) -> Mapping[str, Any]:
            return keep_siting(folder, self.solve(question, progress=progress), self.book.tables)

        parent, asked = self.opened.manifest.run_id, self._asked(question)
        child = child_run(self.root / RUNS, SITE, parent, asked, code_hash(), make)
        return SiteRun(read_siting(child), child)

    def known(self, question: SitingQuestion) -> SiteRun | None:
        """The kept answer to a question, None if there is none; nothing is computed."""
        parent, asked = self.opened.manifest.run_id, self._asked(question)
        child = known_child_run(self.root / RUNS, SITE, parent, asked, code_hash())
        return None if child is None else SiteRun(read_siting(child), child)

    def _asked(self, question: SitingQuestion) -> dict[str, Any]:
        ground = self._ground(tuple(sorted(question.types)))
        kept = ("book", "switched", "rules")
        return {**question.to_json(), **{name: ground[name] for name in kept}}

    def _refuse(self, question: SitingQuestion) -> None:
        found = check_question(
            question, types=self.book.types, years=(self.year,), districts=self.districts
        )
        if found:
            raise InputRefusedError(found)


def _no_exclusion(strange: list[str], book: SitingBook) -> Finding:
    return Finding(
        "SITING-SWITCH",
        Severity.ERROR,
        Text(
            "[siting] 所列的排除条件不在表中", "[siting] names exclusions the table does not hold"
        ),
        Text("改用排除条件表中的编号", "use ids of the table of exclusions"),
        file="study.toml",
        features=tuple(strange),
        wanted=", ".join(one.id for one in book.exclusions),
    )
