"""``python -m benchmarks``: every case against its peers in one process, as a table and JSON."""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks import (
    carbon_cases,
    composite_cases,
    control_cases,
    overlay_cases,
    siting_cases,
)
from benchmarks.accounting_cases import Ground, shares_of
from benchmarks.accounting_cases import cases as accounting_cases
from benchmarks.case import Case, Demand, Outcome, Side, measure
from benchmarks.city_cases import city_runs, verdict
from benchmarks.composite_memory import composite_memory
from benchmarks.page_cases import page_in_browser, page_words
from benchmarks.people_cases import SECONDS, people_at_once, people_words
from benchmarks.process import MEBI
from benchmarks.publish_cases import publish_memory, spread
from benchmarks.scenes import make_scenes
from benchmarks.shown_study import shown_study
from benchmarks.size_cases import cost_exponent, peak_memory
from benchmarks.tile_cases import TileBench, archive_words, load_words, zoom_words
from raster_pipeline.io.share_store import ShareStore

SIZES: dict[str, dict[str, Any]] = {
    "full": {
        "megapixels": 120.0,
        "parcels": 300_000,
        "layers": 12,
        "controlled": 100_000,
        "sites": 100_000,
        "beside": 10_000,
        "tiles": 6,
        "scene": 2_048,
        "sides": (2_048, 4_096, 8_192),
        "town": False,
        "shown": 600_000,
    },
    "small": {
        "megapixels": 4.0,
        "parcels": 10_000,
        "layers": 12,
        "controlled": 10_000,
        "sites": 10_000,
        "beside": 1_000,
        "tiles": 4,
        "scene": 1_024,
        "sides": (2_048, 4_096),
        "town": True,
        "shown": 10_000,
    },
}
GROUPS = (
    "accounting",
    "carbon",
    "overlay",
    "control",
    "siting",
    "tiles",
    "composite",
    "memory",
    "size",
    "city",
    "page",
    "people",
)
SCENES = 24
"""Of a season."""
LOADED = 4.0
"""Seconds that a server is under load, each time."""
console = Console()


def arguments() -> argparse.Namespace:
    reader = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    reader.add_argument("--size", choices=SIZES, default="full")
    reader.add_argument("--megapixels", type=float, help="instead of the size's own")
    reader.add_argument("--parcels", type=int, help="instead of the size's own")
    reader.add_argument("--runs", type=int, default=5, help="runs of ours and of quick peers")
    reader.add_argument("--part", type=float, default=0.1, help="share of parcels slow peers do")
    reader.add_argument("--only", choices=GROUPS, action="append", help="some groups only")
    reader.add_argument("--folder", type=Path, help="where simulated rasters lie and stay")
    reader.add_argument("--raster", type=Path, help="draw tiles of this class raster of a run")
    reader.add_argument("--study", type=Path, help="serve this one, with a run and its display")
    reader.add_argument("--seconds", type=float, default=SECONDS, help="that people work")
    reader.add_argument("--json", type=Path, help="write everything measured to this file")
    return reader.parse_args()


def overlay_case(count: int, layers: int) -> Case:
    """Our side gives areas and exclusive credit; the peer's time is for the areas alone."""
    base = overlay_cases.parcels(count, 1)
    zones = overlay_cases.zone_layers(layers, 2)
    return Case(
        f"parcels x {layers} zone layers",
        [
            Side("sinkmap, areas and credit", lambda: overlay_cases.ours(base, zones)),
            Side(
                "geopandas.overlay, areas only",
                lambda: overlay_cases.peer_areas(base, zones),
                runs=1,
            ),
        ],
        [Demand("geopandas.overlay, areas only", 1 / 5)],
    )


def composite_case(folder: Path, size: int) -> Case:
    files = make_scenes(folder, size, scenes=SCENES, bands=6, seed=3)
    return Case(
        f"median composite, {SCENES} scenes x 6 bands",
        [
            Side("sinkmap", lambda: composite_cases.ours(files)),
            Side("xarray and dask", lambda: composite_cases.peer(files)),
            Side("read only", lambda: composite_cases.read_only(files)),
        ],
        [Demand("xarray and dask", 1 / 1.5), Demand("read only", 2.0)],
    )


def timed(given: argparse.Namespace, size: dict[str, Any], folder: Path) -> Iterator[Outcome]:
    wanted = given.only or GROUPS
    if "accounting" in wanted:
        ground = Ground.make(folder, size["megapixels"], size["parcels"], 60)
        shares = shares_of(ground.parcels, ground.grid)
        with tempfile.TemporaryDirectory(dir=folder) as store:
            place = Path(store)
            with ShareStore(place, place).keep(shares) as kept:
                for case in accounting_cases(ground, kept, place, given.part):
                    yield measure(case, given.runs)
            files = sum(path.stat().st_size for path in place.iterdir())
            console.print(f"kept shares on the disk: {files / MEBI:.1f} MiB")
    if "carbon" in wanted:
        ground = Ground.make(folder, size["megapixels"], size["parcels"], 60)
        with tempfile.TemporaryDirectory(dir=folder) as written:
            for case in carbon_cases.cases(ground, Path(written)):
                yield measure(case, min(given.runs, 3))
    if "overlay" in wanted:
        yield measure(overlay_case(size["parcels"], size["layers"]), min(given.runs, 3))
    if "control" in wanted:
        yield measure(control_cases.case(size["controlled"]), min(given.runs, 3))
    if "siting" in wanted:
        for case in siting_cases.cases(size["sites"], size["beside"]):
            yield measure(case, min(given.runs, 3))
    if "composite" in wanted:
        with tempfile.TemporaryDirectory(dir=folder) as scenes:
            yield measure(composite_case(Path(scenes), size["scene"]), min(given.runs, 3))


def show(outcome: Outcome) -> None:
    table = Table(title=outcome.case.name, title_justify="left")
    for column in ("side", "median s", "runs", "of the work", "x ours"):
        table.add_column(column, justify="left" if column == "side" else "right")
    for side in outcome.case.sides:
        median = outcome.median(side.name)
        ratio = median / outcome.median(outcome.ours)
        runs = str(len(outcome.seconds[side.name]))
        table.add_row(side.name, f"{median:.3f}", runs, f"{side.part:g}", f"{ratio:.3g}")
    console.print(table)
    if outcome.case.most:
        met = outcome.median(outcome.ours) <= outcome.case.most
        console.print(f"  {'met ' if met else 'MISSED'} wanted at most {outcome.case.most:g} s")
    for demand in outcome.case.demands:
        ratio = outcome.ratio(demand)
        console.print(f"  {'met ' if ratio <= demand.factor else 'MISSED'} {demand.words(ratio)}")


def published(folder: Path, sides: Sequence[int]) -> list[dict[str, Any]]:
    rows = publish_memory(folder, sides)
    for row in rows:
        console.print(
            f"publish: 6 bands of {row['side']} x {row['side']}: peak "
            f"{row['peak_bytes'] / MEBI:.0f} MiB, {row['idle_bytes'] / MEBI:.0f} MiB of them the "
            f"interpreter's; {row['seconds']:.1f} s"
        )
    console.print(f"publish: peaks differ by {spread(rows):.1%}, wanted at most 5 %")
    return rows


def composed(folder: Path, sides: Sequence[int]) -> list[dict[str, Any]]:
    rows = composite_memory(folder, sides, SCENES)
    for row in rows:
        console.print(
            f"composite: {row['scenes']} scenes of {row['side']} x {row['side']}: peak "
            f"{row['peak_bytes'] / MEBI:.0f} MiB, {row['idle_bytes'] / MEBI:.0f} MiB of them the "
            f"interpreter's; {row['seconds']:.1f} s"
        )
    console.print(f"composite: peaks differ by {spread(rows):.1%}, wanted at most 3 %")
    return rows


def tiled(folder: Path, size: dict[str, Any], raster: Path | None) -> dict[str, Any]:
    bench = TileBench(folder, size["megapixels"], raster)
    found: dict[str, Any] = {}
    for name, measured, words in (
        ("archive", bench.prepared, archive_words),
        ("zooms", lambda: bench.zooms(size["tiles"]), zoom_words),
        ("load", lambda: bench.load(LOADED), load_words),
    ):
        found[name] = measured()
        for line in words(found[name]):
            console.print(line)
    return found


def served(given: argparse.Namespace, size: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Page and people over ``--study``, else over the ground of the map, made where it is not."""
    wanted = [name for name in ("page", "people") if name in (given.only or GROUPS)]
    if not wanted:
        return {}
    study = given.study or shown_study(folder, size["shown"], small=size["town"])
    found: dict[str, Any] = {}
    if "page" in wanted:
        found["page"] = page_in_browser(study)
        for line in page_words(found["page"]):
            console.print(line)
    if "people" in wanted:
        found["people"] = people_at_once(study, given.seconds)
        for line in people_words(found["people"]):
            console.print(line)
    return found


def sized(given: argparse.Namespace, size: dict[str, Any], folder: Path) -> dict[str, Any]:
    wanted = given.only or GROUPS
    found: dict[str, Any] = {}
    if "siting" in wanted:
        proofs = list(siting_cases.proofs(size["sites"], size["beside"]))
        found["siting"] = [proof.to_json() for proof in proofs]
        for proof in proofs:
            console.print(proof.words())
    if "tiles" in wanted:
        found["tiles"] = tiled(folder, size, given.raster)
    if "memory" in wanted:
        found["memory"] = peak_memory(folder, size["megapixels"], size["parcels"])
        for row in found["memory"]:
            console.print(
                f"memory: {row['megapixels']:.0f} Mpx, {row['parcels']} parcels: "
                f"{row['above_bytes'] / MEBI:.0f} MiB above the interpreter"
            )
        found["publish"] = published(folder, size["sides"])
        found["composite_memory"] = composed(folder, size["sides"])
    if "size" in wanted:
        steps = [(size["megapixels"] * k, int(size["parcels"] * k)) for k in (0.25, 1.0, 4.0)]
        found["size"] = cost_exponent(folder, steps, given.runs)
        for row in found["size"]["rows"]:
            console.print(
                f"size: {row['megapixels']:.0f} Mpx, {row['parcels']} parcels: "
                f"{row['seconds']:.2f} s"
            )
        console.print(f"size: exponent {found['size']['exponent']:.3f}, wanted at most 1.05")
    if "city" in wanted:
        found["city"] = []
        for row in city_runs(folder, small=size["town"]):
            found["city"].append(row)
            console.print(f"{'town' if size['town'] else 'city'}: {verdict(row)}")
    return found


def run(given: argparse.Namespace, folder: Path) -> dict[str, Any]:
    size = dict(SIZES[given.size])
    size |= {k: v for k in ("megapixels", "parcels") if (v := getattr(given, k)) is not None}
    outcomes = []
    for outcome in timed(given, size, folder):
        show(outcome)
        outcomes.append(outcome.to_json())
    return {
        "machine": {"cores": os.cpu_count(), "platform": platform.platform()},
        "size": size,
        "cases": outcomes,
        **sized(given, size, folder),
        **served(given, size, folder),
    }


def main() -> None:
    given = arguments()
    if given.folder:
        given.folder.mkdir(parents=True, exist_ok=True)
        found = run(given, given.folder)
    else:
        with tempfile.TemporaryDirectory() as folder:
            found = run(given, Path(folder))
    if given.json:
        given.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
