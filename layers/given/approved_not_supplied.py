"""Land approved for building and not supplied yet (批而未供)."""

from layers.records import RECORD_FIELDS
from sinkmap.layer import Form, Given, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="approved_not_supplied",
    title=Text("批而未供土地", "Land approved, not supplied"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.INTERNAL,
    reference="土地管理法44、46",
    fields=RECORD_FIELDS,
    area_field="area",
    may_overlap=True,
    colour="#8cb48c",
)
