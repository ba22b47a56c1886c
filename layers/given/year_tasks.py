"""The yearly task list of the units (年度任务清单)."""

from sinkmap.layer import Field, FieldKind, Form, Given, Sensitivity
from sinkmap.task import QUARTERS, QuarterState
from sinkmap.text import Text

_STATES = {str(state): (state.text.zh, state.text.en) for state in QuarterState}

LAYER = Given(
    id="year_tasks",
    title=Text("年度任务清单", "Yearly task list"),
    form=Form.TABLE,
    sensitivity=Sensitivity.INTERNAL,
    reference="规划年度实施清单 / yearly list of the plan's implementation",
    fields=(
        Field("indicator", ("ZB", "ZBDM", "指标"), FieldKind.TEXT, Text("指标", "indicator"), True),
        Field("profile", ("KJ", "口径"), FieldKind.TEXT, Text("口径", "definition")),
        Field("statunit", ("DW", "单元", "行政区"), FieldKind.TEXT, Text("单元", "unit"), True),
        Field("year", ("ND", "年度"), FieldKind.NUMBER, Text("年度", "year"), True),
        Field(
            "target",
            ("MBZ", "年度目标", "目标值"),
            FieldKind.NUMBER,
            Text("年度目标", "target"),
            True,
        ),
        Field("uom", ("JLDW", "计量单位"), FieldKind.TEXT, Text("计量单位", "unit of measure")),
        *(
            Field(
                quarter,
                (f"Q{place}JZ", f"{place}季度", f"第{place}季度"),
                FieldKind.TEXT,
                Text(f"第{place}季度进展", f"state of quarter {place}"),
                choices=_STATES,
            )
            for place, quarter in enumerate(QUARTERS, start=1)
        ),
        Field(
            "lead",
            ("ZRDW", "责任单位"),
            FieldKind.TEXT,
            Text("责任单位", "who answers for it"),
            True,
        ),
        Field("source", ("LY", "来源"), FieldKind.TEXT, Text("出处", "source")),
    ),
)
