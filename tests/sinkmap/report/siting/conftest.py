"""A small invented siting: twelve sites of two types in three districts, four chosen."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box

from sinkmap.report.siting_map import SitingGround, ZoneGround
from sinkmap.siting.ahp import weigh
from sinkmap.siting.question import DistrictQuota, SitingQuestion
from sinkmap.siting.result import Choice, Dropped, Siting, SitingMoves
from sinkmap.siting.siting_book import SitingBook
from sinkmap.siting.titles import siting_titles
from sinkmap.text import Text

CRS = "EPSG:4549"
HOSTILE = '=HYPERLINK("http://bad.invalid","x")</script><img src=x onerror=alert(1)>'
CHOSEN = (0, 2, 5, 7)
DISTRICTS = ("320481", "320412", "320402")
PLACES = {
    "320481": Text("溧阳市", "Liyang"),
    "320412": Text("武进区", "Wujin"),
    "320402": Text("天宁区", "Tianning"),
}


def site(n):
    """One candidate; every number can be told from its place."""
    kind = "AFF" if n % 2 == 0 else "WET"
    hectares = 1.0 + 0.25 * n
    east, north = 480_000.0 + 3_000.0 * n, 3_480_000.0 + 1_500.0 * (n % 4)
    side = (hectares * 1e4) ** 0.5
    return {
        "site_id": f"{kind}-{n:04x}",
        "type_id": kind,
        "parcels": "|".join(f"3204{n:02d}00100{k}" for k in range(1 + n % 5)),
        "district": DISTRICTS[n % 3],
        "county": DISTRICTS[n % 3],
        "town": "社渚镇" if n else HOSTILE,
        "village": f"第{n}村",
        "group": "grass" if kind == "AFF" else "pond",
        "dlbm": "0404" if kind == "AFF" else "1104",
        "ownership": "集体",
        "area_m2": hectares * 1e4,
        "redline_m2": 1234.0 if n == 5 else 0.0,
        "eco_space_m2": 0.0,
        "cropland_m2": 0.0,
        "farmland_m2": 0.0,
        "forest_land_m2": 0.0,
        "documents": "redline" if n == 5 else "",
        **dict.fromkeys("SDNPCX", 0.5 + 0.01 * n),
        "score": 0.9 - 0.03 * n,
        "score_class": "high" if n < 6 else "fair",
        "cost_low": 3e4 * hectares,
        "cost": 6e4 * hectares,
        "cost_high": 12e4 * hectares,
        "carbon_low": 3.0 * hectares,
        "carbon": 5.5 * hectares,
        "carbon_high": 10.0 * hectares,
        "carbon_method": "table",
        "ch4_kg": 0.0 if kind == "AFF" else 200.0 * hectares,
        "soil_loss_t": 2.5 if n == 2 else 0.0,
        "tree_points_low": 0.0,
        "tree_points": 1e-4 * hectares if kind == "AFF" else 0.0,
        "tree_points_high": 2e-4 * hectares if kind == "AFF" else 0.0,
        "wetland_points_low": 0.0,
        "wetland_points": 0.0 if kind == "AFF" else 2e-3 * hectares,
        "wetland_points_high": 0.0 if kind == "AFF" else 2e-3 * hectares,
        "value": (0.9 - 0.03 * n) * hectares,
        "geometry": box(east, north, east + side, north + side),
    }


def told(n, sites):
    chosen = n in CHOSEN
    return {
        "site_id": sites[n]["site_id"],
        "chosen": chosen,
        "share_draws": 0.975 if chosen else 0.1,
        "stability": 1.0 if chosen else 0.0,
        "portfolios": 3 if chosen else 0,
        "no_regret": n in (0, 2),
        "reason_zh": f"{n} 号地块的理由，得分 0.5。",
        "reason_en": f"The reason of site {n}.",
        "change_zh": f"{n} 号地块要变的条件。",
        "change_en": f"What would change site {n}.",
    }


def _excluded():
    rows = []
    for kind, whole in (("AFF", 5e6), ("WET", 8e6)):
        masks = (("farmland", 1e6, 1e6), ("cropland", 5e5, 9e5), ("small", 2e5, 0.0))
        steps = [("ground", whole, whole), *masks]
        steps.append(("kept", whole - sum(mask[1] for mask in masks), 0.0))
        rows += [(kind, name, n, removed, alone) for n, (name, removed, alone) in enumerate(steps)]
    names = ["type_id", "exclusion_id", "order", "removed_m2", "alone_m2"]
    return pd.DataFrame(rows, columns=names)


def build(**more):
    """The siting, with whatever is given in place of its own."""
    sites = [site(n) for n in range(12)]
    selection = pd.DataFrame([told(n, sites) for n in range(12)])
    frame = gpd.GeoDataFrame(sites, crs=CRS)
    mine = frame.iloc[list(CHOSEN)]
    ids = "|".join(mine["site_id"])
    other = "|".join([*mine["site_id"][:3], sites[9]["site_id"]])
    book = SitingBook.default()
    weighing = weigh(book.judgement)
    weights = dict(zip(weighing.names, map(float, weighing.weights), strict=True))
    value, cost = float(mine["value"].sum()), float(mine["cost"].sum())
    area = float(mine["area_m2"].sum())
    budgets = np.linspace(0.2, 2.0, 8) * 5e5
    given = {
        "siting": "5171f00000000001",
        "parent": "r0123456789abcdef",
        "year": 2024,
        "question": SitingQuestion(
            ("AFF", "WET"), 2024, budget_yuan=5e5, quotas=(DistrictQuota("320481", 1e4, None),)
        ),
        "book": book.version,
        "sites": frame,
        "selection": selection,
        "conflicts": pd.DataFrame({"site_a": ["AFF-0004"], "site_b": ["WET-0005"]}),
        "excluded": _excluded(),
        "portfolios": pd.DataFrame(
            {
                "portfolio": [0, 1],
                "value": [value, value * 0.99],
                "cost": [cost, cost * 1.01],
                "area_m2": [area, area * 1.02],
                "sites": [ids, other],
            }
        ),
        "frontier": pd.DataFrame(
            {
                "budget": budgets,
                "value": np.sqrt(budgets) / 100,
                "cost": budgets * 0.99,
                "area_m2": budgets / 6.0,
                "carbon": budgets / 6e4 * 5.5,
                "tree_points": budgets * 1e-9,
                "wetland_points": budgets * 2e-8,
                "sites": np.arange(1, 9),
            }
        ),
        "stability": pd.DataFrame(
            {
                "criterion": [name for name in weights for _ in range(2)],
                "change": [-0.2, 0.2] * len(weights),
                "kept_share": [1.0, 0.93] * len(weights),
                "top_decile_share": [0.9, 0.8] * len(weights),
                "value_kept": [0.99, 0.98] * len(weights),
                "gap": 0.001,
            }
        ),
        "choice": Choice(4, value, cost, area, value * 1.0004, 0.0004, "within_gap", "HiGHS 1.15",
                         value * 0.93),
        "moves": SitingMoves(
            (cost / 2, cost, cost * 2), (20.0, 40.0, 80.0), 900.0, 2.5, (0.0, 3e-4, 6e-4),
            (0.0, 0.012, 0.012), "tree_cover_rate/320400/2024/js_tree_cover",
            "wetland_protection_rate/320400/2024/law",
        ),
        "weights": weights,
        "judgement": {
            "names": list(weighing.names),
            "matrix": book.judgement.matrix.tolist(),
            "weights": list(map(float, weighing.weights)),
            "lambda_max": weighing.lambda_max,
            "ci": weighing.ci,
            "cr": weighing.cr,
            "ri_source": weighing.ri_source.text.to_json(),
        },
        "weights_used": {"AFF": weights, "WET": {k: v for k, v in weights.items() if k != "N"}},
        "dropped": (Dropped("WET", "N", Text("没有廊道图层", "no layer of corridors")),),
        "findings": (),
        "titles": siting_titles(book, PLACES),
        "simulated": True,
    }  # fmt: skip
    return Siting(**(given | more))


@pytest.fixture(scope="module")
def siting():
    return build()


@pytest.fixture(scope="module")
def book():
    return SitingBook.default()


@pytest.fixture(scope="module")
def ground(siting):
    """Districts and one constraint around the sites, in degrees."""
    degrees = siting.sites.to_crs("EPSG:4490")
    west, south, east, north = degrees.total_bounds
    third = (east - west) / 3
    shapes = [box(west + n * third, south - 0.02, west + (n + 1) * third, north + 0.02)
              for n in range(3)]  # fmt: skip
    districts = gpd.GeoDataFrame(
        {
            "unit_id": DISTRICTS,
            "name_zh": [PLACES[d].zh for d in DISTRICTS],
            "name_en": [PLACES[d].en for d in DISTRICTS],
            "geometry": shapes,
        },
        crs="EPSG:4490",
    )
    farmland = np.array([box(west, south, west + third, south + 0.005)], dtype=object)
    zones = (ZoneGround(Text("永久基本农田", "permanent farmland"), farmland),)
    return SitingGround(districts, zones)
