"""``sinkmap figures --shape``: the figures of the polygons of a file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from raster_pipeline.opened import OpenedRun
from raster_pipeline.place import SHAPE_UNIT, account_shape_read, shape_file
from sinkmap.cli.console import progress_bar, show_findings, tell
from sinkmap.cli.listing import OutputFormat, print_figures
from sinkmap.figure import figure_columns
from sinkmap.text import Text

__all__ = ["print_shape_figures"]


def print_shape_figures(
    opened: OpenedRun,
    file: Path,
    crs: str,
    year: int | None,
    indicator: str,
    output: OutputFormat,
) -> None:
    """Account the polygons of a file as one shape and list the figures on stdout.

    Raises
    ------
    InputRefusedError
        Every fault of the file and of the shape.
    """
    read = shape_file(file, crs=crs)
    years = () if year is None else (year,)
    with progress_bar() as progress:
        found = account_shape_read(opened, read, years, file=file.name, progress=progress)
    show_findings(found.findings)
    for note in found.notes:
        tell(note)
    ha, inside = found.area_m2 / 1e4, found.inside_m2 / 1e4
    tell(
        Text(
            f"图形面积 {ha:,.4f} 公顷，其中研究范围内 {inside:,.4f} 公顷",
            f"the shape has {ha:,.4f} ha, {inside:,.4f} ha of it in the study area",
        )
    )
    results = replace(
        opened.results,
        figures=pd.DataFrame(figure_columns(list(found.figures))),
        units={SHAPE_UNIT.id: SHAPE_UNIT},
    )
    print_figures(results, year, "", indicator, output)
