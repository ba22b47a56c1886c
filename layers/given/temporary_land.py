"""Land in temporary use (临时用地)."""

from layers.records import RECORD_FIELDS
from sinkmap.layer import Form, Given, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="temporary_land",
    title=Text("临时用地", "Temporary land"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.INTERNAL,
    reference="自然资规〔2021〕2号",
    fields=RECORD_FIELDS,
    area_field="area",
    may_overlap=True,
    colour="#c8a078",
)
