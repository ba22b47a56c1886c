"""Words of jobs in the background, in both languages."""

from __future__ import annotations

from sinkmap.text import Text

__all__: list[str] = []

JOBS = Text("后台任务", "Jobs")
CHIP = Text("任务", "Jobs")
SHARE = "{0} · {1}\u00a0%"
TOLD = Text("后台任务：{0} 项进行中", "Jobs: {0} active")
NOTHING_RUNS = Text("后台任务：没有任务在运行", "Jobs: none is running")
NONE = Text("还没有后台任务。", "No job yet.")
CANCEL = Text("取消", "Cancel")
STOPPING = Text("正在停止…", "stopping …")
LOG = Text("日志", "Log")
CLOSE = Text("收起", "Close")
NO_LOG = Text("（没有日志）", "(nothing was said)")
BROKEN = Text("不可用", "not available")
AWAY = Text("服务器没有应答", "the server does not answer")
BEGUN = Text("后台任务 #{0} 已排入。", "Job #{0} was put into the queue.")
NEWER = Text(
    "方案的当前运行是 {0}，各页显示的是 {1}；重新启动 sinkmap serve 即显示当前运行。",
    "The study's current run is {0}; these pages show {1}. Start sinkmap serve again to see it.",
)
RESULT = Text("查看检查结果", "see the findings")

RUN = Text("重新计算", "Compute anew")
RUN_NOTE = Text(
    "按现在的 study.toml 和输入文件计算，没有改动时只核验；完成前不替换任何结果。",
    "Computes from study.toml and the inputs as they are now; where nothing changed it verifies. "
    "The pages stay open meanwhile, and no result is replaced before it is done.",
)
VERIFY = Text("核验运行文件", "Verify the run's files")
VERIFY_NOTE = Text(
    "逐个核对运行和已归档年报的每个文件。",
    "Hashes every file of the run and of filed reports again.",
)
CONTROL = Text("管控核查", "Control")
CONTROL_NOTE = Text(
    "对照各管控区规则比较两个年度，列出违规图斑（结果在图斑核查中导入）。",
    "Compares two years by the rules of every zone; what it finds is taken into the case register.",
)
YEARS = Text("年度", "Years")
PAIR = Text("{0} → {1}", "{0} → {1}")
MAKE = Text("生成地图文件", "Make the map files")
AGAIN = Text("重试", "Try again")
PREPARING = Text("正在准备地图文件", "The map files are being made")
QUEUED = Text("地图文件排队等候生成", "The map files wait to be made")
NOT_MADE = Text("地图文件未生成", "The map files were not made")
NO_FILES = Text("尚未生成地图文件", "There are no map files yet")
ON_THE_FLY = Text(
    "图层按需绘制；预先生成后更快。",
    "Layers are drawn as they are looked at; made ahead they are faster.",
)
MEANWHILE = Text(
    "其余图层已可查看；完成后自动显示：{0}",
    "Other layers are drawn already; then these appear by themselves: {0}",
)
AMONG = Text("{0} 等 {1} 个图层", "{0} and more, {1} layers")
JOINED = Text("、", ", ")
WITHOUT = Text("未绘制：{0}", "Not drawn: {0}")
READY = Text("地图文件已就绪", "The map files are ready")
