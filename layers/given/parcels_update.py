"""Update package of a year's survey (layer DLTBGX): new parcels and the ids they replace."""

from layers.survey import CODE_SYSTEMS, PARCEL_FIELDS
from sinkmap.layer import Field, FieldKind, Form, Given, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="parcels_update",
    title=Text("地类图斑更新层", "Update package of parcels"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.INTERNAL,
    reference="TD/T 1057-2020 (DLTBGX)",
    fields=(
        *PARCEL_FIELDS,
        Field(
            "bgqbsm",
            ("BGQTBBSM", "BGQBSM"),
            FieldKind.ID,
            Text("变更前图斑标识码", "ids of the parcels replaced"),
            required=True,
        ),
    ),
    code_systems=CODE_SYSTEMS,
    area_field="tbmj",
    code_field="dlbm",
    colour="#b49650",
)
