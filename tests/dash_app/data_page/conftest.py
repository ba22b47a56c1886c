"""A run with inputs, findings and repairs, and uploads that live in memory."""

from dataclasses import replace

import pandas as pd
import pytest

from sinkmap.errors import Finding, InputRefusedError, Severity, UsageError
from sinkmap.figure import DataState
from sinkmap.layer import Form, Given, Sensitivity
from sinkmap.run import REPAIR_COLUMNS, InputRecord, OutputRecord
from sinkmap.text import Text
from sinkmap.upload import Accepted, Upload


def finding(code, severity, layer="parcels", **more):
    zh, en = f"{code} 的说明", f"what {code} means"
    return Finding(code, severity, Text(zh, en), Text("改正", "mend it"), layer=layer, **more)


FOUND = (
    finding("NOTE-ONE", Severity.NOTE, year=2024),
    finding("WARN-ONE", Severity.WARNING, layer="eco_redline", area_m2=12_345.0,
            features=("甲<b>", "乙"), seen="1", wanted="2"),
    finding("WARN-TWO", Severity.WARNING, layer=""),
)  # fmt: skip


def record(layer, years, file, **more):
    fields = {
        "sha256": "ab12cd34" * 8,
        "size": 2048,
        "crs": "EPSG:4549",
        "encoding": "GB18030",
        "code_system": "",
        "data_state": DataState.UNDECLARED,
        "vintage": "2022年版",
        "source": "局",
    }
    return InputRecord(layer=layer, years=years, file=file, **{**fields, **more})


@pytest.fixture(scope="session")
def stocked(open_town):
    """The town with what its run was made from."""
    run = open_town()
    every = (2022, 2023, 2024)
    inputs = (
        record("partition:district", every, "layers/d.gpkg"),
        record("parcels", (2024,), "a/p.shp", code_system="sd3", data_state=DataState.NATIONAL),
        record("parcels", (2024,), "a/p.dbf", sha256="ff" * 32),
        record("eco_redline", every, "<img src=x>.gpkg"),
    )
    outputs = [OutputRecord(f"layers/redline_{year}.parquet", "a" * 64, 9) for year in every]
    outputs.append(OutputRecord("layers/land_use_2024.tif", "a" * 64, 9))
    manifest = replace(run.results.manifest, inputs=inputs, outputs=tuple(outputs), findings=FOUND)
    mended = ("GEOM-INVALID", "parcels", 2024, "a/p.shp", "make_valid", 3, 25_000.0)
    repairs = pd.DataFrame([mended], columns=list(REPAIR_COLUMNS))
    run.results = replace(run.results, manifest=manifest, repairs=repairs)
    return run


class Uploads:
    """A desk without a disk; names that begin with "bad" are refused, "poor" have an error."""

    def __init__(self):
        self.held = {}
        self.layers = {
            "parks": Given("parks", Text("公园", "parks"), Form.POLYGONS, Sensitivity.PUBLIC, ""),
            "parcels": Given("parcels", Text("地类图斑", "parcels"), Form.POLYGONS,
                             Sensitivity.INTERNAL, "", code_systems=("sd3",)),
        }  # fmt: skip

    def receive(self, stream, name, about, language):
        body = stream.read()
        if name.startswith("bad"):
            raise InputRefusedError(finding("UPLOAD-CONTENT", Severity.ERROR, file=name))
        found = (finding("CRS-MISSING", Severity.ERROR),) if name.startswith("poor") else FOUND[:1]
        number = f"{len(self.held) + 1:016x}"
        more = {"checked": False, "job": 7} if name.startswith("slow") else {}
        found = () if more else found
        self.held[number] = Upload(
            number, name, len(body), "ab" * 32, "2026-01-01", about, found, **more
        )
        return self.held[number]

    def check(self, number, language):
        self.held[number] = replace(self.upload(number), findings=(), checked=False, job=8)
        return self.held[number]

    def ended(self, number, **what):
        """The job of a file came to its end."""
        self.held[number] = replace(self.held[number], job=None, **what)

    def upload(self, number):
        if number not in self.held:
            raise UsageError(finding("UPLOAD-MISSING", Severity.ERROR))
        return self.held[number]

    def waiting(self):
        return list(self.held.values())[::-1]

    def accept(self, number):
        upload = self.upload(number)
        del self.held[number]
        lines = f'[[input]]\nlayer = "{upload.about.layer}"\n'
        return Accepted("uploads/parks/1/parks.gpkg", lines, ("parks.gpkg",))

    def reject(self, number):
        self.upload(number)
        del self.held[number]


class Prints:
    """Prints nothing, quickly."""

    def __init__(self):
        from dash_app.prints.source import PrintableLayer

        self.asked = []
        self.busy = False
        self.layers = [
            PrintableLayer("land_use", Text("土地利用", "land use"), True, (2022, 2023, 2024)),
            PrintableLayer("redline", Text("红线", "red line"), False, (2024,)),
        ]

    def sheet(self, request, kind):
        self.asked.append((request, kind))
        return None if self.busy else b"%PDF-1.7 sheet"


@pytest.fixture
def uploads():
    return Uploads()


@pytest.fixture
def prints():
    return Prints()
