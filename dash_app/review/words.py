"""Words of the page of reviews, in both languages."""

from __future__ import annotations

from sinkmap.text import Text

__all__: list[str] = []

REVIEWS = Text("项目套合", "Project review")
ASK = Text("审查一个项目", "Review a project")
DROP = Text("把地块文件拖到这里，或点击选择", "Drop the plot file here, or choose one")
DROP_HINT = Text(
    "界址点文本、DXF、Shapefile（zip）、GeoJSON、GeoPackage；不超过 {0} MB",
    "boundary-point text, DXF, shapefile (zip), GeoJSON, GeoPackage; at most {0} MB",
)
TOO_LARGE = Text("文件超过 {0} MB，没有读取", "the file is over {0} MB and was not read")
USE = Text("用途", "Use")
PROJECT_NUMBER = Text("项目编号", "Number")
NAME = Text("项目名称", "Name")
APPLICANT = Text("申请单位", "Applicant")
INDUSTRY = Text("行业代码", "Industry code")
MORE = Text("更多", "More")
ACTIVITY = Text("有限人为活动序号", "Limited activity")
NO_ACTIVITY = Text("不主张", "none claimed")
MAJOR = Text("国家重大项目", "National key project")
MAJOR_LABEL = Text("是否", "Whether")
CRS = Text("文件未写时的坐标系", "CRS the file lacks")
LAYER = Text("DXF 图层", "Layer of a drawing")
WHO = Text("经办人", "Who")
GO = Text("套合审查", "Review")
NO_FILE = Text("请先选择地块文件。", "Choose a plot file first.")
DONE = Text("已审查：{0}", "Reviewed: {0}")
RECENT = Text("已审查的项目", "Projects on record")
RECENT_HEADS = (Text("项目", "Project"), Text("结论", "Conclusion"))
NO_RECENT = Text("还没有审查过的项目。", "No project was reviewed yet.")
MAP = Text("项目与管控线", "The project and the lines")
PLOT = Text("用地范围", "Project")
RESULT = Text("审查结果", "Result")
CHOOSE = Text(
    "选择地块文件并审查，或在左侧选择一个已审查的项目。",
    "Choose a plot file and review it, or choose a project on record at the left.",
)
ROWS = Text("涉及的管控线与单元", "Lines and units that are touched")
ROW_HEADS = (Text("管控区域", "Zone"), Text("公顷", "ha"))
NO_ROWS = Text("项目不涉及任何管控线。", "The project touches no line.")
THEMES = Text("分主题结论", "Themes")
SHARE = Text("占项目", "Share")
AREA = Text("涉及面积", "Ground involved")
HECTARES = Text("{0} 公顷", "{0} ha")
CLAUSE = Text("条款", "Clause")
REASON = Text("理由", "Reason")
OFFICE = Text("征求意见部门", "Office to be asked")
DOCUMENT = Text("须办理的文件", "Paper needed")
NOT_STEADY = Text("结论随阈值变化", "hangs on the threshold")
SLIVER = Text("碎片，未计入结论", "a sliver, not counted")
FACTS = Text("项目", "Project")
PLACE = Text("所在区", "District")
LAW = Text("法规日期", "Law as of")
REVIEW_ID = Text("审查编号", "Review")
FINDINGS = Text("数据说明", "Notes on the data")
FILES = Text("审查表与附图", "Form and maps")
FILE_NAMES = {"docx": Text("Word", "Word"), "html": Text("网页", "page"), "pdf": Text("PDF", "PDF")}
RECORD = Text("办理记录", "Record")
STEP = Text("下一环节", "Next step")
STEP_OFFICE = Text("部门", "Bureau")
OPINION = Text("意见", "Opinion")
PAPER = Text("文号", "Number of the paper")
TAKE = Text("登记", "Enter")
ENTERED = Text("已登记：{0}", "entered: {0}")
NO_STEP = Text("没有可登记的环节", "no step is open")
GROUND = Text("用地范围来自", "The ground comes from")
BY_FILE = Text("文件", "a file")
BY_DRAWING = Text("在图上绘制", "drawing it")
NO_DRAWING = Text("请先在图上画出用地范围。", "Draw the project on the map first.")
NUMBER_MISSING = Text("请填写项目编号。", "Give the project a number.")
ZONES_AROUND = Text("周边管控区域", "Zones around")
CONTROL = Text("两年管控核查", "Control of two years")
