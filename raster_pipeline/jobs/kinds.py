"""What a job may be: a fixed list of commands, and the form of each of their arguments.

Nothing goes through a shell, and every option is one word, ``--name=value``, so that no value can
pass for another option.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sinkmap.errors import Finding, Severity, UsageError
from sinkmap.text import Text

__all__ = ["JOB_KINDS", "JobKind", "command_of", "queue_of"]

_YEAR = r"\d{4}"
_YEARS = r"\d{4}(,\d{4})*"
_RUN = r"[0-9A-Za-z]{8,64}"
_UNIT = r"[^\s/#?%&<>\"'\\\x00-\x1f\ud800-\udfff]{1,128}"
_WORD = r"[a-z_]{1,30}"
_WORDS = r"[A-Za-z0-9_\-]{1,40}(,[A-Za-z0-9_\-]{1,40})*"
_SMALL = r"[1-9]\d{0,2}"
_NUMBER = r"\d{1,12}(\.\d{1,6})?"
_WEIGHTS = r"\w{1,20}=\d(\.\d{1,9})?(,\w{1,20}=\d(\.\d{1,9})?)*"
_LINE = r"[^\x00-\x1f\x7f\ud800-\udfff]{1,200}"
_PROSE = r"[^\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]{1,2000}"
"""Forms of arguments; the whole value must match."""


@dataclass(frozen=True, slots=True)
class JobKind:
    """A command that may run as a job.

    ``command``: words after the name of the program; ``first``: argument -> form of those written
    before the options, in order; ``options``: argument -> form, ``run`` being written ``--run``.
    ``needs``: arguments that must be given. ``queue``: one job of a queue runs at a time; the
    queues do not wait for each other.
    """

    title: Text
    command: tuple[str, ...]
    options: Mapping[str, str]
    first: Mapping[str, str]
    needs: tuple[str, ...] = ()
    queue: str = "work"


def _kind(
    zh: str, en: str, command: str, needs: str = "", first: Mapping[str, str] | None = None,
    **options: str,
) -> JobKind:  # fmt: skip
    named = {name.rstrip("_"): form for name, form in options.items()}
    return JobKind(Text(zh, en), (command,), named, first or {}, tuple(needs.split()))


JOB_KINDS: Mapping[str, JobKind] = {
    "check": _kind("检查输入", "check the inputs", "check"),
    "run": _kind("计算", "compute", "run", years=_YEARS, workers=_SMALL),
    "display": _kind("生成显示数据", "make the display files", "display", run=_RUN),
    "changed": _kind("查找变化图斑", "find changed parcels", "changed", "from to",
                     from_=_YEAR, to=_YEAR, filed=_RUN, run=_RUN),
    "control": _kind("管控核查", "control", "control", "from to",
                     from_=_YEAR, to=_YEAR, run=_RUN),
    "site": _kind("选址求解", "choose sites", "site", "type", type=_WORDS, budget=_NUMBER,
                  objective=_WORD, max_area=_NUMBER, weights=_WEIGHTS, lock_in=_WORDS,
                  lock_out=_WORDS, draws=r"\d{1,5}", format=_WORDS, year=_YEAR, run=_RUN),
    "report": _kind("编写年报", "make the annual report", "report", "year", year=_YEAR,
                    format=_WORDS, unit=_UNIT, filed=_RUN, by_method=_RUN, run=_RUN),
    "file": _kind("年报办理", "filing step", "file", "step year role who", {"step": _WORD},
                  year=_YEAR, unit=_UNIT, who=_LINE, role=_WORD, comment=_PROSE, office=_LINE,
                  paper=_LINE, filed=_RUN, by_method=_RUN, run=_RUN),
    "verify": _kind("核验文件", "verify the files", "verify", run=_RUN),
    # A person waits for it, its process is bounded, and it writes nothing of the study: it is not
    # to wait for hours behind a run.
    "upload": replace(_kind("检查上传的文件", "check a file sent in", "check-upload", "id",
                            {"id": r"[0-9a-f]{16}"}), queue="uploads"),
}  # fmt: skip
"""Every kind of job, by id."""


def queue_of(kind: str) -> str:
    """The queue a kind waits in; that of ordinary work if nobody knows the kind any more."""
    known = JOB_KINDS.get(kind)
    return "work" if known is None else known.queue


def command_of(kind: str, study: Path, arguments: Mapping[str, str]) -> list[str]:
    """Words to call the program with.

    Parameters
    ----------
    study
        Study folder or its ``study.toml``.
    arguments
        Argument -> value; an empty value is left out.

    Raises
    ------
    UsageError
        ``JOB-KIND`` if there is no such kind; ``JOB-ARGUMENT`` for each argument that is strange,
        missing or not of its form.
    """
    known = JOB_KINDS.get(kind)
    if known is None:
        raise UsageError(_finding("JOB-KIND", kind, ", ".join(JOB_KINDS)))
    given = {name: value for name, value in arguments.items() if value}
    forms = {**known.first, **known.options}
    wrong = [_finding("JOB-ARGUMENT", f"{kind}: {name}", ", ".join(forms))
             for name in sorted(given.keys() - forms.keys())]  # fmt: skip
    wrong += [_finding("JOB-ARGUMENT", f"{kind}: {name} = {given[name]!r}", forms[name])
              for name in forms
              if name in given and not re.fullmatch(forms[name], given[name])]  # fmt: skip
    wrong += [_finding("JOB-ARGUMENT", f"{kind}: {name} = -", forms[name])
              for name in known.needs if name not in given]  # fmt: skip
    if wrong:
        raise UsageError(wrong)
    options = [f"--{name.replace('_', '-')}={given[name]}"
               for name in known.options if name in given]  # fmt: skip
    before = [given[name] for name in known.first if name in given]
    return [*known.command, str(study), *before, *options]


_SAID = {
    "JOB-KIND": (
        Text("没有这种后台任务", "there is no such kind of job"),
        Text("改用所列的种类", "use one of the kinds listed"),
    ),
    "JOB-ARGUMENT": (
        Text("后台任务的参数不对", "an argument of the job is wrong"),
        Text("按所要求的写法填写", "write it as wanted"),
    ),
}


def _finding(code: str, seen: str, wanted: str) -> Finding:
    return Finding(code, Severity.ERROR, *_SAID[code], seen=seen[:300], wanted=wanted)
