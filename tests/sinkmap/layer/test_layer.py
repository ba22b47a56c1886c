"""Declarations of layers that cannot be built wrong."""

import pytest

from sinkmap.layer import (
    Burned,
    Counted,
    Derived,
    Field,
    FieldKind,
    Fitted,
    Form,
    Frame,
    Given,
    Local,
    Raster,
    Sensitivity,
    Whole,
)
from sinkmap.text import Text

WORD = Text("词", "word")
LOCAL = Local(lambda block: block.rasters["a"])
WHOLE = Whole(lambda frames: frames["a"])
FITTED = Fitted(lambda block: 0, lambda grid, parts: 0, lambda block, model: block.rasters["a"])


def derived(form, inputs, way, **more):
    return Derived("one", WORD, form, Sensitivity.PUBLIC, "reference", inputs, way, **more)


@pytest.mark.parametrize(
    ("form", "inputs", "way", "more"),
    [
        (Form.CLASS_RASTER, (Raster("a"), Burned("b", "c")), LOCAL, {}),
        (Form.VALUE_RASTER, (Raster("a"),), FITTED, {"dtype": "float32"}),
        (Form.POLYGONS, (Frame("a"),), WHOLE, {"zone_field": "kind"}),
        (Form.LINES, (Frame("a"), Counted("b", "a")), WHOLE, {"zone_field": "kind"}),
    ],
)
def test_three_ways_to_derive(form, inputs, way, more):
    assert derived(form, inputs, way, **more).form is form


@pytest.mark.parametrize(
    ("form", "inputs", "way", "more", "match"),
    [
        (Form.POLYGONS, (Raster("a"),), LOCAL, {}, "cannot give"),
        (Form.CLASS_RASTER, (Frame("a"),), WHOLE, {"zone_field": "kind"}, "cannot give"),
        (Form.CLASS_RASTER, (Frame("a"),), LOCAL, {}, "not frames"),
        (Form.POLYGONS, (Raster("a"),), WHOLE, {"zone_field": "kind"}, "frames and counts only"),
        (
            Form.LINES,
            (Frame("a"), Counted("b", "c")),
            WHOLE,
            {"zone_field": "kind"},
            "counts in c without its frame",
        ),
        (Form.CLASS_RASTER, (Counted("a", "b"),), LOCAL, {}, "not frames"),
        (Form.POLYGONS, (Frame("a"),), WHOLE, {}, "zone field"),
    ],
)
def test_a_derived_layer_cannot_be_built_wrong(form, inputs, way, more, match):
    with pytest.raises(ValueError, match=match):
        derived(form, inputs, way, **more)


def test_fields_are_found_by_their_canonical_name():
    field = Field("code", ("DLBM",), FieldKind.CODE, WORD)
    given = Given("g", WORD, Form.POLYGONS, Sensitivity.PUBLIC, "reference", fields=(field,))
    assert given.field("code") is field
    with pytest.raises(KeyError, match="DLBM"):
        given.field("DLBM")
    assert not Form.POLYGONS.is_raster
    assert Form.CLASS_RASTER.is_raster
    assert Form.VALUE_RASTER.is_raster
