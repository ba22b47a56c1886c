"""Words of the page of cases, in both languages."""

from __future__ import annotations

from dash_app.cases.choice import Due, Order
from sinkmap.text import Text

__all__: list[str] = []

BATCH = Text("下发批次", "Batch")
ANY_BATCH = Text("全部批次与本级图斑", "all batches, and our own")
DUE_BY = Text("期限", "Deadline")
DUES = {
    Due.ANY: Text("不限", "any"),
    Due.OVERDUE: Text("已逾期", "overdue"),
    Due.WEEK: Text("7 天内到期", "due in 7 days"),
    Due.MONTH: Text("30 天内到期", "due in 30 days"),
    Due.NONE: Text("无期限", "without a deadline"),
}
ANY_SEVERITY = Text("全部等级", "all grades")
COUNTY = Text("县区", "District")
ANY_COUNTY = Text("全部县区", "all districts")
ORDER = Text("排序", "Sorted by")
ORDERS = {
    Order.DUE: Text("逾期在前", "overdue first"),
    Order.NUMBER: Text("编号", "number"),
    Order.SEVERITY: Text("严重等级", "severity"),
    Order.AREA: Text("面积", "area"),
}
FIND = Text("按编号查找", "Find by number")
COUNTS = Text(
    "{0} 件 · 逾期 {1} 件 · 7 天内到期 {2} 件", "{0} cases · {1} overdue · {2} due in 7 days"
)
DAYS_LATE = Text("逾期 {0} 天", "{0} days late")
DAYS_LEFT = Text("剩 {0} 天", "{0} days left")
NONE_IN_QUEUE = Text("没有这样的案件。", "There is no such case.")
LOOK = Text("地图显示", "On the map")
LOOK_PLAIN = Text("图斑", "patches")
LOOK_SWIPE = Text("两年对照", "two years")
CLASSES = Text("底图地类", "Classes of land")
PICTURES = Text("前后影像", "Before and after")
PICTURE_OF = Text("{0} 年，{1}", "{0}, {1}")
NO_PICTURES = Text(
    "本图斑没有影像截图；可在地图上对照两年。",
    "No pictures were kept; compare the years on the map.",
)
RECORDS = Text("批准与备案", "Approvals and records")
NO_RECORDS = Text(
    "300 米内没有批准、临时用地或设施农用地记录。",
    "No approval, temporary land or facility land is on record within 300 m.",
)
RECORD_HEADS = (
    Text("文号", "Number"),
    Text("覆盖本案", "Covers"),
    Text("立案前已核减", "Taken before"),
)
RECORDS_SHARE = Text(
    "阴影为记录范围；已核减的面积不在案件之内。",
    "Hatched on the map; ground taken before is no part of the case.",
)
SQUARE_METRES = Text("{0} 平方米", "{0} m²")
PHOTOS = Text("举证照片", "Photographs")
PHOTO_ALT = Text("照片 {0}，方位角 {1}°", "photograph {0}, looking to {1}°")
PHOTO_HERE = Text("照片未记位置，绘于案件处", "the file does not say where; drawn at the case")
FILE_LOST = Text("文件已不在台账文件夹", "the file is no longer in the register's folder")
FILE_ONLY = Text("下载", "download")
PHOTO_LEGEND = Text("举证照片与方向", "photographs and where they look")
MANY = Text("批量", "Several at once")
MANY_LABEL = Text(
    "列表中同状态的另 {0} 件一并办理", "also with the {0} others listed in the same state"
)
MANY_DONE = Text("已办理 {0} 件", "done with {0} cases")
MANY_REFUSED = Text("{0} 件未办理：", "{0} were refused:")
ROLE = Text("身份", "As")
ATTACH = Text("附上照片或文件", "Attach a photograph or a paper")
PAPER_KIND = Text("种类", "Kind")
KIND_PHOTO = Text("举证照片", "photograph")
KIND_DOCUMENT = Text("证明文件", "document")
DROP = Text("选择或拖入文件", "Choose or drop a file")
DROP_HINT = Text(
    "照片为 JPEG、PNG、TIFF 或 HEIF，至多 {0} MB",
    "up to {0} MB; photographs as JPEG, PNG, TIFF, HEIF",
)
TOO_LARGE = Text("文件超过 {0} MB，请用命令行附上", "over {0} MB: attach it by the command line")
AZIMUTH_LABEL = Text(
    "方位角（度，正北为 0；照片自带时可空）",
    "Azimuth, degrees from north (may be in the photograph)",
)
NOTE = Text("备注", "Note")
ATTACH_GO = Text("附上", "Attach")
ATTACH_DONE = Text("已附上：{0}", "attached: {0}")
NO_FILE = Text("先选择文件。", "Choose a file first.")
SPLIT_FORM = Text("分割图斑", "Split the case")
SPLIT_HINT = Text(
    "在地图上画线穿过图斑，或画面盖住其一部分；双击结束。各部分面积之和等于原面积，最大的部分保留编号。",
    "Draw a line across the patch or a shape over part of it; a double click ends it. The parts "
    "add up to the area it had, and the largest keeps the number.",
)
DRAW = Text("绘制", "Draw")
DRAW_NONE = Text("不画", "nothing")
DRAW_LINE = Text("线", "a line")
DRAW_SHAPE = Text("面", "a shape")
CUT_TYPED = Text("或输入线的坐标（经度 纬度，…）", "Or type the line (longitude latitude, …)")
CUT_LIKE = Text("119.90 31.60, 119.91 31.60", "119.90 31.60, 119.91 31.60")
SPLIT_GO = Text("分割", "Split")
SPLIT_DONE = Text("已分为 {0}", "split into {0}")
NO_CUT = Text("先在地图上绘制，或输入线的坐标。", "Draw on the map first, or type the line.")
CUT = Text("{0} 人工分割出 {1}", "{1} was split off {0} by hand")
MERGE_FORM = Text("合并图斑", "Merge with others")
MERGE_HINT = Text(
    "列出的是与本案相接或重叠、同批次同状态的案件。合并后为一件新案件：面积为各案之并，期限取最早，"
    "照片、文件和下发编号一并带入；原案件不再办理，编号不恢复。合并不可撤销，可再分割。",
    "Listed are cases that touch or overlap this one, of its batch and state. They become one new "
    "case: its area is their union, the earliest deadline holds, photographs, papers and issued "
    "numbers go with it; the old cases are closed and their numbers do not come back. A merge is "
    "not undone; the new case can be split.",
)
MERGE_WITH = Text("与本案合并", "Merge this case with")
MERGE_NONE = Text(
    "没有与本案相接、同批次同状态的案件。",
    "No case of this batch and state touches this one.",
)
MERGE_LATE = Text(
    "已判定的案件不能合并；先退回补正。",
    "A case that was judged is not merged; send it back first.",
)
MERGE_GO = Text("合并", "Merge")
MERGE_DONE = Text(
    "{0} 已合并为 {1}；重叠 {2} 公顷只计一次",
    "{0} are now {1}; an overlap of {2} ha counts once",
)
NO_OTHER = Text("先选择要与本案合并的案件。", "Choose the cases to merge this one with first.")
JOINED = Text("{0} 人工并入 {1}", "{0} was merged by hand into {1}")
MERGE_EVENT = Text("由他案合并", "merged by hand from others")
CLOSED_INTO = Text("已并入 {0}，不再办理", "now part of {0}, closed to further work")
OF_CASE = Text("随 {0} 带入", "came with {0}")
SPLIT_EVENT = Text("分割", "split by hand")
RETURN = Text("下载反馈表", "Download the return")
RETURN_ROWS = Text("{0} 个图斑", "{0} patches")

CASES = Text("案件台账", "Case register")
STATE = Text("状态", "State")
ALL_STATES = Text("全部（{0}）", "all ({0})")
OF_STATE = Text("{0}（{1}）", "{0} ({1})")
LIST = Text("案件", "Cases")
LIST_REST = Text("仅列前 {0} 件，另有 {1} 件", "the first {0} are listed, {1} more are not")
NUMBER = Text("编号", "Number")
CARD = Text("案件内容", "The case")
CHOOSE = Text("在列表或地图上选择一个案件。", "Choose a case in the list or on the map.")
NONE = Text("台账中还没有案件。", "The register holds no case yet.")
MAP = Text("案件位置", "Where the cases are")
CHANGE = Text("变化", "Change")
GROUND = Text("面积", "Area")
HECTARES = Text("{0} 公顷", "{0} ha")
SEVERITY = Text("严重等级", "Severity")
ZONES = Text("管控区域", "Zones")
RULES = Text("规则", "Rules")
PLACE = Text("位置", "Place")
YEARS = Text("年度", "Years")
DEADLINE = Text("反馈期限", "To be answered by")
DUE = Text("整改期限", "To be rectified by")
VERDICT = Text("判定", "Verdict")
ISSUED = Text("下发图斑", "Issued by a superior")
DOCUMENTS = Text("举证与文件", "Evidence and documents")
AZIMUTH = Text("方位角 {0}°", "looking to {0}°")
LINEAGE = Text("沿革", "Lineage")
SPLIT = Text("{0} 分出 {1}", "{0} was split, giving {1}")
MERGE = Text("{0} 并入 {1}", "{0} is now part of {1}")
FOLLOWS = Text("{1} 接续已结的 {0}", "{1} follows the concluded {0}")
HISTORY = Text("经过", "History")
OPENED = Text("立项", "opened")
SEEN = Text("再次发现", "seen again")
MERGED = Text("并入他案", "merged")
ATTACHED = Text("附上文件", "file attached")
LINKED = Text("记录沿革", "lineage noted")
FORM = Text("办理", "Take a step")
STEP = Text("步骤", "Step")
STEP_OPTION = Text("{0}（{1}）", "{0} ({1})")
STEP_NEEDS = Text("{0}（{1}）· 须有{2}", "{0} ({1}) · asks for {2}")
NO_STEP = Text("此状态下没有可办理的步骤", "no step is open in this state")
WHO = Text("办理人", "Who")
WHY = Text("说明", "Reason")
UNTIL = Text("完成期限", "To be done by")
UNTIL_LIKE = Text("如 2025-09-30", "such as 2025-09-30")
TAKE = Text("提交", "Submit")
DONE = Text("已办理：{0}", "done: {0}")
MISSING_CASE = Text("没有这个案件", "There is no such case")
