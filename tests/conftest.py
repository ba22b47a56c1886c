"""What the whole suite shares: which tests need what, and the browser."""

import os
import shutil
from pathlib import Path

import pytest

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
IN_CI = os.environ.get("CI", "").lower() == "true"


WHOLE_LINE = Path(__file__).parent / "run"
OF_OTHER_STUDIES = {"imagery", "planted", "chromium"}
"""Fixtures of the modules that do not begin with the town; the browser's take as long."""


def pytest_collection_modifyitems(config, items):
    """Leave out what this machine was not asked for; a Chromium is looked for by its fixture."""
    if hasattr(config, "workerinput"):
        items[:] = long_ones_first(items)
    for item in items:
        if "real_data" in item.keywords and not os.environ.get("SINKMAP_REAL_DATA"):
            item.add_marker(pytest.mark.skip(reason="SINKMAP_REAL_DATA names no folder"))
        if "full" in item.keywords and not os.environ.get("SINKMAP_FULL"):
            item.add_marker(pytest.mark.skip(reason="SINKMAP_FULL is not set"))


def long_ones_first(items):
    """Tests of the whole line at the head of each of two workers' halves.

    Each worker takes a half and, at its end, what the other has left: that is then short tests,
    and nobody makes a study for the last of them. The halves begin with different studies.
    """
    apart = {one.path for one in items if OF_OTHER_STUDIES & set(one.fixturenames)}
    first = [one for one in items if WHOLE_LINE in one.path.parents and one.path not in apart]
    second = [one for one in items if WHOLE_LINE in one.path.parents and one.path in apart]
    short = [one for one in items if WHOLE_LINE not in one.path.parents]
    middle = max(0, len(items) // 2 - len(first))
    return [*first, *short[:middle], *second, *short[middle:]]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Under CI=true a test that was skipped for want of a program, for whatever reason, failed."""
    report = yield
    needs = {"browser", "office", "postgresql"} & set(item.keywords)
    if IN_CI and report.skipped and needs and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped under CI=true: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The Chromium of the machine, for playwright's `executable_path`."""
    named = os.environ.get("SINKMAP_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if found is None:
        pytest.skip("no Chromium: run scripts/system_packages.sh, or name one in SINKMAP_CHROMIUM")
    return Path(found)


@pytest.fixture(scope="session")
def driver(chromium):
    """Playwright, started once: a second one in the same process is refused."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data that SINKMAP_REAL_DATA names."""
    named = os.environ.get("SINKMAP_REAL_DATA")
    if not named:
        pytest.skip("SINKMAP_REAL_DATA names no folder")
    folder = Path(named)
    assert folder.is_dir(), f"SINKMAP_REAL_DATA names {folder}, which is no folder"
    return folder
