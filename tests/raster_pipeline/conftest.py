"""Synthetic scenes in their producers' formats, for every test of the pipeline."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def products() -> ModuleType:
    """The module that writes them."""
    path = Path(__file__).with_name("scene_products.py")
    described = importlib.util.spec_from_file_location("scene_products", path)
    assert described is not None
    assert described.loader is not None
    module = importlib.util.module_from_spec(described)
    described.loader.exec_module(module)
    return module
