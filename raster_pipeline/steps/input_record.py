"""Records of input files: what they were and how they were read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from raster_pipeline.io.fingerprints import Fingerprints
from raster_pipeline.io.study_file import file_parts, part_name
from raster_pipeline.steps.vector_layer import FileFacts
from sinkmap.run import InputRecord
from sinkmap.study import InputEntry

__all__ = ["input_records"]


def input_records(
    entry: InputEntry,
    paths: Mapping[str, Path],
    facts: Mapping[str, FileFacts],
    prints: Fingerprints,
) -> Iterator[InputRecord]:
    """A record, with its hash, of every part of every file of an entry that was found.

    ``facts``: file -> how it was read; ``prints``: hashes of files, each taken once.
    """
    for name in (name for name in entry.files if name in paths):
        path = paths[name]
        known = facts.get(name, FileFacts("", ""))
        for part in file_parts(path):
            sha256, size = prints.of(part)
            yield InputRecord(
                layer=entry.layer,
                years=entry.years,
                file=part_name(name, path, part),
                sha256=sha256,
                size=size,
                crs=known.crs,
                encoding=known.encoding,
                code_system=entry.code_system,
                data_state=entry.data_state,
                vintage=entry.vintage,
                source=entry.source,
            )
