"""Soil organic carbon density parcel by parcel, as a field of polygons."""

from sinkmap.layer import Field, FieldKind, Form, Given, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="soil_parcels",
    title=Text("图斑土壤有机碳密度", "Soil organic carbon of parcels"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.INTERNAL,
    reference="a field of the parcels: carbon in fine earth of 0-30 cm, t C/ha",
    fields=(
        Field("bsm", ("BSM",), FieldKind.ID, Text("标识码", "id of the parcel")),
        Field(
            "density",
            ("SOCD", "TRYJTMD", "有机碳密度"),
            FieldKind.NUMBER,
            Text("0-30 厘米有机碳密度（吨碳每公顷）", "carbon of 0-30 cm, tC/ha"),
            required=True,
        ),
    ),
    uom="tC/ha",
    colour="#7a5230",
)
