"""What the land cover was made from: composites of each season, and the classifier's card."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sinkmap.classes import code_system
from sinkmap.report.book import Book
from sinkmap.report.closing import hectares
from sinkmap.report.numbers import COUNT, HECTARES, PERCENT, YEAR, show
from sinkmap.report.table import Cell, Column, Row, Table
from sinkmap.season import Season
from sinkmap.text import Text

__all__ = [
    "CROSS_VALIDATED",
    "classifier_classes_table",
    "classifier_table",
    "composites_table",
    "cover_years_table",
]

_MOST_FEATURES = 5
CROSS_VALIDATED = Text("交叉验证精度（样本数）", "cross-validated accuracy")
"""Label of the line of the classifier's table that says how often it was right."""
_KINDS = {"random forest": Text("随机森林", "random forest")}
_GRID_NOTE = Text("研究格网全范围。", "Over the whole grid.")


def composites_table(book: Book) -> Table:
    """Scenes of each season and year, the ground with a clear look and the gaps left."""
    columns = (
        Column("year", Text("年份", "year"), YEAR),
        Column("season", Text("季节", "season"), width=16),
        Column("scenes", Text("景数", "scenes"), COUNT),
        Column("dates", Text("日期数", "dates"), COUNT),
        Column("seen", Text("有清晰观测", "seen clearly"), HECTARES, width=16),
        Column("gap", Text("空缺", "gaps"), HECTARES, width=14),
        Column("gap_share", Text("空缺占比", "share of gaps"), PERCENT),
    )
    frame = _scenes(book)
    frame = frame[frame["season"] != ""]
    seasons = {season.name: season.title for season in _seasons(book)}
    rows = []
    for (year, season), part in frame.groupby(["year", "season"], sort=True):
        known = dict(zip(part["item"], part["value"], strict=True))
        seen, gap = float(known["seen_m2"]), float(known["gap_m2"])
        cells = (
            Cell(int(year)),
            Cell(seasons.get(str(season), str(season))),
            Cell(int(known["scenes"])),
            Cell(int(known["dates"])),
            Cell(hectares(seen)),
            Cell(hectares(gap)),
            Cell(100.0 * gap / (seen + gap) if seen + gap > 0.0 else None),
        )
        rows.append(Row(cells))
    note = Text(
        "研究格网全范围；空缺保持空缺，不作填补。",
        "Over the whole grid; gaps are left as gaps, never filled.",
    )
    title = Text("季节合成影像", "Composites of the seasons")
    return Table("composites", title, columns, tuple(rows), (note,))


def cover_years_table(book: Book) -> Table:
    """Ground the interpreted land cover leaves unseen, and flicker that was set back."""
    columns = (
        Column("year", Text("年份", "year"), YEAR),
        Column("unseen", Text("未能解译", "left unseen"), HECTARES, width=16),
        Column("flicker", Text("闪变复原", "flicker set back"), HECTARES, width=16),
    )
    frame = _scenes(book)
    frame = frame[frame["season"] == ""]
    rows = []
    for year, part in frame.groupby("year", sort=True):
        known = dict(zip(part["item"], part["value"], strict=True))
        areas = (hectares(known.get(name)) for name in ("unseen_m2", "flicker_m2"))
        rows.append(Row((Cell(int(str(year))), *(Cell(area) for area in areas))))
    notes = (
        Text(
            "闪变：只有一年与前后两年不同、而前后两年相同的地类，按前后年复原。",
            "Flicker: a class that stands for one year between two equal ones is set back.",
        ),
        _GRID_NOTE,
    )
    title = Text("解译土地覆盖的缺口与闪变", "Gaps and flicker of the interpreted land cover")
    return Table("cover.years", title, columns, tuple(rows), notes)


def classifier_table(book: Book) -> Table:
    """Main lines of the classifier's card."""
    columns = (
        Column("item", Text("项目", "item"), width=26),
        Column("value", Text("内容", "what it is"), width=70),
    )
    card = book.results.interpretation.card
    lines = _card_lines(card) if card else ()
    rows = tuple(Row((Cell(label), Cell(said))) for label, said in lines)
    notes = tuple(
        Text(f"{one['zh']}。", f"Not for {one['en']}.") for one in card.get("not_for", ())
    )
    return Table("classifier", Text("分类模型", "The classifier"), columns, rows, notes)


def classifier_classes_table(book: Book) -> Table:
    """Training samples of each class and how often it was right when held out."""
    columns = (
        Column("class", Text("类别", "class"), width=20),
        Column("samples", Text("训练样本", "training samples"), COUNT),
        Column("blocks", Text("空间块", "spatial blocks"), COUNT),
        Column("users", Text("用户精度", "user's accuracy"), PERCENT),
        Column("producers", Text("生产者精度", "producer's accuracy"), PERCENT),
    )
    told = book.results.interpretation
    rows = []
    for one in told.card.get("classes", ()):
        shares = (one["users_accuracy"], one["producers_accuracy"])
        cells = (
            Cell(_code_title(told.system, one["code"])),
            Cell(one["samples"]),
            Cell(one["blocks"]),
            *(Cell(None if share is None else 100.0 * share) for share in shares),
        )
        rows.append(Row(cells))
    notes: tuple[Text, ...] = ()
    if rows:
        meaning = Text(**told.card["accuracy"]["meaning"])
        notes = (Text(f"精度为{meaning.zh}。", f"Accuracy {meaning.en}."),)
    title = Text("分类模型的训练样本与交叉验证", "Training samples and cross-validation")
    return Table("classifier.classes", title, columns, tuple(rows), notes)


def _card_lines(card: Mapping[str, Any]) -> tuple[tuple[Text, Text], ...]:
    samples, unusable = sum(one["samples"] for one in card["classes"]), card["unusable_samples"]
    versions = ", ".join(f"{name} {version}" for name, version in card["versions"].items())
    first = [
        f"{one['name']} {show(100.0 * one['impurity_importance'], PERCENT)}%"
        for one in card["features"][:_MOST_FEATURES]
    ]
    learned = Text(
        f"{samples} 个，另有 {unusable} 个因特征缺值未用",
        f"{samples}; {unusable} more had a gap in a feature",
    )
    return (
        (Text("模型", "model"), _model(card["settings"])),
        (Text("训练样本", "training samples"), learned),
        (CROSS_VALIDATED, _validation(card["accuracy"])),
        (
            Text("主要特征（不纯度重要性）", "main features (impurity importance)"),
            Text("、".join(first), ", ".join(first)),
        ),
        (Text("软件", "software"), Text.of(versions)),
        (Text("训练样本指纹", "hash of the samples"), Text.of(card["training_sha256"])),
        (Text("模型指纹", "hash of the model"), Text.of(card["model_sha256"])),
    )


def _model(settings: Mapping[str, Any]) -> Text:
    kind = _KINDS.get(settings["kind"], Text.of(settings["kind"]))
    trees, seed = settings["n_estimators"], settings["seed"]
    zh, en = f"{kind.zh}，{trees} 棵树，种子 {seed}", f"{kind.en} of {trees} trees, seed {seed}"
    return Text(zh, en)


def _validation(accuracy: Mapping[str, Any]) -> Text:
    overall, folds = show(100.0 * accuracy["overall"], PERCENT), len(accuracy["folds"])
    km = accuracy["block_m"] / 1000.0
    blocks = (
        Text(f"，空间块边长 {km:g} 千米", f", blocks of {km:g} km")
        if km
        else Text("，按空间块", ", by spatial blocks")
    )
    return Text(
        f"{overall}%（{folds} 折{blocks.zh}）",
        f"{overall} % of the samples ({folds} folds{blocks.en})",
    )


def _code_title(system: str, code: int) -> Text:
    table = code_system(system).table
    row = table.loc[str(code)]
    return Text(str(row["name_zh"]), str(row["name_en"]))


def _scenes(book: Book) -> Any:
    frame = book.results.interpretation.scenes
    return frame[frame["year"] <= book.year]


def _seasons(book: Book) -> tuple[Season, ...]:
    return book.results.study.imagery.seasons
