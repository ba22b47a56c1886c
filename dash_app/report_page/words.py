"""Words of the page of the annual report, in both languages."""

from __future__ import annotations

from sinkmap.filing import Need
from sinkmap.text import Text

__all__: list[str] = []

REPORT = Text("年报对账", "Annual report")
YEAR = Text("年度", "Year")
YEAR_OF = Text("{0} 年", "{0}")
FILED = Text("上年上报所用的运行", "Run filed last year")
BY_METHOD = Text("今年方法、上年数据的运行", "Run by today's method on the data of then")
NO_RUN = Text("（未指定）", "(none named)")
TABLE = Text("各区主要指标", "Leading indicators by district")
TABLE_NOTE = Text(
    "每格：本年值；上年值与增减；目标判定。选一格看图斑与来由。",
    "Each cell: this year's value; last year's and the change; the verdict. Choose one for its "
    "parcels and where its change comes from.",
)
UNIT = Text("行政区", "Unit")
LAST = Text("上年 {0}", "last year {0}")
OTHER_RUN = Text(
    "本页打开时展示的是运行 {0}，服务器现在展示的是运行 {1}，数值可能不同。",
    "This page was opened on run {0}; the server shows run {1} now, whose figures may differ.",
)
CHOOSE = Text(
    "在表中选一格，或在地图上点一个区。", "Choose a cell of the table, or a district on the map."
)
GONE = Text("没有这个单元或指标。", "There is no such unit or indicator.")
THIS_YEAR = Text("本年", "This year")
LAST_YEAR = Text("上年（现行方法）", "Last year, today's method")
CHANGE = Text("增减", "Change")
TARGET = Text("目标判定", "Verdict")
INTERVAL = Text("区间", "Interval")
PROFILE = Text("口径", "Definition")
ORIGINS = Text("变化的来由", "Where the change comes from")
ORIGIN_FILED = Text("上年上报值", "Last year as filed")
METHOD = Text("方法", "Method")
DATA = Text("数据", "Data")
RECALCULATED = Text("方法与数据合计", "Method and data together")
LAND = Text("土地", "Land")
WHOLE = Text("合计", "Whole")
NO_ORIGINS = Text(
    "未指定上年上报所用的运行，分不出方法与数据的影响；此处增减按现行方法重算上年得出，即土地变化。",
    "No run is named as filed last year, so method and data cannot be told apart from what was "
    "filed; the change here is against last year by today's method, which is change of the land.",
)
NOT_SPLIT = Text(
    "上报运行中没有这个数值，无法拆分。",
    "The filed run has no value of this, so the change cannot be split.",
)
NO_MIDDLE = Text(
    "方法与数据都变了；另指定「今年方法、上年数据」的运行才能分开。",
    "Both method and data changed; name a run by today's method on the data of then to split them.",
)
PARCELS = Text("变化图斑", "Changed parcels")
TURN = Text("变化前 → 变化后", "before → after")
PARCELS_NOTE = Text(
    "{0} 个，在本区 {1} 公顷；列出最大的 {2} 个。",
    "{0} of them, {1} ha in this unit; the largest {2} are listed.",
)
NOT_OF_PARCELS = Text(
    "这个指标不取自地类图斑，下列图斑是同地的土地变化，不等于该数值的变化。",
    "This figure does not rest on parcels: those below changed on the same ground, and do not add "
    "up to the change of the figure.",
)
LAND_ONLY = Text(
    "只有土地变化：未指定上年上报所用的运行时，图斑上的数据与方法变化无从得知。",
    "Change of the land only: without the run filed last year, neither data nor method can be told "
    "of a parcel.",
)
UNFOUND = Text(
    "尚未查找 {0}—{1} 年的变化图斑。", "Nobody has looked for parcels changed {0} to {1} yet."
)
FIND = Text("查找变化图斑", "Find changed parcels")
FIRST_YEAR = Text("本运行没有更早的年度。", "The run holds no earlier year.")
NO_PARCELS = Text("本区没有变化图斑。", "No parcel changed in this unit.")
CAUSE = Text("变化原因", "Cause")
HECTARES = Text("{0} 公顷", "{0} ha")
BETTER = Text("向好", "better")
WORSE = Text("变差", "worse")
MOVED = Text("有变化", "changed")
SAME = Text("不变", "unchanged")
UNKNOWN = Text("无法比较", "cannot be compared")
MAP = Text("地图", "Map")
MAP_CHANGE = Text("{0}：{1} 年比上年", "{0}: {1} against the year before")
MAP_PARCELS = Text("{0} {1} 年变化图斑", "{0}: parcels changed by {1}")
CARD = Text("所选数值", "The figure chosen")
MAKE = Text("编制报告", "Make the report")
FORMATS = Text("格式", "Formats")
WHOLE_CITY = Text("{0}（全市）", "{0} (the city)")
GO_MAKE = Text("开始编制", "Make")
BEGUN = Text(
    "已列入后台任务 #{0}，完成后本页自动更新。",
    "This is job #{0}; the page follows when it is done.",
)
FILES = Text("文件下载", "Files")
NO_FILES = Text("还没有报告文件。", "No report was written yet.")
IS_FILED = Text("已归档", "filed")
ZIP = Text("归档文件夹 {0}（zip）", "filed folder {0} (zip)")
VERIFY = Text("核验运行与归档", "Verify run and filed reports")
FILING = Text("审核与上报", "Review and filing")
STATE = Text("状态", "State")
RECORD = Text("办理记录", "Record")
NO_RECORD = Text("还没有办理记录。", "Nothing is recorded yet.")
STEP = Text("步骤", "Step")
STEP_OPTION = Text("{0}（{1}）", "{0} ({1})")
STEP_NEEDS = Text("{0}（{1}）· 须有{2}", "{0} ({1}) · asks for {2}")
NO_STEP = Text("没有可办理的步骤", "no step is open")
WHO = Text("经办人", "Who")
COMMENT = Text("意见", "Comment")
OFFICE = Text("会签单位", "Countersigning office")
PAPER = Text("文号", "Number of the paper")
TAKE = Text("提交", "Submit")
TAKEN = Text("已办理：{0}，状态：{1}", "done: {0}; state: {1}")
APPROVING = Text(
    "签发已列入后台任务 #{0}：写出全部格式、签名并归档。",
    "Approval is job #{0}: all formats are written, signed and filed.",
)
VALUES = Text("测算、上报、核定", "Computed, reported, confirmed")
COMPUTED = Text("测算", "Computed")
REPORTED = Text("上报", "Reported")
CONFIRMED = Text("核定", "Confirmed")
QUANTITY = Text("指标", "Quantity")
DRAFT_OF = Text("运行 {0}", "run {0}")
NEEDS = {
    Need.COMMENT: Text("意见", "a comment"),
    Need.OFFICE: Text("会签单位", "an office"),
    Need.PAPER: Text("文号", "a paper's number"),
    Need.COUNTERSIGNED: Text("会签", "a countersignature"),
    Need.NATIONAL: Text("国家确认的数据", "nationally confirmed data"),
    Need.VALUES: Text("核定值", "confirmed values"),
    Need.OTHER_HAND: Text("非编制人", "another hand than the author's"),
}
CAUSES = {
    "land": Text("土地：两年调查地类不同", "land: the surveys of the years differ"),
    "data": Text("数据：上年调查后来有改动", "data: last year's survey was revised"),
    "method": Text("方法：地类归组改变", "method: the class is grouped anew"),
}
