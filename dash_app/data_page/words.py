"""Words of the page of data, in both languages."""

from __future__ import annotations

from sinkmap.errors import Severity
from sinkmap.layer import Sensitivity
from sinkmap.text import Text

__all__: list[str] = []

DATA = Text("数据", "Data")
GIVEN = Text("输入图层", "Layers given")
DERIVED = Text("派生图层", "Layers derived")
FINDINGS = Text("检查发现", "Findings")
REPAIRS = Text("修复记录", "Repairs")
FILES = Text("{0} 个图层 · {1} 个文件 · {2}", "{0} layers · {1} files · {2}")
COUNT = Text("{0} {1}", "{0} {1}")
LAYER = Text("图层", "Layer")
YEARS = Text("年度", "Years")
FILE = Text("文件", "File")
HASH = Text("SHA-256", "SHA-256")
SIZE = Text("大小", "Size")
CRS = Text("坐标系", "CRS")
ENCODING = Text("编码", "Encoding")
SYSTEM = Text("分类体系", "Codes")
STATE = Text("数据状态", "State")
VINTAGE = Text("版本", "Vintage")
SOURCE = Text("来源", "Source")
SENSITIVITY = Text("敏感级别", "Sensitivity")
FOUND = Text("发现", "Findings")
MAP = Text("地图", "Map")
SHOW = Text("查看", "show")
SHOW_LONG = Text("在地图上查看{0}", "show {0} on the map")
PARTITION = Text("统计分区", "Partition")
PARTS = Text("共 {0} 个文件", "{0} files")
FROM = Text("由何派生", "Made from")
REFERENCE = Text("依据", "Reference")
ALL_LAYERS = Text("全部图层", "all layers")
ALL_SEVERITIES = Text("全部级别", "all weights")
OF = Text("{0}（{1}）", "{0} ({1})")
WEIGHT = Text("级别", "Weight")
SEEN = Text("实际：{0}", "seen: {0}")
WANTED = Text("应为：{0}", "wanted: {0}")
CURE = Text("处理：{0}", "cure: {0}")
CONCERNED = Text("涉及 {0} 个要素：{1}", "{0} features: {1}")
AREA = Text("涉及面积 {0} 公顷", "area concerned {0} ha")
NO_FINDINGS = Text("没有符合条件的发现。", "No finding is like this.")
NO_REPAIRS = Text(
    "没有修复：所有输入按原样使用。", "Nothing was repaired: inputs are used as they are."
)
NO_LAYERS = Text("该运行没有登记输入文件。", "The run lists no input files.")
POLICY = Text("规则", "Policy")
FEATURES = Text("要素数", "Features")
MOVED = Text("变动面积（公顷）", "Moved, ha")
CODE = Text("代码", "Code")

UPLOAD = Text("上传数据", "Send a file in")
UPLOAD_NOTE = Text(
    "文件先进入隔离区，按 sinkmap check 的检查列出问题；采用前不参与任何计算，也不覆盖原有文件。",
    "A file goes into quarantine and is checked as by sinkmap check. Nothing uses it before it is "
    "accepted, and no file of the study is written over.",
)
WAITING = Text("待处理的上传", "Files that wait")
NONE_WAITING = Text("没有待处理的上传。", "No file waits.")
CHOOSE = Text("选择一份待处理的上传查看检查结果。", "Choose a file that waits to see its findings.")
CHECKING = Text("正在检查…", "being checked …")
NOT_CHECKED = Text("检查未完成", "not checked")
AGAIN = Text("重新检查", "Check again")
ACCEPT = Text("采用", "Accept")
REJECT = Text("删除", "Delete")
CLEAN = Text("检查未发现任何问题。", "The check found nothing.")
HAS_ERRORS = Text("有错误，不能采用；请删除后改正重传。",
                  "There are errors: delete it, mend it, send it again.")  # fmt: skip
ACCEPTED = Text("已放入 {0}。方案尚未改动：把下列内容写入 study.toml 后重新计算。",
                "It lies in {0}. The plan is not changed: put these lines into study.toml and run "
                "again.")  # fmt: skip
REPLACES = Text("方案中同一图层、年度现用文件：{0}", "Files the plan names for it now: {0}")
DELETED = Text("已删除。", "Deleted.")
GONE = Text("没有这份上传，可能已被处理。", "There is no such upload; it may be dealt with.")
RECEIVED = Text("收到时间", "Received")
FINDINGS_OF = Text(
    "检查结果：错误 {0}，警告 {1}，提示 {2}", "Found: {0} errors, {1} warnings, {2} notes"
)

FORM_WORDS = {
    "choose": Text("选择或拖入文件", "Choose or drop a file"),
    "kinds": Text("shapefile 打成 zip；或 gpkg、geojson、csv、xlsx、tif，至多 512 MB",
                  "a shapefile as zip, or gpkg, geojson, csv, xlsx, tif; up to 512 MB"),
    "layer": LAYER,
    "years": Text("年度（不选为全部）", "Years (none: all)"),
    "system": SYSTEM,
    "asPlan": Text("按方案", "as in the plan"),
    "state": STATE,
    "undeclared": Text("未声明", "undeclared"),
    "vintage": VINTAGE,
    "source": SOURCE,
    "send": Text("上传并检查", "Send and check"),
    "busy": Text("正在上传，请稍候…", "sending…"),
    "noFile": Text("请先选择文件。", "Choose a file first."),
    "tooLarge": Text("文件超过 512 MB，请放入方案文件夹后用 sinkmap check 检查。",
                     "Over 512 MB: put it into the study folder and use sinkmap check."),
    "failed": Text("服务器没有回答，请重试。", "The server did not answer; try again."),
}  # fmt: skip

SEVERITIES = {
    Severity.ERROR: Text("错误", "errors"),
    Severity.WARNING: Text("警告", "warnings"),
    Severity.NOTE: Text("提示", "notes"),
}
SEVERITY_OF = {
    Severity.ERROR: Text("错误", "error"),
    Severity.WARNING: Text("警告", "warning"),
    Severity.NOTE: Text("提示", "note"),
}
"""Of one finding."""
SENSITIVITIES = {
    Sensitivity.PUBLIC: Text("公开", "public"),
    Sensitivity.INTERNAL: Text("内部", "internal"),
    Sensitivity.RESTRICTED: Text("受限", "restricted"),
    Sensitivity.AGGREGATE: Text("仅汇总", "aggregates only"),
}
