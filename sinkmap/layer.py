"""Layers: anything on the map, declared once.

A *given* layer is read from the bureau's files, a *derived* layer is computed from other layers
in one of these ways: :class:`Local`, :class:`Fitted`, :class:`Predicted` or :class:`Whole`. A
declaration lives in one file of ``layers/`` and says everything the pipeline, the report and the
map need to know of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sinkmap.grid import Grid, Window
from sinkmap.parameters import PoolTable, shipped_pools
from sinkmap.text import Text

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = [
    "Block",
    "Burned",
    "Counted",
    "Derived",
    "Field",
    "FieldKind",
    "Fitted",
    "Form",
    "Frame",
    "Given",
    "LegendEntry",
    "Local",
    "Need",
    "Predicted",
    "Raster",
    "Sensitivity",
    "Whole",
    "Years",
]


class Sensitivity(StrEnum):
    """Who may see a layer's detail. Of ``AGGREGATE`` nobody: only sums of it leave a run."""

    PUBLIC = "public"
    INTERNAL = "internal"
    RESTRICTED = "restricted"
    AGGREGATE = "aggregate"


class Form(StrEnum):
    """What a layer is made of."""

    POLYGONS = "polygons"
    LINES = "lines"
    POINTS = "points"
    TABLE = "table"
    CLASS_RASTER = "class_raster"
    VALUE_RASTER = "value_raster"
    SCENES = "scenes"
    SAMPLES = "samples"
    PROFILES = "profiles"

    @property
    def is_raster(self) -> bool:
        """Whether the layer is a grid of pixels."""
        return self in (Form.CLASS_RASTER, Form.VALUE_RASTER)

    @property
    def has_features(self) -> bool:
        """Whether the layer is a table of shapes that a map can draw."""
        return self in (Form.POLYGONS, Form.LINES, Form.POINTS)


class Years(StrEnum):
    """Which years a derived layer needs of its inputs."""

    SAME = "same"
    PAIR = "pair"
    ALL = "all"


class FieldKind(StrEnum):
    """What a field of a vector layer holds."""

    ID = "id"
    CODE = "code"
    TEXT = "text"
    NUMBER = "number"
    AREA = "area"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a given vector layer under its canonical ``name`` and the names seen in files.

    ``aliases`` are matched without regard to case, first match wins. ``by_system`` gives further
    aliases that hold only under one code system. ``choices``: the only texts allowed, each with
    the spellings files have for it; empty allows any text. ``valid``: least and greatest number
    allowed.
    """

    name: str
    aliases: tuple[str, ...]
    kind: FieldKind
    meaning: Text
    required: bool = False
    by_system: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    valid: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One class of a legend: raster value or zone id, label and colour (#rrggbb)."""

    value: int | str
    label: Text
    colour: str


@dataclass(frozen=True, slots=True)
class Given:
    """A layer that is read from files.

    ``valid`` is the physical range of a value raster in ``uom``; ``factor`` (unit, depth in cm ->
    what a value is multiplied by to be in ``uom``; ValueError for a unit it does not know) tells
    which other units are read, ``plausible`` (depth -> range) where the mean lies; ``depth_cm``
    is the depth its figures are of. ``legend`` of a class raster is empty where the classes come
    from the code system the study declares. ``zone_field`` names the field whose text is the zone
    of a shape in tallies and on the map; without it all are of the zone "". ``may_overlap``: its
    features lie over each other by nature. A table's rows belong to the unit its field ``statunit``
    names by id, code or name, and to the year of its field ``year``; a table without them holds for
    every unit and year.
    """

    id: str
    title: Text
    form: Form
    sensitivity: Sensitivity
    reference: str
    fields: tuple[Field, ...] = ()
    uom: str = ""
    valid: tuple[float, float] | None = None
    factor: Callable[[str, tuple[int, int] | None], float] | None = None
    plausible: Callable[[tuple[int, int]], tuple[float, float]] | None = None
    depth_cm: tuple[int, int] | None = None
    legend: tuple[LegendEntry, ...] = ()
    code_systems: tuple[str, ...] = ()
    area_field: str = ""
    code_field: str = ""
    zone_field: str = ""
    may_overlap: bool = False
    colour: str = "#7f7f7f"

    def __post_init__(self) -> None:
        if self.zone_field and self.zone_field not in {field.name for field in self.fields}:
            raise ValueError(f"layer {self.id}: its zone field {self.zone_field} is no field of it")

    def field(self, name: str) -> Field:
        """The field with this canonical name; KeyError if the layer has none."""
        for candidate in self.fields:
            if candidate.name == name:
                return candidate
        raise KeyError(f"layer {self.id} has no field {name}")


@dataclass(frozen=True, slots=True)
class Raster:
    """Need of a layer as pixels on the grid. An ``optional`` layer may be missing in a study."""

    layer: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Burned:
    """Need of a vector layer's ``column`` as pixels (pixel-centre rule).

    Nothing is 0 of a uint8 column and NaN of one of numbers, which become float32.
    """

    layer: str
    column: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """Need of a layer as a GeoDataFrame on the grid's CRS. ``optional`` inputs may be missing."""

    layer: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """Need of a class raster's exact areas in each polygon of another layer of the same year.

    ``zones`` is needed as a :class:`Frame` too. The function finds, under the raster's name, the
    polygons with a column ``m2_<value>`` for each value met, and ``unseen_m2``: m² of the additive
    measure. ``optional`` inputs may be missing.
    """

    layer: str
    zones: str
    optional: bool = False


Need = Raster | Burned | Frame | Counted


@dataclass(frozen=True, slots=True)
class Block:
    """What a block function sees.

    ``rasters``: layer id -> (y, x) array of ``window``; for years ``pair`` the earlier year is
    ``layer@previous``, for ``all`` the keys are ``layer@year``. ``core``: slices of the window
    without its halo. ``nodata``: layer id -> value (absent where every value is data). ``area_of``:
    the additive measure of a window's pixels, (y, x) m². ``systems``: layer id -> code system of
    its classes. ``pools``: carbon densities in force.
    """

    grid: Grid
    window: Window
    core: tuple[slice, slice]
    rasters: Mapping[str, NDArray[Any]]
    nodata: Mapping[str, float]
    area_of: Callable[[Grid, Window], NDArray[np.float64]]
    systems: Mapping[str, str] = field(default_factory=dict)
    pools: PoolTable = field(default_factory=shipped_pools)

    @property
    def pixel_area(self) -> NDArray[np.float64]:
        """(y, x) m² of each pixel of the window; measured when asked, as few layers need it."""
        return self.area_of(self.grid, self.window)

    @property
    def core_shape(self) -> tuple[int, int]:
        """Rows and columns of the core."""
        rows, cols = self.core
        return rows.stop - rows.start, cols.stop - cols.start


@dataclass(frozen=True, slots=True)
class Local:
    """Block by block: ``compute(block)`` gives the (y, x) array of the block's core."""

    compute: Callable[[Block], NDArray[Any]]
    halo: int = 0


@dataclass(frozen=True, slots=True)
class Fitted:
    """Summarise each block, merge the summaries in tile order, apply block by block."""

    summarise: Callable[[Block], Any]
    merge: Callable[[Grid, Sequence[Any]], Any]
    apply: Callable[[Block, Any], NDArray[Any]]
    halo: int = 0


@dataclass(frozen=True, slots=True)
class Predicted:
    """By a model that a step of the run fits to the given layer ``samples`` and applies by block.

    One model gives several layers (a value and its bounds), so the step writes them together.
    """

    samples: str


@dataclass(frozen=True, slots=True)
class Whole:
    """Tables and geometries to a table: ``compute(frames)`` gives a GeoDataFrame."""

    compute: Callable[[Mapping[str, gpd.GeoDataFrame]], gpd.GeoDataFrame]


@dataclass(frozen=True, slots=True)
class Derived:
    """A layer that is computed from other layers.

    Raster results (``Local``, ``Fitted``) name their ``dtype`` and ``nodata``; polygon, line and
    point results name the ``zone_field`` that holds the id of each zone. A need of a given table
    is a :class:`Frame` too: the table has no geometry. Of a layer not ``on_map`` there are only
    figures: it holds more shapes than a page can. An entry of a value raster's ``legend`` stands
    for the values from its own up to that of the next.
    """

    id: str
    title: Text
    form: Form
    sensitivity: Sensitivity
    reference: str
    inputs: tuple[Need, ...]
    way: Local | Fitted | Predicted | Whole
    years: Years = Years.SAME
    uom: str = ""
    dtype: str = "uint8"
    nodata: float = 255
    legend: tuple[LegendEntry, ...] = ()
    zone_field: str = ""
    colour: str = "#7f7f7f"
    on_map: bool = True

    def __post_init__(self) -> None:
        wants_raster = not isinstance(self.way, Whole)
        if not (self.form.is_raster if wants_raster else self.form.has_features):
            raise ValueError(f"layer {self.id}: {type(self.way).__name__} cannot give {self.form}")
        frames = any(isinstance(need, Frame | Counted) for need in self.inputs)
        if wants_raster and frames and not isinstance(self.way, Predicted):
            raise ValueError(f"layer {self.id}: block functions take rasters, not frames")
        if not wants_raster and not all(isinstance(n, Frame | Counted) for n in self.inputs):
            raise ValueError(f"layer {self.id}: whole functions take frames and counts only")
        framed = {need.layer for need in self.inputs if isinstance(need, Frame)}
        for need in self.inputs:
            if isinstance(need, Counted) and need.zones not in framed:
                raise ValueError(f"layer {self.id}: counts in {need.zones} without its frame")
        if not wants_raster and not self.zone_field:
            raise ValueError(f"layer {self.id}: a result of shapes must name its zone field")
