"""Facility farmland on record (设施农用地备案)."""

from layers.records import RECORD_FIELDS
from sinkmap.layer import Form, Given, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="facility_farm",
    title=Text("设施农用地备案", "Facility farmland on record"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.INTERNAL,
    reference="自然资规〔2019〕4号",
    fields=RECORD_FIELDS,
    area_field="area",
    may_overlap=True,
    colour="#dcb45a",
)
