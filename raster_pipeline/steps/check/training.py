"""Scenes and training samples of a plan against each other: one without the other gives little."""

from __future__ import annotations

from collections.abc import Iterable

from raster_pipeline.steps.check.place import Kind, Place
from sinkmap.errors import Finding, Severity
from sinkmap.study import InputEntry, Study
from sinkmap.text import Text

__all__ = ["LEARNED", "training_entries", "training_findings"]

LEARNED = "training_samples"
_MADE = ("land_cover", "tree_cover")
"""Layers that interpretation makes where the study gives no raster for them."""

_NOT_LEARNED = Kind(
    "SCENE-NO-TRAINING",
    Severity.WARNING,
    Text(
        "有影像而无训练样本：只做合成影像，不解译土地覆盖与林木覆盖",
        "scenes without training samples give composites only, no land cover and no tree cover",
    ),
    Text(
        "为有影像的年度提供 training_samples，或直接提供 land_cover 与 tree_cover",
        "give training_samples for a year with scenes, or land_cover and tree_cover as files",
    ),
)
_UNUSED = Kind(
    "TRAINING-UNUSED",
    Severity.WARNING,
    Text(
        "训练样本所属年度没有影像，未使用", "training samples of years without scenes are not used"
    ),
    Text("为该年度提供影像，或改正样本的年度", "give scenes of those years, or correct the years"),
)
_MIXED = Kind(
    "TRAINING-SYSTEM-MIXED",
    Severity.ERROR,
    Text(
        "训练样本使用了不同的分类体系，无法训练同一个分类器",
        "training samples are of different code systems, which one classifier cannot learn",
    ),
    Text("把各年样本改为同一分类体系", "bring the samples of every year into one code system"),
)


def training_entries(study: Study) -> list[InputEntry]:
    """Entries of training samples that play a year computed."""
    return [e for e in study.inputs if e.layer == LEARNED and set(e.years) & set(study.years)]


def training_findings(study: Study) -> list[Finding]:
    """What scenes or samples are given in vain, and systems that do not go together."""
    years = sorted({scene.year for scene in study.scenes} & set(study.years))
    entries = training_entries(study)
    findings = []
    if years and not any(study.input(LEARNED, year) for year in years):
        lacking = [y for y in years if not all(study.input(layer, y) for layer in _MADE)]
        weight = Severity.WARNING if lacking else Severity.NOTE
        seen = _listed(lacking or years)
        findings.append(Place("", "scenes").found(_NOT_LEARNED, seen=seen, severity=weight))
    for entry in entries:
        if not set(entry.years) & set(years):
            place = Place(entry.files[0], LEARNED)
            findings.append(place.found(_UNUSED, seen=_listed(entry.years), wanted=_listed(years)))
    systems = {entry.code_system: entry for entry in entries if entry.code_system}
    if len(systems) > 1:
        stated = [f"{entry.files[0]}: {system}" for system, entry in systems.items()]
        findings.append(Place("", LEARNED).found(_MIXED, seen=", ".join(stated)))
    return findings


def _listed(years: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(years))) or "—"
