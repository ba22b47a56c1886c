"""Vector files read: shapefile, GeoPackage, file geodatabase, GeoJSON and GeoParquet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely

import raster_pipeline.io.gdal_env  # noqa: F401  isort: skip  (before any GDAL import)
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError
from pyproj.exceptions import CRSError

from raster_pipeline.io.encoding import (
    TextEncoding,
    cpg_encoding,
    detect_encoding,
    language_driver,
    same_codec,
)
from raster_pipeline.io.file_soundness import Fault, faults_of, language_byte
from raster_pipeline.io.vector_refusal import refuse, unreadable
from sinkmap.grid import parse_crs

__all__ = ["VectorRead", "read_vector"]

_RAW = "ISO-8859-1"


@dataclass(frozen=True, slots=True, eq=False)
class VectorRead:
    """One table as it was in the file.

    ``frame``: GeoDataFrame in the file's CRS, 2D, texts decoded, whole numbers exact; ``crs``: EPSG
    code or WKT, empty if the file states none; ``assumed`` whether it was declared by the study
    instead; ``epsg`` where the CRS has a code; ``tables``: every table of the file; ``kind``:
    geometry type the file states; ``has_z``: whether heights were dropped; ``unreadable``: rows
    with a geometry that cannot be decoded (coordinates that are no numbers, rings left open).
    """

    frame: gpd.GeoDataFrame
    encoding: TextEncoding
    crs: str
    epsg: int | None
    assumed: bool
    table: str
    tables: tuple[str, ...]
    kind: str
    has_z: bool
    unreadable: tuple[int, ...] = ()


def read_vector(
    path: Path,
    *,
    table: str = "",
    encoding: str = "",
    assume_crs: str = "",
    columns: Iterable[str] | None = None,
    name: str = "",
) -> VectorRead:
    """Read one table of features.

    Parameters
    ----------
    path
        File (or ``.gdb`` folder); nothing is written beside it.
    table
        Table of a container; may be empty if there is one.
    encoding
        Character set of a shapefile's table; found out if empty.
    assume_crs
        CRS of a file that states none.
    columns
        Fields to read, without regard to case; fields the file lacks are left out. None reads all.
    name
        How the study names the file, for findings.

    Raises
    ------
    InputRefusedError
        ``FILE-*`` for a file that is not whole, ``TABLE-*``, ``ENCODING-*``.
    """
    label = name or path.name
    faults = faults_of(path)
    if faults:
        refuse(label, faults)
    if path.suffix.lower() == ".parquet":
        return _read_parquet(path, assume_crs, columns, label)
    chosen, tables = _choose_table(path, table, label)
    shapefile = path.suffix.lower() == ".shp"
    options: dict[str, Any] = {"layer": chosen} | ({"encoding": _RAW} if shapefile else {})
    try:
        info = pyogrio.read_info(path, **options)
        wanted = _pick(info["fields"], columns)
        meta, content = pyogrio.read_arrow(path, columns=wanted, **options)
    except (DataSourceError, DataLayerError, UnicodeDecodeError, pa.ArrowException) as error:
        refuse(label, [unreadable(error, path)])
    raw = meta["geometry_name"] or "wkb_geometry"
    stored = content[raw].to_numpy()
    geometry = shapely.from_wkb(stored, on_invalid="ignore")
    undecoded = np.flatnonzero(shapely.is_missing(geometry) & pd.notna(stored))
    attributes = content.select([column for column in wanted if column in content.column_names])
    found = TextEncoding("UTF-8", "container")
    if shapefile:
        attributes, found = _decoded(attributes, path, encoding, label)
    read = _finish(
        _frame(attributes, geometry),
        found,
        info["crs"] or "",
        assume_crs,
        (chosen, tables, info["geometry_type"] or ""),
    )
    return replace(read, unreadable=tuple(undecoded.tolist()))


def _choose_table(path: Path, table: str, label: str) -> tuple[str, tuple[str, ...]]:
    try:
        listed = pyogrio.list_layers(path)
    except (DataSourceError, UnicodeDecodeError) as error:
        refuse(label, [unreadable(error, path)])
    tables = tuple(str(row[0]) for row in listed if row[1] is not None)
    # A file of one layer may be named as the layer: by its own name or the one it states.
    named = {*tables} if path.suffix.lower() in (".gpkg", ".gdb") else {*tables, path.stem}
    if table and table not in named:
        refuse(label, [Fault("TABLE-UNKNOWN", table, ", ".join(tables))])
    if table in tables:
        return table, tables
    if len(tables) != 1:
        refuse(label, [Fault("TABLE-AMBIGUOUS", ", ".join(tables), 'table = "…"')])
    return tables[0], tables


def _pick(fields: Iterable[str], columns: Iterable[str] | None) -> list[str]:
    if columns is None:
        return [str(field) for field in fields]
    wanted = {column.upper() for column in columns}
    # A name outside ASCII is still raw bytes here and can only be compared after decoding.
    return [str(field) for field in fields if not field.isascii() or field.upper() in wanted]


def _decoded(
    table: pa.Table, path: Path, declared: str, label: str
) -> tuple[pa.Table, TextEncoding]:
    """Texts of a shapefile that were read byte for byte, decoded once for each distinct text."""
    texts = {
        number: table.column(number).combine_chunks().dictionary_encode()
        for number, field in enumerate(table.schema)
        if pa.types.is_string(field.type) and not _all_ascii(table.column(number))
    }
    raw = {
        number: [
            None if text is None else text.encode(_RAW) for text in part.dictionary.to_pylist()
        ]
        for number, part in texts.items()
    }
    names = [name.encode(_RAW) for name in table.column_names]
    everything = [*names, *(text for part in raw.values() for text in part if text is not None)]
    found = _encoding(everything, path, declared, label)
    for number, part in texts.items():
        words = pa.array([None if t is None else t.decode(found.name) for t in raw[number]])
        column = pa.DictionaryArray.from_arrays(part.indices, words).cast(pa.string())
        table = table.set_column(number, table.schema.field(number).name, column)
    return table.rename_columns([name.decode(found.name) for name in names]), found


def _all_ascii(column: pa.ChunkedArray) -> bool:
    return bool(pc.all(pc.string_is_ascii(column), min_count=0).as_py())


def _encoding(texts: list[bytes], path: Path, declared: str, label: str) -> TextEncoding:
    if declared:
        try:
            codec = same_codec(declared)
            for text in texts:
                text.decode(codec)
        except (LookupError, UnicodeDecodeError) as error:
            refuse(label, [Fault("ENCODING-WRONG", declared, str(error))])
        return TextEncoding(codec, "declared")
    found = detect_encoding(texts, cpg_encoding(path), language_driver(language_byte(path)))
    if found is None:
        refuse(label, [Fault("ENCODING-UNDECIDABLE", "", 'encoding = "…"')])
    return found


def _frame(table: pa.Table, geometry: Any) -> gpd.GeoDataFrame:
    """Columns as text, exact whole numbers (Int64), floats; no column's type depends on nulls."""
    columns: dict[str, Any] = {}
    for name, column in zip(table.column_names, table.columns, strict=True):
        if pa.types.is_integer(column.type):
            columns[name] = column.cast(pa.int64()).to_pandas(types_mapper=_whole)
        elif pa.types.is_floating(column.type):
            columns[name] = column.cast(pa.float64()).to_pandas()
        elif pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            columns[name] = column.to_pandas()
        else:
            columns[name] = column.cast(pa.string()).to_pandas()
    data = pd.DataFrame(columns, index=pd.RangeIndex(len(geometry)))
    return gpd.GeoDataFrame(data, geometry=np.asarray(geometry, dtype=object))


def _whole(kind: pa.DataType) -> Any:
    return pd.Int64Dtype() if pa.types.is_int64(kind) else None


def _finish(
    frame: gpd.GeoDataFrame,
    encoding: TextEncoding,
    stated: str,
    assume_crs: str,
    table: tuple[str, tuple[str, ...], str],
) -> VectorRead:
    geometry = frame.geometry.to_numpy()
    has_z = bool(np.any(shapely.has_z(geometry)))
    if has_z:
        frame = frame.set_geometry(shapely.force_2d(geometry))
    crs = stated or assume_crs
    try:
        epsg = parse_crs(crs).to_epsg() if crs else None
        frame = frame.set_crs(crs or None, allow_override=True)
    except CRSError:  # left to the check of the CRS, which names it
        epsg = None
    return VectorRead(
        frame=frame,
        encoding=encoding,
        crs=crs,
        epsg=epsg,
        assumed=bool(assume_crs and not stated),
        table=table[0],
        tables=table[1],
        kind=table[2],
        has_z=has_z,
    )


def _read_parquet(
    path: Path, assume_crs: str, columns: Iterable[str] | None, label: str
) -> VectorRead:
    try:
        whole = gpd.read_parquet(path)
    except (ValueError, OSError, pa.ArrowException) as error:
        refuse(label, [unreadable(error, path)])
    names = [n for n in whole.columns if n != whole.geometry.name]
    attributes = pa.Table.from_pandas(pd.DataFrame(whole[_pick(names, columns)]))
    attributes = attributes.select(_pick(names, columns))
    stated = "" if whole.crs is None else whole.crs.to_string()
    return _finish(
        _frame(attributes, whole.geometry.to_numpy()),
        TextEncoding("UTF-8", "container"),
        stated,
        assume_crs,
        (path.stem, (path.stem,), ""),
    )
