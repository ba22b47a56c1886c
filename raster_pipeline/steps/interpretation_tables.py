"""What a finished run keeps of its interpretation of scenes, read back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from raster_pipeline.io.tables import read_table
from sinkmap.interpretation import Interpretation
from sinkmap.study import Study

__all__ = ["read_interpretation"]

_TABLES = {"scenes": "interpretation", "accuracy": "accuracy", "change": "change"}
"""Part of an interpretation -> name of the run's table."""


def read_interpretation(run: Path, study: Study) -> Interpretation:
    """What came of scenes and samples; a table that the run lacks is empty."""
    files = {part: run / f"{name}.parquet" for part, name in _TABLES.items()}
    found: dict[str, Any] = {
        part: read_table(file) for part, file in files.items() if file.is_file()
    }
    card = run / "model_card.json"
    if card.is_file():
        learned = (e.code_system for e in study.inputs if e.layer == "training_samples")
        found |= {"card": json.loads(card.read_text("utf-8")), "system": next(learned)}
    return Interpretation(**found)
