"""The loader finds every layer, refuses what is none, and orders what depends on what."""

import pytest

from layers import derived, derived_layers, derived_order, given, given_layers
from sinkmap.errors import CannotFinishError
from sinkmap.layer import Form

GIVEN = """
from sinkmap.layer import Form, Given, Sensitivity
from sinkmap.text import Text
LAYER = Given("{id}", Text("层", "layer"), Form.POLYGONS, Sensitivity.PUBLIC, "none")
"""
DERIVED = """
from sinkmap.layer import Derived, Form, Frame, Sensitivity, Whole
from sinkmap.text import Text
LAYER = Derived(
    "{id}", Text("层", "layer"), Form.POLYGONS, Sensitivity.PUBLIC, "none",
    inputs=({inputs}), way=Whole(lambda frames: frames["parcels"]), zone_field="zone",
)
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for package in (given, derived):
        (tmp_path / package.__name__).mkdir()
        paths = [*package.__path__, str(tmp_path / package.__name__)]
        monkeypatch.setattr(package, "__path__", paths)

    def add(package, name, text):
        path = tmp_path / package.__name__ / f"{name}.py"
        path.write_text(text, encoding="utf-8")

    return add


def derive(name, *inputs):
    return DERIVED.format(id=name, inputs="".join(f'Frame("{one}"), ' for one in inputs))


def test_the_given_layers_are_there():
    found = given_layers()
    assert list(found) == sorted(found)
    assert {"parcels", "parcels_update", "land_cover", "tree_cover", "eco_redline"} <= set(found)
    assert {"control_unit", "protected_area", "permanent_farmland", "soil_carbon", "dem"} <= set(
        found
    )


@pytest.mark.parametrize("layer", given_layers().values(), ids=lambda layer: layer.id)
def test_a_given_layer_says_what_it_needs_to(layer):
    names = [field.name for field in layer.fields]
    assert len(set(names)) == len(names)
    assert layer.reference
    if layer.form is Form.POLYGONS:
        assert not layer.area_field or layer.field(layer.area_field)
        assert not layer.code_field or layer.code_systems
    elif layer.form.is_raster:
        assert layer.form is Form.VALUE_RASTER or layer.code_systems
        assert layer.form is Form.CLASS_RASTER or layer.uom
    else:
        assert bool(layer.code_systems) == (layer.form is Form.SAMPLES or bool(layer.code_field))
    for field in layer.fields:
        assert all(alias == alias.upper() for alias in field.aliases)


def test_a_file_added_to_the_folder_is_found_and_gone_when_it_is_gone(folder, monkeypatch):
    folder(given, "noise_barrier", GIVEN.format(id="noise_barrier"))
    assert "noise_barrier" in given_layers()
    monkeypatch.undo()
    assert "noise_barrier" not in given_layers()


def test_a_second_file_of_a_name_is_not_taken_for_the_first(folder, tmp_path, monkeypatch):
    folder(given, "noise_barrier", GIVEN.format(id="noise_barrier"))
    given_layers()
    other = tmp_path / "other"
    other.mkdir()
    text = GIVEN.format(id="noise_barrier").replace('"layer"', '"the other"')
    (other / "noise_barrier.py").write_text(text, encoding="utf-8")
    monkeypatch.setattr(given, "__path__", [given.__path__[0], str(other)])
    assert given_layers()["noise_barrier"].title.en == "the other"


def test_stray_and_misnamed_files_are_refused_by_name_all_at_once(folder):
    folder(given, "notes", "REMARK = 1\n")
    folder(given, "misnamed", GIVEN.format(id="other_name"))
    with pytest.raises(CannotFinishError) as caught:
        given_layers()
    found = {f.code: f for f in caught.value.findings}
    assert found["LAYER-STRAY"].file.endswith("notes.py")
    assert found["LAYER-MISNAMED"].file.endswith("misnamed.py")
    assert found["LAYER-MISNAMED"].seen == "other_name"


def test_a_given_layer_in_the_derived_folder_is_stray(folder):
    folder(derived, "noise_barrier", GIVEN.format(id="noise_barrier"))
    with pytest.raises(CannotFinishError, match="LAYER-STRAY"):
        derived_layers()


def test_derived_layers_come_after_what_they_take_in(folder):
    folder(derived, "a_last", derive("a_last", "b_middle", "parcels"))
    folder(derived, "b_middle", derive("b_middle", "c_first"))
    folder(derived, "c_first", derive("c_first", "parcels"))
    order = [layer.id for layer in derived_order({"parcels"})]
    mine = [one for one in order if one in ("a_last", "b_middle", "c_first")]
    assert mine == ["c_first", "b_middle", "a_last"]


def test_a_layer_whose_input_is_not_there_is_left_out(folder):
    folder(derived, "from_parcels", derive("from_parcels", "parcels"))
    folder(derived, "from_derived", derive("from_derived", "from_parcels"))
    ids = {layer.id for layer in derived_order(set())}
    assert not ids & {"from_parcels", "from_derived"}


def test_a_ring_is_named(folder):
    folder(derived, "ring_a", derive("ring_a", "ring_b"))
    folder(derived, "ring_b", derive("ring_b", "ring_a"))
    with pytest.raises(CannotFinishError, match=r"LAYER-CYCLE.*ring_"):
        derived_order({"parcels"})


def test_an_unknown_input_is_named_with_its_neighbour(folder):
    folder(derived, "mistaken", derive("mistaken", "parcel"))
    with pytest.raises(CannotFinishError, match=r"LAYER-INPUT-UNKNOWN.*parcel") as caught:
        derived_order({"parcels"})
    assert caught.value.findings[0].wanted == "parcels?"
