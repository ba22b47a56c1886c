"""What cannot be told of a free shape though the run told it of its units, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from raster_pipeline.place.run_layers import RunLayers
from raster_pipeline.steps.figures import layers_of, tallies_taken
from raster_pipeline.steps.table_rows import STATUNIT
from sinkmap.figure import Figure, IntervalReason, Status
from sinkmap.indicator import Rows, Transition
from sinkmap.parameters import parameters_version
from sinkmap.text import Text

__all__ = ["notes_of", "told_or_not"]

_NOW_OTHER = Text(
    "参数表在运行之后有变动，数值可能与运行结果不同",
    "parameter tables changed since the run; figures may differ from the run's",
)
_OF_UNITS = Text(
    "该表只按统计单元给出，不适用于任意图形",
    "the table tells of statistical units, not of a free shape",
)
_CARBON_GONE = Text(
    "碳汇数据表在运行之后有变动或已缺失，未使用",
    "tables of the carbon side were changed or lost since the run, and are not used",
)


def told_or_not(layers: RunLayers, figure: Figure) -> Figure:
    """A figure of a shape, or one without a value that says why it cannot be told.

    What the run had and is not to be had now, what is stated of units only, and what only sums
    may be told of: a figure without it would be another than the run's by the same name.
    """
    indicator = layers.opened.results.indicators[figure.indicator.partition(".")[0]]
    profile = indicator.profile(figure.profile)
    tallies = tallies_taken(indicator, profile)
    before = [year for year in layers.opened.study.years if year < figure.year][-1:]
    asked = [(name, figure.year) for tally in tallies for name in layers_of(tally)]
    asked += [(t.layer, year) for t in tallies if isinstance(t, Transition) for year in before]
    lost = next((key for key in asked if key in layers.lost), None)
    if lost is not None:
        return _untold(figure, _of_layer(lost[0], layers.lost[lost]))
    tables = (tally.table for tally in tallies if isinstance(tally, Rows))
    bound = next((name for name in tables if _names_units(layers, name, figure.year)), "")
    if bound:
        return _untold(figure, _of_layer(bound, _OF_UNITS))
    files = layers.study.carbon.files_of(indicator.parameters_of(profile))
    return _untold(figure, _CARBON_GONE) if layers.carbon_lost and files else figure


def notes_of(layers: RunLayers, years: Sequence[int]) -> Iterator[Text]:
    """What is other now than when the run was made."""
    if layers.opened.manifest.params_version != parameters_version():
        yield _NOW_OTHER
    if layers.carbon_lost:
        yield _CARBON_GONE
    lost = {layer: why for (layer, year), why in layers.lost.items() if year in years}
    for layer, why in sorted(lost.items()):
        yield _of_layer(layer, why)


def _names_units(layers: RunLayers, table: str, year: int) -> bool:
    return (table, year) in layers.vectors and STATUNIT in layers.frame(table, year)


def _of_layer(layer: str, why: Text) -> Text:
    return Text(f"{layer}：{why.zh}", f"{layer}: {why.en}")


def _untold(figure: Figure, why: Text) -> Figure:
    return replace(
        figure,
        value=None,
        numerator=None,
        denominator=None,
        ci_low=None,
        ci_high=None,
        ci_reason=str(IntervalReason.MISSING_INPUT),
        status=Status.NOT_ESTIMATED,
        method=why,
    )
