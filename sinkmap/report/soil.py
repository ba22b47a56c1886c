"""Soil carbon on paper: how its map was made and how far it can be trusted, and what conversions
of land go on to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from sinkmap.parameters import IPCC_2006, IPCC_2019
from sinkmap.report.book import Book
from sinkmap.report.numbers import (
    BARE,
    COUNT,
    DENSITY,
    DENSITY_CHANGE,
    PERCENT,
    YEAR,
    NumberFormat,
)
from sinkmap.report.table import Cell, Column, Row, Table, Tone
from sinkmap.science.soil_change import Conversion, conversion_path
from sinkmap.science.soil_mass import NotCompared
from sinkmap.science.soil_methods import SoilMethod
from sinkmap.text import Text
from sinkmap.uom import TONNE_CARBON, TONNE_CARBON_PER_YEAR

__all__ = [
    "TAKEN",
    "soil_card_table",
    "soil_path_table",
    "soil_scores_table",
    "soil_vintages_table",
]

_CHANGE = "soc_change"
_YES, _NO = Text("是", "yes"), Text("否", "no")
TAKEN = Text("采用", "taken")
"""Word beside the method that was taken."""
_RATE = NumberFormat(TONNE_CARBON_PER_YEAR.name, 1, signed=True)
_SUM = NumberFormat(TONNE_CARBON.name, 1, signed=True)
_COVARIATES = {
    "land_paddy": Text("水田", "paddy"),
    "land_dry": Text("旱地", "dry cropland"),
    "land_garden": Text("园地", "gardens"),
    "land_forest": Text("林地", "forest"),
    "land_grass": Text("草地", "grass"),
    "land_wetland": Text("湿地", "wetland"),
    "land_other": Text("其他地类", "other land"),
    "water_distance": Text("距水面距离", "distance to water"),
    "height": Text("高程", "height"),
    "slope": Text("坡度", "slope"),
}
_BASES = {
    "equal_mass": Text("等土壤质量", "equal soil mass"),
    "fixed_depth": Text("固定深度（对照）", "fixed depth, beside it"),
}


def soil_scores_table(book: Book) -> Table:
    """Every method tried for the soil map, by spatial cross-validation, and which was taken."""
    columns = (
        Column("year", Text("年份", "year"), YEAR),
        Column("method", Text("方法", "method"), width=24),
        Column("rmse", Text("均方根误差", "RMSE"), DENSITY),
        Column("error", Text("其标准误", "its standard error"), DENSITY),
        Column("bias", Text("偏差", "bias"), DENSITY_CHANGE),
        Column("efficiency", Text("模型效率", "model efficiency"), BARE),
        Column("coverage", Text("90% 区间覆盖", "held by the 90 % interval"), PERCENT),
        Column("width", Text("区间平均宽度", "mean width of it"), DENSITY),
        Column("taken", Text("采用", "taken")),
    )
    rows = tuple(
        Row(
            (
                Cell(one["year"]),
                Cell(SoilMethod(one["method"]).label),
                Cell(one["rmse"]),
                Cell(one["rmse_error"]),
                Cell(one["bias"]),
                Cell(one["efficiency"]),
                Cell(100.0 * one["coverage"]),
                Cell(one["width"]),
                Cell(TAKEN, tone=Tone.GOOD) if one["chosen"] else Cell(None),
            )
        )
        for one in book.results.soil.scores
        if one["year"] <= book.year
    )
    notes = (
        Text(
            "误差来自空间交叉验证：整块留出，预测未见过的地面。偏差为预测减实测；"
            "模型效率 1 为完全吻合，0 等于用总平均。",
            "Errors are those of spatial cross-validation: whole blocks are held out and told "
            "unseen. Bias is predicted less measured; a model efficiency of 1 is perfect, 0 no "
            "better than the mean of all.",
        ),
        Text(
            "90% 区间应包含约 90% 的留出样点；包含得少则区间过窄。",
            "The 90 % interval should hold about 90 % of the samples held out; if it holds fewer "
            "it is too narrow.",
        ),
    )
    title = Text("土壤有机碳图：各方法的误差", "Soil carbon map: errors of every method")
    return Table("soil.scores", title, columns, rows, notes)


def soil_card_table(book: Book) -> Table:
    """Main lines of the card of every soil map."""
    columns = (
        Column("year", Text("年份", "year"), YEAR),
        Column("item", Text("项目", "item"), width=24),
        Column("value", Text("内容", "what it is"), width=70),
    )
    cards = [one for one in book.results.soil.cards if one["year"] <= book.year]
    rows = tuple(
        Row((Cell(card["year"]), Cell(label), Cell(said)))
        for card in cards
        for label, said in _card_lines(card)
    )
    title = Text("土壤有机碳图：模型说明", "Soil carbon map: the model")
    return Table("soil.card", title, columns, rows)


def _card_lines(card: Mapping[str, Any]) -> Iterator[tuple[Text, Text]]:
    top, bottom = card["depth_cm"]
    reason, method = Text(**card["reason"]), SoilMethod(card["method"]).label
    yield Text("方法", "method"), Text(f"{method.zh}：{reason.zh}", f"{method.en}: {reason.en}")
    mean = card["rmse_class_mean"]
    if mean is not None:
        better, words = card["beats_class_mean"], f"{card['rmse']:.2f} / {mean:.2f}"
        told = _YES if better else _NO
        yield (
            Text("优于土类平均", "beats the mean of the soil class"),
            Text(f"{told.zh}（均方根误差 {words} 吨碳/公顷）", f"{told.en} (RMSE {words} t C/ha)"),
        )
    used, shallow = card["samples"], card["profiles_too_shallow"]
    yield (
        Text("剖面", "profiles"),
        Text(
            f"采用 {used} 个，另有 {shallow} 个未达到该深度",
            f"{used} used; {shallow} more do not reach the depth",
        ),
    )
    yield Text("深度", "depth"), Text(f"{top:g}-{bottom:g} 厘米", f"{top:g}-{bottom:g} cm")
    seen = [_COVARIATES.get(name, Text.of(name)) for name in card["covariates"]]
    yield (
        Text("协变量", "covariates"),
        Text("、".join(one.zh for one in seen) or "—", ", ".join(one.en for one in seen) or "—"),
    )
    yield Text("土类", "soil classes"), Text.of(", ".join(card["soil_classes"]) or "—")
    folds, km = card["settings"]["folds"], card["settings"]["block_m"] / 1000.0
    yield (
        Text("交叉验证", "cross-validation"),
        Text(f"{folds} 折，空间块边长 {km:g} 千米", f"{folds} folds, blocks of {km:g} km"),
    )
    yield Text("样点指纹", "hash of the samples"), Text.of(card["samples_sha256"])


def soil_vintages_table(book: Book) -> Table:
    """Change between two vintages of the same profiles, and how many were not compared."""
    columns = (
        Column("years", Text("两期", "vintages"), width=14),
        Column("basis", Text("比较基础，或未比较的原因", "basis, or why not compared"), width=44),
        Column("profiles", Text("剖面数", "profiles"), COUNT),
        Column("change", Text("平均变化", "mean change"), DENSITY_CHANGE),
        Column("se", Text("标准误", "standard error"), DENSITY),
    )
    rows = tuple(
        Row(
            (
                Cell(f"{one['year_from']} → {one['year_to']}"),
                Cell(_BASES.get(one["basis"]) or NotCompared(one["basis"]).text),
                Cell(one["profiles"]),
                Cell(one["change"]),
                Cell(one["se"]),
            )
        )
        for one in book.results.soil.vintages
        if one["year_to"] <= book.year
    )
    note = Text(
        "容重变化时，同一深度含有不同质量的土壤，因此按等质量比较；固定深度一行仅作对照。",
        "Where bulk density changes, one depth holds another mass of soil; the change is therefore "
        "that on equal mass, with the fixed depth beside it for comparison only.",
    )
    title = Text("同一剖面两期有机碳的变化", "Soil carbon of the same profiles in two vintages")
    return Table("soil.vintages", title, columns, rows, (note,))


def soil_path_table(book: Book) -> Table:
    """Soil carbon that conversions up to the year go on to gain or lose, year by year."""
    conversions = _conversions(book)
    columns = (
        Column("year", Text("年份", "year"), YEAR),
        *(
            Column(f"of_{one.year}", Text(f"{one.year}年的转变", f"converted by {one.year}"), _RATE)
            for one in conversions
        ),
        Column("change", Text("合计", "together"), _RATE),
        Column("so_far", Text("累计", "since the first"), _SUM),
    )
    rows = tuple(
        Row(
            (
                Cell(one.year),
                *(Cell(part) for part in one.parts),
                Cell(one.change),
                Cell(one.so_far),
            )
        )
        for one in conversion_path(conversions)
    )
    note = Text(
        "按 IPCC 库差法，转变以后的土壤碳在二十年内按同一速率变化，之后不变；假定以后不再转变。"
        "数值取自各年度的“土壤有机碳年变化”，区间见该指标。再次转变的土地按稳定储量起算。",
        "By the stock change method of the IPCC soil carbon moves at one pace for twenty years "
        "after a conversion and then stays, as if nothing were converted later. The paces are the "
        "figures of the yearly change of soil carbon, where the intervals are; ground converted "
        "once more sets out from its settled stock.",
    )
    title = Text(
        "土地转变后土壤碳的二十年路径（全市）", "Soil carbon after conversions, twenty years, city"
    )
    return Table("soil.path", title, columns, rows, (note,), appendix=True)


def _conversions(book: Book) -> tuple[Conversion, ...]:
    """The figures of the city by the default definition, each with the time it goes on."""
    indicator = book.results.indicators.get(_CHANGE)
    if indicator is None:
        return ()
    profile = book.profiles(indicator)[0].id
    vintage = IPCC_2006 if profile == IPCC_2006.id else IPCC_2019
    years = [year for year in book.results.study.years if year <= book.year]
    found = []
    for before, year in pairwise(years):
        figure = book.find(_CHANGE, book.city.id, year, profile)
        if figure is not None and figure.value is not None:
            time = max(vintage.transition_years, float(year - before))
            found.append(Conversion(year, figure.value, time))
    return tuple(found)
