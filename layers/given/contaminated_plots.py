"""Contaminated plots (污染地块) with where each stands in the register of soil risk."""

from sinkmap.layer import Field, FieldKind, Form, Given, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="contaminated_plots",
    title=Text("污染地块", "Contaminated plots"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.RESTRICTED,
    reference="土壤污染防治法（2019）; 建设用地土壤污染风险管控和修复名录",
    fields=(
        Field("code", ("DKBM", "DKBH"), FieldKind.ID, Text("地块编码", "code of the plot")),
        Field("name", ("DKMC", "MC"), FieldKind.TEXT, Text("地块名称", "name")),
        Field(
            "state",
            ("GKZT", "DKZT", "STATE"),
            FieldKind.CODE,
            Text("管理状态", "where it stands in the register"),
            required=True,
            choices={
                "suspected": ("疑似", "疑似污染地块", "待调查"),
                "listed": ("列入名录", "名录内"),
                "controlled": ("风险管控", "管控中"),
                "remediating": ("修复", "治理修复", "修复中"),
                "cleared": ("移出名录", "已移出"),
            },
        ),
        Field("area", ("DKMJ", "MJ"), FieldKind.AREA, Text("地块面积", "register area")),
    ),
    area_field="area",
    zone_field="state",
    colour="#8c3c8c",
)
