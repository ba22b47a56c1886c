"""Parcels of the yearly land-use change survey (国土变更调查, layer DLTB)."""

from layers.survey import CODE_SYSTEMS, PARCEL_FIELDS
from sinkmap.layer import Form, Given, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="parcels",
    title=Text("地类图斑", "Land-use parcels"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.INTERNAL,
    reference="TD/T 1057-2020 (DLTB); TD/T 1055-2019",
    fields=PARCEL_FIELDS,
    code_systems=CODE_SYSTEMS,
    area_field="tbmj",
    code_field="dlbm",
    colour="#c8b464",
)
