"""Every screen of the served town, in both languages, at a desk and on a telephone.

The pages are those the header names, so a new one is walked without being named here. What a screen
looks like is held against ``tests/dash_app/references``: the boxes of its parts everywhere, its
picture where the fonts are those it was kept with. ``SINKMAP_REFERENCES=1`` keeps them anew.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import numpy as np
import pytest

from tests.run.opened import OPENED, Opened, write_files
from tests.run.pictures import apart, read, write
from tests.run.screens import ARGS, AXE, SIZES, Screen, screen

pytestmark = pytest.mark.browser

REFERENCES = Path(__file__).resolve().parents[1] / "dash_app" / "references"
KEEP = bool(os.environ.get("SINKMAP_REFERENCES"))
START = "/indicators/"
PAGES = ("/", "/indicators/", "/review/", "/cases/", "/siting/", "/report/", "/data/")
"""Pages there must be; the header names further ones."""
SCALE = 1 / 3
"""Pictures are kept at a third of their size, in 16 greys: a layout is judged, not its letters."""
MOST_APART = 0.1
"""Share of the pixels that may: a text that has changed, not a layout."""
SLACK = {"desk": 30, "phone": 60}
"""Pixels by which a part may stand elsewhere: fonts break lines in other places."""
VIEWS = [(size, language) for size in SIZES for language in ("zh", "en")]
OPENED_VIEWS = [("desk", "zh"), ("phone", "en")]
"""Every size and every language once: what is opened is the same page."""
TAGS = {"zh": "zh-CN", "en": "en"}


def sinkmap(*words: str) -> None:
    command = [sys.executable, "-m", "sinkmap.cli", *words]
    subprocess.run(command, check=True, capture_output=True)


@pytest.fixture(scope="module")
def served(town: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `sinkmap serve` over the town, with cases in its register."""
    study = tmp_path_factory.mktemp("walk") / "study"
    shutil.copytree(town, study)
    sinkmap("control", str(study), "--from", "2023", "--to", "2024")
    sinkmap("cases", str(study), "import", "--year", "2024", "--who", "walk", "--role", "city")
    # Display files would come in while the screens are compared: the tiles are drawn as asked.
    words = ["serve", str(study), "--port", "0", "--json", "--no-display"]
    with subprocess.Popen(
        [sys.executable, "-m", "sinkmap.cli", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        told = ""
        for line in process.stdout:
            told += line
            if line.startswith("}"):
                break
        yield json.loads(told)["address"].rstrip("/")
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)


@pytest.fixture(scope="module")
def browser(driver: Any, chromium: Path) -> Iterator[Any]:
    started = driver.chromium.launch(executable_path=str(chromium), args=list(ARGS))
    yield started
    started.close()


@pytest.fixture(scope="module")
def axe() -> Path:
    if not AXE.is_file():
        pytest.skip("no axe-core: run scripts/test_libraries.py")
    return AXE


@pytest.fixture(scope="module", params=VIEWS, ids="-".join)
def walked(
    request: pytest.FixtureRequest, browser: Any, served: str, axe: Path
) -> tuple[str, dict[str, dict[str, Any]]]:
    """All that was seen of every page in one view: name of the view, findings by page."""
    size, language = request.param
    with screen(browser, served, size, language) as shown:
        shown.open(START)
        seen = {path: walk(shown, path) for path in shown.tabs()}
    return f"{size}-{language}", seen


def walk(shown: Screen, path: str) -> dict[str, Any]:
    """One page: what it asks for and says, how it is named, laid out and reached."""
    shown.faults.clear()
    shown.open(path)
    found: dict[str, Any] = {
        "lang": shown.page.evaluate("document.documentElement.lang"),
        "title": shown.page.title(),
        "wide": shown.wide(),
        "landmarks": shown.landmarks(),
        "fonts": shown.fonts(),
        "picture": shown.picture(SCALE),
        "axe": shown.violations(),
        "keyboard": shown.keyboard(),
    }
    found["faults"] = [*shown.faults, *shown.page.evaluate("window.violations")]
    return found


def every(seen: dict[str, dict[str, Any]], name: str) -> dict[str, Any]:
    return {path: found[name] for path, found in seen.items()}


def test_a_fresh_server_answers_many_first_requests_to_every_page(served: str) -> None:
    """Each page is an application with tables of its own to fill (plotly/dash#3971)."""
    parts = ("", "_dash-layout", "_dash-dependencies")
    asked = [f"{served}{page}{part}" for part in parts for page in PAGES] * 2
    with ThreadPoolExecutor(24) as pool:
        assert set(pool.map(status, asked)) == {200}


def status(url: str) -> int:
    with urlopen(url, timeout=60) as answer:
        return int(answer.status)


def test_the_header_names_every_page(walked: tuple[str, dict[str, Any]]) -> None:
    assert set(PAGES) <= set(walked[1])


def test_no_error_and_no_address_but_the_servers(walked: tuple[str, dict[str, Any]]) -> None:
    assert {path: f for path, f in every(walked[1], "faults").items() if f} == {}


def test_the_language_is_told_and_every_title_is_its_own(
    walked: tuple[str, dict[str, Any]],
) -> None:
    view, seen = walked
    assert set(every(seen, "lang").values()) == {TAGS[view.partition("-")[2]]}
    titles = list(every(seen, "title").values())
    assert len(set(titles)) == len(titles)


def test_nothing_is_wider_than_the_window(walked: tuple[str, dict[str, Any]]) -> None:
    assert {path: n for path, n in every(walked[1], "wide").items() if n > 0} == {}


def test_axe_finds_nothing_serious(walked: tuple[str, dict[str, Any]]) -> None:
    assert {path: f for path, f in every(walked[1], "axe").items() if f} == {}


def test_tab_reaches_every_control_and_shows_where_it_is(
    walked: tuple[str, dict[str, Any]],
) -> None:
    assert {path: f for path, f in every(walked[1], "keyboard").items() if f} == {}


def test_screens_look_as_kept(walked: tuple[str, dict[str, Any]]) -> None:
    view, seen = walked
    if KEEP:
        keep(view, seen)
    kept = json.loads((REFERENCES / f"{view}.json").read_text("utf-8"))
    assert set(seen) == set(kept["screens"]), "SINKMAP_REFERENCES=1 keeps them anew"
    slack = SLACK[view.partition("-")[0]]
    faults = []
    for path, found in seen.items():
        wanted = kept["screens"][path]
        if set(found["landmarks"]) != set(wanted):
            faults.append((path, "parts", sorted(set(found["landmarks"]) ^ set(wanted))))
            continue
        moved = {
            name: (box, wanted[name])
            for name, box in found["landmarks"].items()
            if in_window(box, wanted[name], slack)
        }
        if moved:
            faults.append((path, "moved", moved))
        if found["fonts"] == kept["fonts"]:
            share = apart(found["picture"], read(picture_of(view, path)))
            if share > MOST_APART:
                faults.append((path, "pixels", round(share, 3)))
    assert faults == []


def in_window(box: list[int], wanted: list[int], slack: int) -> bool:
    """Whether a part lies elsewhere: place and width alone, for heights go with the text."""
    return any(abs(box[n] - wanted[n]) > slack for n in (0, 2)) or (
        wanted[1] < SIZES["desk"][1] and abs(box[1] - wanted[1]) > slack
    )


def picture_of(view: str, path: str) -> Path:
    return REFERENCES / f"{view}-{path.strip('/') or 'overview'}.png"


def keep(view: str, seen: dict[str, dict[str, Any]]) -> None:
    REFERENCES.mkdir(exist_ok=True)
    fonts = {found["fonts"] for found in seen.values()}
    parts = {
        "fonts": fonts.pop() if len(fonts) == 1 else "",
        "screens": {path: found["landmarks"] for path, found in seen.items()},
    }
    text = json.dumps(parts, ensure_ascii=False, indent=1) + "\n"
    (REFERENCES / f"{view}.json").write_text(text, "utf-8")
    for path, found in seen.items():
        write(picture_of(view, path), found["picture"])


def test_a_picture_is_kept_as_it_is(tmp_path: Path) -> None:
    greys = (np.arange(600).reshape(20, 30) % 16).astype(np.uint8)
    write(tmp_path / "kept.png", greys)
    np.testing.assert_array_equal(read(tmp_path / "kept.png"), greys)
    assert apart(greys, np.roll(greys, 8, axis=1)) > MOST_APART


@pytest.fixture(scope="module", params=OPENED_VIEWS, ids="-".join)
def opened(
    request: pytest.FixtureRequest,
    browser: Any,
    served: str,
    axe: Path,
    town: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, dict[str, Any]]:
    """What was seen of every screen while it is worked on, in one view."""
    files = tmp_path_factory.mktemp("sent")
    write_files(town, files)
    with screen(browser, served, *request.param) as shown:
        return {one.name: seen_open(shown, one, files) for one in OPENED}


def seen_open(shown: Screen, state: Opened, files: Path) -> dict[str, Any]:
    shown.faults.clear()
    state.come(shown, files)
    shown.unfold()
    return {
        "axe": shown.violations(),
        "sticking": [*shown.sticking(), *(["the page"] if shown.wide() > 0 else [])],
        "faults": [*shown.faults, *shown.page.evaluate("window.violations")],
    }


@pytest.mark.parametrize("sense", ["axe", "sticking", "faults"])
def test_opened_screens_are_as_clean(opened: dict[str, dict[str, Any]], sense: str) -> None:
    assert {state: found for state, found in every(opened, sense).items() if found} == {}


def test_what_is_wrong_is_found(browser: Any, served: str, axe: Path) -> None:
    """The walk itself: a picture without a name, a control out of reach, a focus not to be seen."""
    spoil = """() => {
      const main = document.querySelector('main');
      main.insertAdjacentHTML('beforeend',
        '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" width="9" height="9">'
        + '<button id="unseen-focus" style="outline: none !important">a</button>'
        + '<p style="color: #bbb; background: #fff; width: 3000px">pale</p>');
    }"""
    with screen(browser, served, "desk", "zh") as shown:
        shown.open("/methods")
        assert shown.violations() == []
        shown.page.evaluate(spoil)
        assert {fault.partition(":")[0] for fault in shown.violations()} == {
            "image-alt",
            "color-contrast",
        }
        assert shown.wide() > 0
        assert any("3000px" in part for part in shown.sticking())
        assert any("unseen-focus" in fault for fault in shown.keyboard())


def test_without_webgl_every_page_works_and_says_so(
    driver: Any, chromium: Path, served: str
) -> None:
    plain = [one for one in ARGS if "swiftshader" not in one]
    started = driver.chromium.launch(
        executable_path=str(chromium), args=[*plain, "--disable-3d-apis"]
    )
    told = {}
    with screen(started, served, "desk", "en") as shown:
        for path in PAGES:
            shown.open(path)
            if shown.page.locator(".map-view").count():
                told[path] = shown.page.locator(".map-view [role=alert]").inner_text()
        assert shown.faults == []
    started.close()
    assert {"/", "/indicators/", "/report/"} <= set(told)
    assert all("WebGL" in words for words in told.values())


@pytest.mark.skipif(sys.platform != "linux", reason="fonts by fontconfig")
def test_a_computer_without_a_chinese_font_is_told(
    driver: Any, chromium: Path, browser: Any, served: str, tmp_path: Path
) -> None:
    latin = Path("/usr/share/fonts/truetype/dejavu")
    if not latin.is_dir():
        pytest.skip("no folder with Latin fonts alone")
    settings = tmp_path / "fonts.conf"
    settings.write_text(
        f"<fontconfig><dir>{latin}</dir><cachedir>{tmp_path}</cachedir></fontconfig>", "utf-8"
    )
    poor = driver.chromium.launch(
        executable_path=str(chromium),
        args=list(ARGS),
        env={**os.environ, "FONTCONFIG_FILE": str(settings)},
    )
    for by, is_told in ((poor, True), (browser, False)):
        with screen(by, served, "desk", "zh") as shown:
            shown.open(START)
            assert shown.page.locator(".no-font").is_visible() == is_told
    poor.close()
