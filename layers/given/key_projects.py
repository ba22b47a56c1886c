"""Key projects of the plan (重点项目库), with every version of the register."""

from sinkmap.classes import project_kinds
from sinkmap.layer import Field, FieldKind, Form, Given, Sensitivity
from sinkmap.project import ProjectState
from sinkmap.text import Text

_YEARS = (1990.0, 2100.0)
_POSITIVE = (0.0, 1e9)
_STATES = {str(state): (state.text.zh, state.text.en) for state in ProjectState}
_KINDS = {kind.kind_id: (kind.name.zh, kind.name.en) for kind in project_kinds()}

LAYER = Given(
    id="key_projects",
    title=Text("重点项目库", "Register of key projects"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.INTERNAL,
    reference="规划重点项目清单 / the plan's list of key projects",
    fields=(
        Field("number", ("XMBH", "项目编号"), FieldKind.TEXT, Text("项目编号", "number"), True),
        Field("name", ("XMMC", "项目名称"), FieldKind.TEXT, Text("项目名称", "name"), True),
        Field(
            "kind",
            ("XMLX", "项目类型"),
            FieldKind.TEXT,
            Text("项目类型", "kind"),
            True,
            choices=_KINDS,
        ),
        Field("owner", ("ZRDW", "责任单位"), FieldKind.TEXT, Text("责任单位", "owner"), True),
        Field(
            "state",
            ("XMZT", "进展"),
            FieldKind.TEXT,
            Text("进展", "state"),
            True,
            choices=_STATES,
        ),
        Field(
            "begins",
            ("KGNF", "开工年"),
            FieldKind.NUMBER,
            Text("开工年", "begins"),
            True,
            valid=_YEARS,
        ),
        Field(
            "ends", ("WGNF", "完工年"), FieldKind.NUMBER, Text("完工年", "ends"), True, valid=_YEARS
        ),
        Field(
            "version",
            ("GXNF", "更新年度"),
            FieldKind.NUMBER,
            Text("更新年度（同一编号以最新为准）", "year of the version; the newest holds"),
            True,
            valid=_YEARS,
        ),
        Field(
            "budget_10k_cny",
            ("ZTZ", "总投资"),
            FieldKind.NUMBER,
            Text("总投资（万元）", "budget, 10,000 yuan"),
            valid=_POSITIVE,
        ),
        Field(
            "tree_ha",
            ("XZLM", "新增林木"),
            FieldKind.NUMBER,
            Text("计划新增林木覆盖（公顷）", "tree cover planned to be added, ha"),
            valid=_POSITIVE,
        ),
        Field(
            "wetland_ha",
            ("XZSD", "新增保护湿地"),
            FieldKind.NUMBER,
            Text("计划新增受保护湿地（公顷）", "protected wetland planned to be added, ha"),
            valid=_POSITIVE,
        ),
    ),
    zone_field="number",
    colour="#8a3ffc",
)
