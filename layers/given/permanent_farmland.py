"""Permanent basic farmland (永久基本农田, layer YJJBNTTB)."""

from sinkmap.layer import Field, FieldKind, Form, Given, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="permanent_farmland",
    title=Text("永久基本农田", "Permanent basic farmland"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.RESTRICTED,
    reference="永久基本农田数据库标准 (YJJBNTTB)",
    fields=(
        Field(
            "code",
            ("YJJBNTTBBH", "BSM"),
            FieldKind.ID,
            Text("永久基本农田图斑编号", "number of the farmland parcel"),
        ),
        Field(
            "area",
            ("YJJBNTTBMJ",),
            FieldKind.AREA,
            Text("永久基本农田图斑面积", "register area"),
        ),
        Field(
            "net_area",
            ("YJJBNTMJ",),
            FieldKind.AREA,
            Text("永久基本农田面积（已扣田坎）", "area with field ridges taken off"),
        ),
    ),
    area_field="area",
    colour="#e6be28",
)
