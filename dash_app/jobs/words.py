"""Words of the panel of jobs, in both languages."""

from __future__ import annotations

from sinkmap.text import Text

__all__: list[str] = []

JOBS = Text("后台任务", "Jobs")
HEAD = Text("后台任务：{0}", "Jobs: {0}")
IDLE = Text("空闲", "idle")
ACTIVE = Text("{0} 项进行中", "{0} active")
NONE = Text("还没有后台任务。", "No job yet.")
CANCEL = Text("取消", "Cancel")
STOPPING = Text("正在停止…", "stopping …")
LOG = Text("日志", "Log")
CLOSE = Text("收起", "Close")
NO_LOG = Text("（没有日志）", "(nothing was said)")
BROKEN = Text("不可用", "not available")
