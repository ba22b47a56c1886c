"""What the map draws of a layer: its shapes' ids, names, classes and colours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from sinkmap.classes import groups
from sinkmap.layer import Derived, FieldKind, Form, Given, LegendEntry, Sensitivity
from sinkmap.text import Text

__all__ = ["KEY", "LABEL", "DrawnLayer", "drawn_of"]

KEY = "id"
"""Attribute that names a shape."""
LABEL = "text"
"""Attribute of a label point that is written on the map."""
_PARCELS = "parcels"
_NAME, _CODE, _ZONE, _GROUP = "name", "code", "zone", "group"


@dataclass(frozen=True, slots=True)
class DrawnLayer:
    """How a layer's shapes are drawn.

    ``columns``: attribute of a shape on the map -> column of the run's table, beside ``id``.
    ``own_ids``: columns that may name a shape, the first with a text of its own for every shape is
    taken. ``sorted_by``: attribute whose values have ``legend``'s colours; empty where all shapes
    have ``colour``. ``label``: column that is written on the map, empty for none.
    """

    layer: str
    title: Text
    form: Form
    sensitivity: Sensitivity
    columns: Mapping[str, str]
    own_ids: tuple[str, ...]
    sorted_by: str
    legend: tuple[LegendEntry, ...]
    colour: str
    label: str

    @property
    def label_layer(self) -> str:
        """Name of the layer of label points inside the tiles; empty for none."""
        return f"{self.layer}_label" if self.label else ""

    @property
    def colours(self) -> Mapping[str, str]:
        """Value of ``sorted_by`` as text -> colour."""
        return {str(entry.value): entry.colour for entry in self.legend}

    def needed(self) -> tuple[str, ...]:
        """Columns of the run's table that are read."""
        named = (*self.own_ids, *self.columns.values(), self.label)
        return tuple(dict.fromkeys(name for name in named if name))

    def attributes(self, table: pd.DataFrame) -> dict[str, pd.Series]:
        """What is written with the shapes of a table."""
        written = {KEY: self._ids(table)}
        written.update({name: table[column] for name, column in self.columns.items()})
        return written

    def labels(self, table: pd.DataFrame) -> pd.Series:
        """What is written beside the shapes of a table, "" for nothing."""
        return table[self.label].astype("string").fillna("")

    def _ids(self, table: pd.DataFrame) -> pd.Series:
        for column in self.own_ids:
            ids = table[column].astype("string").fillna("")
            if ids.is_unique and (ids != "").all():
                return ids
        return pd.Series(range(1, len(table) + 1), index=table.index).astype("string")


def drawn_of(layer: Given | Derived, held: tuple[str, ...]) -> DrawnLayer | None:
    """How a layer is drawn; None if it has no shapes or nobody may see them.

    ``held``: columns of its table in the run.
    """
    if not layer.form.has_features or layer.sensitivity is Sensitivity.AGGREGATE:
        return None
    if "geometry" not in held:
        return None
    columns: dict[str, str] = {}
    if layer.id == _PARCELS:
        columns = {_CODE: "code", _GROUP: "group_index"}
        legend = tuple(LegendEntry(one.index, one.title, one.colour) for one in groups())
        sorted_by, label = _GROUP, "code"
    else:
        zone = layer.zone_field
        columns = {_NAME: "name"} | ({_ZONE: zone} if zone and zone != "name" else {})
        columns = {name: column for name, column in columns.items() if column in held}
        coloured = isinstance(layer, Derived) and _ZONE in columns and bool(layer.legend)
        legend = layer.legend if coloured else ()
        sorted_by = _ZONE if coloured else ""
        label = columns.get(_NAME, "")
    return DrawnLayer(
        layer=layer.id,
        title=layer.title,
        form=layer.form,
        sensitivity=layer.sensitivity,
        columns=columns,
        own_ids=_own_ids(layer, held),
        sorted_by=sorted_by,
        legend=legend,
        colour=layer.colour,
        label=label,
    )


def _own_ids(layer: Given | Derived, held: tuple[str, ...]) -> tuple[str, ...]:
    if isinstance(layer, Derived):
        return (layer.zone_field,) if layer.zone_field in held else ()
    fields = [field.name for field in layer.fields if field.kind is FieldKind.ID]
    return tuple(name for name in (*fields, "code") if name in held)
