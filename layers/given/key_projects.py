"""Key projects of the plan (重点项目库) with their footprints, every version of the register."""

from layers.projects import PROJECT_FIELDS
from sinkmap.layer import Form, Given, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="key_projects",
    title=Text("重点项目库", "Register of key projects"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.INTERNAL,
    reference="the plan's list of key projects",
    fields=PROJECT_FIELDS,
    zone_field="number",
    may_overlap=True,
    colour="#8a3ffc",
)
