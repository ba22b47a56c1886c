"""Vector layers of a plan, each read while the one before is checked."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from raster_pipeline.steps.check.survey import SURVEY_LAYERS
from raster_pipeline.steps.compartment_layer import complete_compartments
from raster_pipeline.steps.feature_layer import complete_features
from raster_pipeline.steps.parcel_layer import complete_parcels
from raster_pipeline.steps.vector_layer import LayerRead, read_layer
from raster_pipeline.steps.zone_layer import complete_zones
from sinkmap.area import AreaMeasure
from sinkmap.layer import Form, Given
from sinkmap.study import InputEntry, Study

__all__ = ["read_ahead"]

_COMPLETE = {
    **dict.fromkeys(SURVEY_LAYERS, complete_parcels),
    "sub_compartments": complete_compartments,
}
"""Layers that are more than zones."""


def read_ahead(
    entries: Sequence[InputEntry],
    given: Mapping[str, Given],
    paths: Mapping[str, Path],
    study: Study,
    measure: AreaMeasure,
) -> Generator[tuple[InputEntry, LayerRead | None]]:
    """Each entry in its order with its layer, read and completed; None for all but shapes.

    One layer is read ahead, never more: two of them are what the memory is meant for. Close the
    generator when done; a layer under way is then waited for.
    """
    with ThreadPoolExecutor(1) as pool:

        def begun(place: int) -> Future[LayerRead] | None:
            if place == len(entries) or not given[entries[place].layer].form.has_features:
                return None
            entry = entries[place]
            return pool.submit(_completed, entry, given[entry.layer], paths, study, measure)

        waiting = begun(0)
        for place, entry in enumerate(entries):
            layer = None if waiting is None else waiting.result()
            waiting = begun(place + 1)
            yield entry, layer
            del layer


def _completed(
    entry: InputEntry,
    given: Given,
    paths: Mapping[str, Path],
    study: Study,
    measure: AreaMeasure,
) -> LayerRead:
    read = read_layer(entry, given, paths, study, measure)
    shapes = complete_zones if given.form is Form.POLYGONS else complete_features
    complete = _COMPLETE.get(entry.layer, shapes)
    return replace(complete(read, entry, given, study.policies, measure), lost=read.lost)
