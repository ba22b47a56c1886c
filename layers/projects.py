"""Fields that the layers of key projects have in common."""

from sinkmap.classes import project_kinds
from sinkmap.layer import Field, FieldKind
from sinkmap.project import ProjectState
from sinkmap.text import Text

__all__ = ["PROJECT_FIELDS"]

_YEARS = (1990.0, 2100.0)
_POSITIVE = (0.0, 1e9)
_NUMBER, _TEXT = FieldKind.NUMBER, FieldKind.TEXT
_STATES = {str(state): (state.text.zh, state.text.en) for state in ProjectState}
_KINDS = {kind.kind_id: (kind.name.zh, kind.name.en) for kind in project_kinds()}


def _year(name: str, aliases: tuple[str, ...], meaning: Text) -> Field:
    return Field(name, aliases, _NUMBER, meaning, required=True, valid=_YEARS)


def _amount(name: str, aliases: tuple[str, ...], meaning: Text) -> Field:
    return Field(name, aliases, _NUMBER, meaning, valid=_POSITIVE)


def _said(name: str, aliases: tuple[str, ...], meaning: Text) -> Field:
    return Field(name, aliases, _TEXT, meaning, required=True)


PROJECT_FIELDS = (
    _said("number", ("XMBH", "项目编号"), Text("项目编号", "number of the project")),
    _said("name", ("XMMC", "项目名称"), Text("项目名称", "name")),
    Field("kind", ("XMLX", "项目类型"), _TEXT, Text("项目类型", "kind"), True, choices=_KINDS),
    _said("owner", ("ZRDW", "责任单位"), Text("责任单位", "who answers for it")),
    Field("state", ("XMZT", "进展"), _TEXT, Text("进展", "state"), True, choices=_STATES),
    _year("begins", ("KGNF", "开工年"), Text("开工年", "year building begins")),
    _year("ends", ("WGNF", "完工年"), Text("完工年", "year building ends")),
    _year(
        "version",
        ("GXND", "更新年度"),
        Text(
            "更新年度（同一编号以最新者为准）", "year of the version; the newest of a number holds"
        ),
    ),
    _amount("budget_10k_cny", ("ZTZ", "总投资"), Text("总投资（万元）", "budget, 10,000 yuan")),
    _amount(
        "tree_ha",
        ("XZLM", "新增林木"),
        Text("计划新增林木覆盖（公顷）", "tree cover planned to be added, ha"),
    ),
    _amount(
        "wetland_ha",
        ("XZBHSD", "新增保护湿地"),
        Text("计划新增受保护湿地（公顷）", "protected wetland planned to be added, ha"),
    ),
)
