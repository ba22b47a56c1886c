"""Streets people walk along, as lines that meet where they cross."""

from sinkmap.layer import Field, FieldKind, Form, Given, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="street",
    title=Text("街道路网", "Street network"),
    form=Form.LINES,
    sensitivity=Sensitivity.PUBLIC,
    reference="centre lines of streets, as the bureau gives them",
    fields=(Field("name", ("MC", "NAME", "名称"), FieldKind.TEXT, Text("名称", "name")),),
    colour="#5a5a64",
)
