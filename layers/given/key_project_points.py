"""Key projects of which only the place is known; they have no footprint to measure."""

from layers.projects import PROJECT_FIELDS
from sinkmap.layer import Form, Given, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="key_project_points",
    title=Text("重点项目库（点位）", "Register of key projects, places only"),
    form=Form.POINTS,
    sensitivity=Sensitivity.INTERNAL,
    reference="the plan's list of key projects",
    fields=PROJECT_FIELDS,
    zone_field="number",
    may_overlap=True,
    colour="#8a3ffc",
)
