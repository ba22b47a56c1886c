"""The town's annual report on its way: reviewed, countersigned, frozen, reported, confirmed."""

import hashlib
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from docx import Document
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

import raster_pipeline.filing as filing
from raster_pipeline.filing import take_step, verify_filed
from raster_pipeline.io.signing_key import make_key
from raster_pipeline.run import run_study
from sinkmap.cli.app import app
from sinkmap.errors import CannotFinishError, UsageError
from sinkmap.filing import Drafted, FilingEntry, Role, Step

UNIT = "320499100001"
SCHEMAS = Path(__file__).parents[2] / "docs" / "schema"


@pytest.fixture
def keys(tmp_path):
    make_key(tmp_path / "keys")
    return tmp_path / "keys"


@pytest.fixture
def study(town, town_run, tmp_path):
    return shutil.copytree(town, tmp_path / "study")


def call(capsys, *words):
    app([*map(str, words), "--json"], standalone_mode=False)
    return json.loads(capsys.readouterr().out)


def misfits(name, document):
    """What the schema has against a document."""
    known = [json.loads(path.read_bytes()) for path in SCHEMAS.glob("*.schema.json")]
    found = [(one["$id"], Resource.from_contents(one)) for one in known]
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_bytes())
    validator = Draft202012Validator(schema, registry=Registry().with_resources(found))
    return [error.message for error in validator.iter_errors(document)]


def content(folder):
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in folder.rglob("*")
        if p.is_file()
    }


WAY = (
    ("draft", "author", "钱一"),
    ("submit", "author", "钱一"),
    ("comment", "reviewer", "孙二", "--comment", "湿地一章缺图"),
    ("agree", "reviewer", "孙二"),
    ("countersign", "office", "李三", "--office", "生态环境局"),
)


def test_the_whole_way_by_command(study, town_run, keys, capsys):
    about = ("--year", 2023, "--keys", keys)
    for step, role, who, *more in (*WAY, ("approve", "approver", "周四")):
        said = call(capsys, "file", study, step, *about, "--role", role, "--who", who, *more)
    assert said["state"] == "approved"
    folder = study / "filed" / "2023"
    stem = "qingxi-demo_2023"
    assert {p.name for p in folder.iterdir()} == {
        *(f"{stem}.{kind}" for kind in ("docx", "pdf", "xlsx", "html")),
        "figures.parquet", "run.json", "record.json", "hashes.json", "hashes.json.sig",
    }  # fmt: skip
    run = study / "runs" / json.loads((folder / "hashes.json").read_bytes())["run_id"]
    for name in ("figures.parquet", "run.json"):
        assert (folder / name).read_bytes() == (run / name).read_bytes()
    assert misfits("filed", json.loads((folder / "hashes.json").read_bytes())) == []
    rows = json.loads((folder / "record.json").read_bytes())
    assert misfits("filed-record", rows) == []
    assert [row["entry"]["step"] for row in rows][-1] == "approve"
    assert "湿地一章缺图" in [row["entry"]["comment"] for row in rows]
    assert call(capsys, "verify", study, "--keys", keys)["filed"] == ["2023"]

    frozen = content(folder)
    run_study(study, years=(2023,))  # a later run becomes the current one
    later = ("--keys", keys, "--year", 2023)
    call(capsys, "file", study, "report", *later, "--role", "reporter", "--who", "吴五",
         "--paper", "7号")  # fmt: skip
    said = call(capsys, "file", study, "confirm", *later, "--role", "province", "--who", "省厅",
                "--paper", "1号")  # fmt: skip
    assert said["state"] == "confirmed"
    (value,) = said["values"]
    assert (value["reported"], value["confirmed"]) == (20.1, 19.9)  # as the town's plan has them
    computed = town_run.figure("tree_cover_rate/320499/2023/js_tree_cover").value
    assert value["computed"] == computed
    assert content(folder) == frozen
    assert call(capsys, "verify", study, "--keys", keys)["ok"]
    said = call(capsys, "file", study, "--year", 2023)
    assert (said["state"], misfits("filing", said)) == ("confirmed", [])


def step_of(name, role, by="钱一", **more):
    return FilingEntry(Step(name), Role(role), by, datetime.now(UTC), **more)


def quick(opened, drafted, folder):
    (folder / "report.pdf").write_bytes(opened.manifest.run_id.encode())


def upto_approval(study, keys, year=2023, **more):
    steps = (
        step_of("draft", "author", drafted=Drafted("", "")),
        step_of("submit", "author"),
        step_of("agree", "reviewer", "孙二"),
        step_of("countersign", "office", "李三", office="生态环境局"),
    )
    for step in steps:
        take_step(study, year, step, quick, keys, **more)


def approve(study, keys, year=2023, make=quick, **more):
    return take_step(study, year, step_of("approve", "approver", "周四"), make, keys, **more)


def test_data_that_are_not_nationally_confirmed_are_not_approved(study, keys):
    upto_approval(study, keys, 2024)
    with pytest.raises(UsageError, match="FILING-DATA-STATE") as caught:
        approve(study, keys, 2024)
    assert any(name.startswith("parcels") for name in caught.value.findings[0].features)
    assert not (study / "filed").exists()
    assert filing.filing_of(study, 2024).state == "countersign"


def test_a_refused_step_leaves_no_trace(study, keys):
    with pytest.raises(UsageError, match="FILING-STEP"):
        approve(study, keys)
    with pytest.raises(UsageError, match="FILING-ROLE"):
        take_step(study, 2023, step_of("draft", "approver"), quick, keys)
    with pytest.raises(UsageError, match="REPORT-YEAR"):
        upto_approval(study, keys, 1999)
    with pytest.raises(UsageError, match="UNIT-MISSING"):
        upto_approval(study, keys, unit="nowhere")
    assert list((study / "filings").iterdir()) == []


def test_without_a_key_nothing_is_approved(study, keys, tmp_path):
    upto_approval(study, keys)
    with pytest.raises(UsageError, match="FILING-KEY-MISSING"):
        approve(study, tmp_path / "none")
    assert filing.filing_of(study, 2023).state == "countersign"


def test_a_part_of_the_city_is_filed_beside_it_and_the_city_has_one_name(study, keys):
    upto_approval(study, keys, unit=UNIT)
    assert approve(study, keys, unit=UNIT).folder.name == f"2023-{UNIT}"
    assert filing.filing_of(study, 2023, "320499").name == "2023"


def test_what_is_approved_is_what_was_reviewed(study, keys):
    upto_approval(study, keys)
    drafted = filing.filing_of(study, 2023).record[0].drafted.run
    manifest = study / "runs" / drafted / "run.json"
    text = manifest.read_text("utf-8").replace('"version"', '"version" ', 1)
    manifest.write_text(text, "utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    (manifest.parent / "run.sha256").write_text(f"{digest}  run.json\n", "ascii")  # sealed anew
    with pytest.raises(CannotFinishError, match="FILING-RUN-CHANGED"):
        approve(study, keys)
    assert not (study / "filed" / "2023").exists()


def test_an_approval_cut_off_before_its_line_is_found_in_the_folder(study, keys, monkeypatch):
    upto_approval(study, keys)
    with monkeypatch.context() as patched:
        patched.setattr(filing, "add_lines", lambda *_: (_ for _ in ()).throw(SystemExit(143)))
        with pytest.raises(SystemExit):
            approve(study, keys)
    assert [f.code for f in verify_filed(study, keys)] == ["FILED-RECORD"]
    take_step(study, 2023, step_of("report", "reporter", "吴五", paper="7号"), quick, keys)
    assert filing.filing_of(study, 2023).state == "reported"
    assert verify_filed(study, keys) == ()


def test_a_forged_folder_is_no_approval(study, keys, tmp_path):
    """Signed by a key that does not count, with a record that goes on from the one kept."""
    upto_approval(study, keys)
    forger = shutil.copytree(study, tmp_path / "forger")
    make_key(tmp_path / "theirs")
    approve(forger, tmp_path / "theirs")
    shutil.copytree(forger / "filed", study / "filed")
    assert {f.code for f in verify_filed(study, keys)} == {"FILED-FOREIGN", "FILED-RECORD"}
    with pytest.raises(UsageError, match="FILING-STEP"):
        take_step(study, 2023, step_of("report", "reporter", "吴五", paper="7"), quick, keys)


def test_verify_names_everything_at_once_and_leaves_with_four(study, keys):
    upto_approval(study, keys)
    folder = approve(study, keys).folder
    (folder / "run.json").unlink()
    record = study / "filings" / "2023.jsonl"
    record.write_text(record.read_text("utf-8").replace("生态环境局", "财政局"), "utf-8")
    (study / "filed" / "stray.txt").write_text("")
    current = (study / "runs" / "CURRENT").read_text("ascii").strip()
    (study / "runs" / current / "figures.parquet").write_bytes(b"")
    with pytest.raises(CannotFinishError) as caught:
        app(["verify", str(study), "--keys", str(keys)], standalone_mode=False)
    assert caught.value.exit_code == 4
    assert {(f.code, f.file) for f in caught.value.findings} >= {
        ("FILED-MISSING", "filed/2023/run.json"),
        ("FILED-RECORD", "filed/2023/record.json"),
        ("FILED-STRANGE", "filed/stray.txt"),
        ("FILING-RECORD-BROKEN", "filings/2023.jsonl"),
    }
    assert "RUN-ROTTEN" in {f.code for f in caught.value.findings}


def test_a_filed_folder_that_is_gone_is_missed(study, keys):
    upto_approval(study, keys)
    shutil.rmtree(approve(study, keys).folder)
    assert [f.code for f in verify_filed(study, keys)] == ["FILED-LOST"]


def words_of(path):
    document = Document(path)
    cells = [c.text for table in document.tables for row in table.rows for c in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def test_a_second_edition_by_command_stands_beside_the_first(study, keys, capsys):
    """Reported, sent back by the province, corrected and reported again."""
    upto_approval(study, keys)
    first = approve(study, keys).folder
    frozen = content(first)
    about = ("--year", 2023, "--keys", keys)
    call(capsys, "file", study, "report", *about, "--role", "reporter", "--who", "吴五",
         "--paper", "7号")  # fmt: skip
    said = call(capsys, "file", study, "send_back", *about, "--role", "province", "--who", "省厅",
                "--comment", "湿地口径有误")  # fmt: skip
    assert (said["state"], said["next"]) == ("returned", [{"step": "draft", "role": "author"}])
    for step, role, who, *more in (*WAY, ("approve", "approver", "周四")):
        said = call(capsys, "file", study, step, *about, "--role", role, "--who", who, *more)
    assert misfits("filing", said) == []
    one, two = said["editions"]
    assert (one["name"], one["state"], one["replaced_by"]) == ("2023", "returned", "2023.2")
    assert (two["name"], two["state"], two["replaces"]) == ("2023.2", "approved", "2023")
    assert two["opened"]["comment"] == "湿地口径有误"
    assert said["folder"] == two["folder"] == str(study / "filed" / "2023.2")

    hashes = json.loads((study / "filed" / "2023.2" / "hashes.json").read_bytes())
    assert misfits("filed", hashes) == []
    told = hashes["replaces"]
    digest = hashlib.sha256((first / "hashes.json").read_bytes()).hexdigest()
    assert (told["name"], told["hashes"], told["why"]) == ("2023", digest, "湿地口径有误")
    for kind in ("docx", "html"):
        path = study / "filed" / "2023.2" / f"qingxi-demo_2023.{kind}"
        text = words_of(path) if kind == "docx" else path.read_text("utf-8")
        assert "替代已签发的第 1 版" in text
        assert "湿地口径有误" in text
    assert content(first) == frozen
    assert call(capsys, "verify", study, "--keys", keys)["filed"] == ["2023", "2023.2"]
    call(capsys, "file", study, "report", *about, "--role", "reporter", "--who", "吴五",
         "--paper", "9号")  # fmt: skip
    assert call(capsys, "file", study, "--year", 2023)["editions"][1]["state"] == "reported"


def test_what_was_tampered_with_is_not_reported(study, keys):
    upto_approval(study, keys)
    pdf = approve(study, keys).folder / "report.pdf"
    pdf.chmod(0o644)
    pdf.write_bytes(b"other")
    with pytest.raises(CannotFinishError, match="FILED-CHANGED"):
        take_step(study, 2023, step_of("report", "reporter", "吴五", paper="7号"), quick, keys)
    assert filing.filing_of(study, 2023).state == "approved"


def correct(study, keys):
    reason = step_of("correct", "approver", "周四", comment="武进湿地漏计一处")
    take_step(study, 2023, reason, quick, keys)
    upto_approval(study, keys)


def test_an_edition_is_not_signed_over_a_first_one_that_was_changed(study, keys):
    upto_approval(study, keys)
    first = approve(study, keys).folder
    correct(study, keys)
    pdf = first / "report.pdf"
    whole = pdf.read_bytes()
    pdf.chmod(0o644)
    pdf.write_bytes(b"other")
    with pytest.raises(CannotFinishError, match="FILED-CHANGED"):
        approve(study, keys)
    shutil.move(first, study / "away")
    with pytest.raises(CannotFinishError, match="FILED-LOST"):
        approve(study, keys)
    shutil.move(study / "away", first)
    pdf.write_bytes(whole)
    assert approve(study, keys).folder.name == "2023.2"
    assert verify_filed(study, keys) == ()


def test_a_first_edition_put_in_the_place_of_the_one_replaced_is_found(study, keys, tmp_path):
    """Even signed by the right key: its hash is not the one the second edition was signed to."""
    upto_approval(study, keys)
    other = shutil.copytree(study, tmp_path / "other")
    approve(study, keys)
    correct(study, keys)
    approve(study, keys)
    approve(other, keys, make=lambda *about: (about[-1] / "report.pdf").write_bytes(b"x"))
    shutil.rmtree(study / "filed" / "2023")
    shutil.copytree(other / "filed" / "2023", study / "filed" / "2023")
    found = {(f.code, f.file) for f in verify_filed(study, keys)}
    assert ("FILED-REPLACES", "filed/2023.2/hashes.json") in found
    shutil.rmtree(study / "filed" / "2023")
    assert {f.code for f in verify_filed(study, keys)} == {"FILED-LOST", "FILED-REPLACES"}


def test_a_second_approval_cut_off_before_its_line_is_found_too(study, keys, monkeypatch):
    upto_approval(study, keys)
    approve(study, keys)
    correct(study, keys)
    with monkeypatch.context() as patched:
        patched.setattr(filing, "add_lines", lambda *_: (_ for _ in ()).throw(SystemExit(143)))
        with pytest.raises(SystemExit):
            approve(study, keys)
    assert [(f.code, f.file) for f in verify_filed(study, keys)] == [
        ("FILED-RECORD", "filed/2023.2/record.json")
    ]
    take_step(study, 2023, step_of("report", "reporter", "吴五", paper="7号"), quick, keys)
    assert [str(e.edition.state) for e in filing.filing_of(study, 2023).editions] == [
        "approved", "reported",
    ]  # fmt: skip
    assert verify_filed(study, keys) == ()


def test_a_unit_named_like_an_edition_is_no_edition(study, keys):
    """``2023-2`` is the report of unit 2; editions have a point."""
    assert filing.filing_name(2023, "2") == "2023-2"
    assert "." not in filing.filing_name(2023, "1.2")
