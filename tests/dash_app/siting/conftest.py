"""A hand-made run of candidates around the town, solved by the real solver, and its page."""

from dataclasses import replace
from functools import partial

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.siting.ahp import assess
from sinkmap.siting.greedy import greedy
from sinkmap.siting.problem import Problem, Quota
from sinkmap.siting.question import check_question
from sinkmap.siting.result import Choice, Dropped, Siting, SitingMoves
from sinkmap.siting.selection import choose
from sinkmap.siting.siting_book import SitingBook
from sinkmap.siting.titles import siting_titles
from sinkmap.text import Text

DISTRICTS = {
    "320402": Text("天宁区", "Tianning"),
    "320412": Text("武进区", "Wujin"),
}
HECTARE = 10_000.0


def make_sites(count=24):
    """Sites in two rows; every number is its own and can be told by the site's place."""
    rows = []
    for n in range(count):
        kind = ("AFF", "WET", "SML")[n % 3]
        west, south = 119.84 + 0.012 * n, 31.62 + 0.03 * (n % 2)
        rows.append(
            {
                "site_id": f"{kind}-{n:04d}", "type_id": kind, "parcels": f"P{n}|Q{n}",
                "district": list(DISTRICTS)[n % 2], "county": "武进区", "town": "雪堰镇",
                "village": f"第{n}村", "group": "grass", "dlbm": "0401", "ownership": "集体",
                "area_m2": (1 + n % 5) * HECTARE, "redline_m2": 0.0, "eco_space_m2": 500.0 * n,
                "cropland_m2": 0.0, "farmland_m2": 0.0, "forest_land_m2": 0.0, "documents": "",
                "geometry": shapely.box(west, south, west + 0.006, south + 0.005),
            }
        )  # fmt: skip
    return gpd.GeoDataFrame(rows, geometry="geometry", crs="EPSG:4490")


class HandMadeSites:
    """The pipeline's desk as the page sees it: numbers by hand, choice by the solver."""

    year = 2024
    formats = ("docx", "gpkg")

    def __init__(self, folder, count=24):
        self.book = SitingBook.default()
        self.districts = DISTRICTS
        self.sites = make_sites(count)
        self.folder = folder
        self.asked = []
        rng = np.random.default_rng(8)
        for criterion in self.book.criteria:
            self.sites[criterion.id] = rng.uniform(0.1, 1.0, count).round(3)
        self.sites["cost"] = (1 + np.arange(count) % 7) * 100_000.0

    def candidates(self, types):
        return self.sites[self.sites["type_id"].isin(types)].reset_index(drop=True)

    def solve(self, question):
        return self._solved(question)

    def compare(self, question):
        found = self._solved(question)
        chosen = found.selection["chosen"].to_numpy()
        best = "|".join(found.sites["site_id"][chosen])
        value, cost = found.choice.value, found.choice.cost_yuan
        area = found.choice.area_m2
        portfolios = [(0, value, cost, area, best), (1, 0.99 * value, cost, area, best)]
        frontier = [
            (cost * share, value * share, cost * share, area * share, 9.0, 0.1, 0.0, 3)
            for share in (0.5, 1.0, 1.5)
        ]
        return replace(
            found,
            selection=found.selection.assign(
                share_draws=0.75, stability=0.9, portfolios=2, no_regret=chosen
            ),
            portfolios=pd.DataFrame(
                portfolios, columns=["portfolio", "value", "cost", "area_m2", "sites"]
            ),
            frontier=pd.DataFrame(
                frontier,
                columns=[
                    "budget", "value", "cost", "area_m2", "carbon", "tree_points",
                    "wetland_points", "sites",
                ],
            ),
        )  # fmt: skip

    def export(self, question, formats, language):
        folder = self.folder / "kept"
        folder.mkdir(exist_ok=True)
        files = [folder / f"siting_kept.{one}" for one in formats]
        for file in files:
            file.write_bytes(f"{question.budget_yuan} {language}".encode())
        return "kept", files

    def file(self, siting, name):
        path = self.folder / siting / name
        return path if siting == "kept" and path.is_file() else None

    def _solved(self, question):
        self.asked.append(question)
        faults = check_question(
            question, types=self.book.types, years=[2024], districts=self.districts
        )
        if faults:
            raise InputRefusedError(list(faults))
        weighing = assess(self.book.judgement)
        weights = dict(weighing.by_name if question.weights is None else question.weights)
        weights = {name: w / sum(weights.values()) for name, w in weights.items()}
        sites = self._valued(self.candidates(question.types), weights)
        selection = choose(self._problem(question, sites), gap=question.gap)
        ranked = greedy(self._problem(question, sites))
        return self._siting(question, sites, weights, selection, ranked)

    def _valued(self, sites, weights):
        score = sum(w * sites[name] for name, w in weights.items())
        hectares = sites["area_m2"] / HECTARE
        triples = {
            "cost": sites["cost"], "carbon": 5.0 * hectares, "tree_points": 0.002 * hectares,
            "wetland_points": 0.0 * hectares,
        }  # fmt: skip
        spread = {
            f"{n}_{e}": v * f for n, v in triples.items() for e, f in (("low", 0.5), ("high", 2.0))
        }
        return sites.assign(
            score=score, score_class=self.book.classes[0].id, value=score * hectares,
            carbon_method="table", ch4_kg=0.0, soil_loss_t=0.0, **triples, **spread,
        )  # fmt: skip

    def _problem(self, question, sites):
        names = [q.district for q in question.quotas]
        group = [names.index(d) if d in names else -1 for d in sites["district"]]
        none = np.empty((0, 2), np.int64)
        return Problem(
            site_ids=tuple(sites["site_id"]),
            value=sites["value"].to_numpy(),
            cost=sites["cost"].to_numpy(),
            area_m2=sites["area_m2"].to_numpy(),
            quota_group=np.array(group, dtype=np.int64),
            conflicts=none,
            locked_in=sites["site_id"].isin(question.locked_in).to_numpy(),
            locked_out=sites["site_id"].isin(question.locked_out).to_numpy(),
            pairs=none,
            pair_weight=np.empty(0),
            budget=question.budget_yuan,
            max_area=question.max_area_m2,
            quotas=tuple(Quota(q.district, q.min_m2 or 0.0, q.max_m2) for q in question.quotas),
        )

    def _siting(self, question, sites, weights, selection, ranked):
        names = [c.id for c in self.book.criteria]
        chosen = selection.chosen
        said = pd.DataFrame({"site_id": sites["site_id"], "chosen": chosen})
        for what, zh, en in (
            ("reason", "因为值得", "worth it"),
            ("change", "降价", "a lower price"),
        ):
            said[f"{what}_zh"] = [f"{zh} {n}" for n in said["site_id"]]
            said[f"{what}_en"] = [f"{en} {n}" for n in said["site_id"]]
        took = sites[chosen]

        def triple(name):
            columns = (f"{name}_low", name, f"{name}_high")
            return tuple(float(took[c].sum()) for c in columns)

        titles = siting_titles(self.book, DISTRICTS)
        value = lambda s: float(s.value)  # noqa: E731
        return Siting(
            siting="", parent="run0123456789", year=2024, question=question,
            book=self.book.version, sites=sites, selection=said,
            conflicts=pd.DataFrame(columns=["site_a", "site_b"]), excluded=EXCLUDED,
            portfolios=pd.DataFrame(columns=["portfolio", "value", "cost", "area_m2", "sites"]),
            frontier=pd.DataFrame(columns=["budget", "value"]),
            stability=pd.DataFrame(columns=["criterion", "change", "kept_share", "value"]),
            choice=Choice(
                int(chosen.sum()), value(selection), selection.cost, selection.area_m2,
                selection.bound, selection.gap, str(selection.status), selection.solver,
                value(ranked),
            ),
            moves=SitingMoves(
                triple("cost"), triple("carbon"), 0.0, 0.0, triple("tree_points"),
                triple("wetland_points"), "tree_cover_rate/320400/2024/js_tree_cover", "",
            ),
            weights={n: weights.get(n, 0.0) for n in names},
            dropped=(Dropped("WET", "water_table", Text("没有该图层", "no such layer")),),
            findings=(NOTE,), titles=titles, simulated=True,
        )  # fmt: skip


NOTE = Finding(
    "SITING-NOTE",
    Severity.NOTE,
    Text("有 2 处小于最小面积", "2 are below the least area"),
    Text("无需处理", "nothing to do"),
)
EXCLUDED = pd.DataFrame(
    [("AFF", "ground", 0, 9e5, 9e5), ("AFF", "small", 1, 1e5, 1e5), ("AFF", "kept", 2, 8e5, 8e5)],
    columns=["type_id", "exclusion_id", "order", "removed_m2", "alone_m2"],
)


@pytest.fixture
def sites(tmp_path):
    return HandMadeSites(tmp_path)


@pytest.fixture
def many_sites(tmp_path):
    """More than the list holds."""
    return HandMadeSites(tmp_path, 1200)


@pytest.fixture
def site_base(serve_town, sites):
    """The address of a server with the page of a siting."""
    with serve_town(sites=sites) as address:
        yield address


@pytest.fixture
def ask(asking, site_base):
    """Asks the server; status and body."""
    return partial(asking, site_base)
