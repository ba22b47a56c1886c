"""Where a number of the annual report may come from: the run's tables and the plan, read plainly.

Nothing of the report is imported. Units, rounding and sums are done again, with decimals; what a
cell or sentence may show is a set of printed numbers.
"""

import json
import tomllib
from collections import Counter, defaultdict
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

THIS, LAST = 2024, 2023
M2 = {"m2": 1, "ha": 10_000, "km2": 1_000_000, "公顷": 10_000, "平方公里": 1_000_000}
M2 |= {"10k_mu": Decimal(20_000_000) / 3, "万亩": Decimal(20_000_000) / 3}
OTHERS = {  # unit stored, unit shown -> factor
    ("m", "公里"): Decimal("0.001"),
    ("tC", "万吨碳"): Decimal("0.0001"),
    ("tC", "万吨 CO₂"): Decimal("0.0001") * 44 / 12,
}
DIGITS = {"吨碳": 0, "吨碳/年": 0, "吨二氧化碳/年": 0, "吨二氧化碳当量/年": 0, "百万分之一": 4}


def exact(value):
    """A stored number; None where there is none."""
    return None if value is None or pd.isna(value) else Decimal(repr(float(value)))


def printed(number, digits=2, *, signed=False):
    """A number as the conventions print it."""
    if number is None:
        return "—"
    if number == 0:
        return "0"
    step = Decimal(number).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    step = abs(step) if step.is_zero() else step
    return f"{'+' if signed and step > 0 else ''}{step:,}"


def converted(number, stored, shown):
    """From the unit stored to the unit shown."""
    if number is None:
        return None
    if stored in M2 and shown in M2:
        return number * M2[stored] / M2[shown]
    return number * OTHERS.get((stored, shown), Decimal(1))


class Truth:
    """A run's folder and the plan it was made by."""

    def __init__(self, study, folder):
        frame = pd.read_parquet(folder / "figures.parquet")
        self.figures = {row["id"]: row for row in frame.to_dict("records")}
        self.plan = tomllib.loads((study / "study.toml").read_text("utf-8"))
        self.manifest = json.loads((folder / "run.json").read_text("utf-8"))
        names = ("balance", "projects", "reconciliation", "issued")
        self.tables = {name: pd.read_parquet(folder / f"{name}.parquet") for name in names}
        self.patches = None

    def figure(self, name):
        """A figure by its id; KeyError if the run has none."""
        return self.figures[name]

    def beside(self, name, year):
        """The same figure of another year, or None."""
        indicator, unit, _, profile = name.split("/")
        return self.figures.get(f"{indicator}/{unit}/{year}/{profile}")

    def sources(self, table, row, column):
        """Numbers a cell without a figure of its own may hold, in the unit stored, with it."""
        by_table = getattr(self, f"_{table.removeprefix('annual.')}", None)
        if by_table is not None:
            yield from by_table(row, column)
        for name in row:
            figure = self.figure(name)
            if column in {"part", "numerator"} or column.startswith("also"):
                yield exact(figure["numerator"]), self._unit_below(figure)
            if column in {"whole", "denominator"}:
                yield exact(figure["denominator"]), self._unit_below(figure, over=True)
            if column.startswith("also"):
                yield exact(figure["value"]), figure["uom"]
            wanted = {"half": THIS, "half_before": LAST}.get(column)
            if wanted == figure["year"]:
                width = exact(figure["ci_high"]) - exact(figure["ci_low"])
                yield width / 2, figure["uom"]
            if column in {"target", "baseline", "target_year", "path", "pace"}:
                yield from ((one, figure["uom"]) for one in self._aims(figure)[column])

    def _unit_below(self, figure, *, over=False):
        """Unit of a numerator or denominator: m² and m for shares, tC over m² for densities."""
        if figure["uom"] == "tC/ha":
            return "m2" if over else "tC"
        return "m" if "shoreline" in figure["indicator"] else "m2"

    def _aims(self, figure):
        """Target, baseline, line and pace of a figure, from the plan."""
        found = defaultdict(list)
        for one in self.plan.get("target", ()):
            about = (one["indicator"], one["profile"], one["statunit"])
            if about != (figure["indicator"], figure["profile"], figure["statunit"]):
                continue
            goal, base = exact(one["value"]), exact(one.get("baseline_value"))
            found["target"].append(goal)
            found["target_year"].append(Decimal(one["year"]))
            if base is not None:
                first = one["baseline_year"]
                found["baseline"].append(base)
                share = Decimal(THIS - first) / (one["year"] - first)
                found["path"].append(base + (goal - base) * share)
            value = exact(self._now(figure)["value"])
            if value is not None:
                found["pace"].append((goal - value) / (one["year"] - THIS))
        return found

    def _now(self, figure):
        return self.beside(figure["id"], THIS) or figure

    def _t3(self, row, column):
        if column == "land":
            unit = self.figure(row[0])["statunit"]
            same = [
                exact(f["denominator"])
                for f in self.figures.values()
                if (f["indicator"], f["statunit"], f["year"]) == ("tree_cover_rate", unit, THIS)
            ]
            yield max(one for one in same if one is not None), "m2"
        yield from self._t7(row, column, redline=True)

    def _balance(self, row, column):
        frame = self.tables["balance"]
        frame = frame[(frame["year_to"] == THIS) & (frame["statunit"] == self.city)]
        net = frame["closing_m2"] - frame["opening_m2"]
        gap = frame["opening_m2"] - frame["decrease_m2"] + frame["increase_m2"]
        gap = gap - frame["closing_m2"]
        gap = gap.where(gap.abs() > 2.0**-48 * frame["closing_m2"], 0.0)
        frame = frame.assign(net_m2=net, residual_m2=gap)
        values = [exact(one) for one in frame[f"{column}_m2"]]
        yield from ((one, "m2") for one in (*values, sum(values)))

    @property
    def city(self):
        """Code of the whole."""
        return self.plan["study"]["city"]["code"]

    def _t6(self, row, column):
        frame = self.tables["projects"]
        frame = frame[frame["year"] == THIS]
        for part in (frame, *(one for _, one in frame.groupby("kind"))):
            sums = {"count": len(part), "budget": part["budget_10k_cny"].sum()}
            sums |= {"trees": part["tree_ha"].sum(), "wetland": part["wetland_ha"].sum()}
            states = Counter(part["state"])
            yield exact(sums.get(column, states.get(column, 0))), "ha"

    def _t6b(self, row, column):
        names = {"budget": "budget_10k_cny", "trees": "tree_ha", "wetland": "wetland_ha"}
        frame = self.tables["projects"]
        frame = frame[frame["year"] == THIS]
        yield from ((exact(one), "ha") for one in frame[names.get(column, column)])

    def _t7(self, row, column, *, redline=False):
        if self.patches is None:
            return
        frame = self.patches[self.patches["severity"] >= 2]
        if redline:
            zones = frame["zone_ids"].fillna("").str.split("|")
            frame = frame[[bool({"Z1", "Z2"} & set(one)) for one in zones]]
            counts = range(len(frame) + 1)
            areas = [frame["area_m2"].sum(), 0.0] if column == "patch_area" else []
            yield from ((Decimal(one), "") for one in counts if column == "patches")
        else:
            areas = [*frame["area_m2"], frame["area_m2"].sum()] if column == "area" else []
            yield from ((Decimal(one), "") for one in range(1, 41) if column == "patch")
        yield from ((exact(one), "m2") for one in areas)

    def _untold(self, row, column):
        found = Counter(
            (one["status"], one["ci_reason"])
            for one in self.figures.values()
            if one["year"] == THIS and pd.isna(one["value"])
        )
        yield from ((Decimal(one), "") for one in found.values())

    def _reported(self, row, column):
        figure = self.figure(row[0])
        about = tuple(figure[key] for key in ("indicator", "profile", "statunit", "year"))
        yield Decimal(figure["year"]), ""
        for one in self.plan.get("reported", ()):
            if (one["indicator"], one["profile"], one["statunit"], one["year"]) == about:
                less = exact(figure["value"]) - exact(one["value"])
                wanted = less if column == f"less_{one['kind']}" else exact(one["value"])
                if column.endswith(one["kind"]):
                    yield wanted, figure["uom"]
        yield from self._issued(about, column, figure)

    def _issued(self, about, column, figure):
        """Values issued in a table of their own."""
        for one in self.issued:
            if (one["indicator"], one["profile"], one["statunit"], one["year"]) == about:
                value = exact(one["value"])
                less = exact(figure["value"]) - value
                yield less if column.startswith("less") else value, figure["uom"]

    @property
    def issued(self):
        """Rows of values issued."""
        frame = self.tables.get("issued")
        return () if frame is None else frame.to_dict("records")

    def _profiles(self, row, column):
        figure = self.figure(row[0])
        same = [
            one
            for one in self.figures.values()
            if (one["indicator"], one["statunit"], one["year"])
            == (figure["indicator"], figure["statunit"], figure["year"])
        ]
        for first in same if column in {"between", "points"} else ():
            key = "numerator" if column == "between" else "value"
            ours, theirs = exact(figure[key]), exact(first[key])
            if ours is not None and theirs is not None:
                yield ours - theirs, "m2" if column == "between" else figure["uom"]

    def _checks(self, row, column):
        frame = self.tables["reconciliation"]
        frame = frame[frame["year"].isin((0, THIS))]
        for _, part in frame.groupby("check"):
            worst = part.loc[part["tolerance"].notna(), "relative"].abs().max()
            told = {"rows": len(part), "failed": int((~part["ok"].astype(bool)).sum())}
            told["relative"] = None if pd.isna(worst) else float(worst) * 1e6
            yield exact(told[column]), ""

    def _findings(self, row, column):
        years = {one.get("year") for one in self.manifest["findings"]} - {None}
        yield from ((Decimal(one), "") for one in years)
