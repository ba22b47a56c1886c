"""Approvals of land use and opinions on limited activities (批准与认定记录)."""

from layers.records import RECORD_FIELDS
from sinkmap.layer import Form, Given, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="approvals",
    title=Text("用地批准与认定记录", "Approvals of land use"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.INTERNAL,
    reference="土地管理法44; 自然资发〔2022〕142号",
    fields=RECORD_FIELDS,
    area_field="area",
    may_overlap=True,
    colour="#5a8c5a",
)
