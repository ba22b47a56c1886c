"""What the demo plans say in Chinese has its English."""

import re
import tomllib

import pytest

from raster_pipeline.demo.city_ground import GRID
from raster_pipeline.demo.city_study import city_study
from raster_pipeline.demo.english import with_english
from raster_pipeline.demo.imagery_study import imagery_study
from raster_pipeline.demo.study_file import as_toml
from sinkmap.study import parse_study


@pytest.mark.parametrize("plan", [lambda: city_study(GRID), imagery_study], ids=["city", "imagery"])
def test_vintages_and_sources_have_their_english(plan):
    study = parse_study(tomllib.loads(as_toml(with_english(plan(), {}))))
    stated = {entry.vintage for entry in study.inputs} - {""}
    stated |= {part for e in study.inputs for part in e.source.split("; ") if "模拟" in part}
    assert stated
    for words in stated:
        assert not re.search("[\u4e00-\u9fff]", study.said(words).en), words


def test_names_stand_beside_what_is_stated():
    made = with_english({"input": [{"vintage": "模拟2023年版"}]}, {"北岸村": "Bei'an village"})
    assert made["english"] == {
        "模拟2023年版": "simulated, edition of 2023",
        "北岸村": "Bei'an village",
    }
