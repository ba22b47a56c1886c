"""Signed agreements on ecological compensation between governments, as a register.

Negotiated between who benefits and who protects, with a written agreement (生态保护补偿条例, 2024,
art. 14-17). The register holds what was signed; nothing here weighs or shares out an amount.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.text import Text

__all__ = ["AGREEMENT_COLUMNS", "Agreement", "AgreementState", "parse_agreements"]


class AgreementState(StrEnum):
    """Where a signed agreement stands."""

    SIGNED = "signed"
    IN_FORCE = "in_force"
    FULFILLED = "fulfilled"
    ENDED = "ended"

    @property
    def text(self) -> Text:
        """Words for people."""
        return _STATE[self]


_STATE = {
    AgreementState.SIGNED: Text("已签订", "signed"),
    AgreementState.IN_FORCE: Text("履行中", "in force"),
    AgreementState.FULFILLED: Text("已履行", "fulfilled"),
    AgreementState.ENDED: Text("已终止", "ended"),
}


@dataclass(frozen=True, slots=True)
class Agreement:
    """One agreement. ``payer`` pays ``receiver`` for what ``basis`` names.

    ``amount_10k_cny``: 万元 over the whole period; days are ISO dates.
    """

    number: str
    payer: str
    receiver: str
    basis: str
    signed: str
    begins: str
    ends: str
    amount_10k_cny: float
    state: AgreementState

    def to_row(self) -> dict[str, Any]:
        """The agreement as a row of the run's table."""
        return {**asdict(self), "state": str(self.state)}

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Agreement:
        """Read an agreement back from its row."""
        return cls(**{**row, "state": AgreementState(row["state"])})


AGREEMENT_COLUMNS = tuple(column.name for column in fields(Agreement))
"""Columns of the register, as a study gives it and as a run keeps it."""

_MESSAGES = {
    "AGREEMENT-COLUMN-MISSING": Text("协议登记表缺列", "the register lacks columns"),
    "AGREEMENT-EMPTY": Text("协议登记表有空白项", "an entry of the register is empty"),
    "AGREEMENT-DOUBLE": Text("协议编号重复", "an agreement's number stands twice"),
    "AGREEMENT-PARTIES": Text("补偿方与受偿方相同", "payer and receiver are the same"),
    "AGREEMENT-DATE": Text("日期不是年-月-日", "a day is no year-month-day"),
    "AGREEMENT-PERIOD": Text("协议期限前后颠倒", "the period ends before it begins"),
    "AGREEMENT-AMOUNT": Text("金额不是正数", "the amount is no positive number"),
    "AGREEMENT-STATE": Text("协议状态无法识别", "the state is not known"),
}
_CURE = Text("改正方案所列协议登记表", "correct the study's register of agreements")
_DAYS = ("signed", "begins", "ends")


def parse_agreements(
    columns: Sequence[str], rows: Iterable[Mapping[str, str]], file: str
) -> tuple[Agreement, ...]:
    """The register as it was read, all texts.

    Parameters
    ----------
    columns
        Names of the file's columns; those of :data:`AGREEMENT_COLUMNS` must be there.
    file
        Name for findings.

    Raises
    ------
    InputRefusedError
        Every fault of every row at once.
    """
    missing = [name for name in AGREEMENT_COLUMNS if name not in columns]
    if missing:
        wanted = ", ".join(missing)
        raise InputRefusedError(
            _finding("AGREEMENT-COLUMN-MISSING", file, "", ", ".join(columns), wanted)
        )
    plain = [{name: row[name].strip() for name in AGREEMENT_COLUMNS} for row in rows]
    numbers = [row["number"] for row in plain]
    findings = [
        _finding("AGREEMENT-DOUBLE", file, number, number)
        for number in sorted({n for n in numbers if n and numbers.count(n) > 1})
    ]
    for place, row in enumerate(plain, start=1):
        findings += _faults(row, file, row["number"] or f"#{place}")
    if findings:
        raise InputRefusedError(findings)
    return tuple(_agreement(row) for row in plain)


def _agreement(row: Mapping[str, str]) -> Agreement:
    return Agreement(
        number=row["number"],
        payer=row["payer"],
        receiver=row["receiver"],
        basis=row["basis"],
        signed=row["signed"],
        begins=row["begins"],
        ends=row["ends"],
        amount_10k_cny=float(row["amount_10k_cny"]),
        state=_states()[row["state"].casefold()],
    )


def _faults(row: Mapping[str, str], file: str, name: str) -> list[Finding]:
    empty = [column for column in AGREEMENT_COLUMNS if not row[column]]
    found = [_finding("AGREEMENT-EMPTY", file, name, wanted=", ".join(empty))] if empty else []
    given = {column: text for column, text in row.items() if text}
    if row["payer"] and row["payer"] == row["receiver"]:
        found.append(_finding("AGREEMENT-PARTIES", file, name, row["payer"]))
    days = {column: _day(given[column]) for column in _DAYS if column in given}
    wrong = [f"{column}={given[column]}" for column, day in days.items() if day is None]
    if wrong:
        found.append(_finding("AGREEMENT-DATE", file, name, ", ".join(wrong), "2024-12-31"))
    begins, ends = days.get("begins"), days.get("ends")
    if begins and ends and ends < begins:
        found.append(_finding("AGREEMENT-PERIOD", file, name, f"{begins} … {ends}"))
    amount = given.get("amount_10k_cny")
    if amount is not None and not _positive(amount):
        found.append(_finding("AGREEMENT-AMOUNT", file, name, amount, "> 0"))
    state = given.get("state")
    if state is not None and state.casefold() not in _states():
        found.append(_finding("AGREEMENT-STATE", file, name, state, " | ".join(AgreementState)))
    return found


def _states() -> dict[str, AgreementState]:
    """States by every word they may be given in."""
    return {word: state for state in AgreementState for word in (str(state), state.text.zh)}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _positive(text: str) -> bool:
    try:
        amount = float(text)
    except ValueError:
        return False
    return math.isfinite(amount) and amount > 0.0


def _finding(code: str, file: str, name: str, seen: str = "", wanted: str = "") -> Finding:
    features = (name,) if name else ()
    return Finding(
        code,
        Severity.ERROR,
        _MESSAGES[code],
        _CURE,
        file=file,
        features=features,
        seen=seen,
        wanted=wanted,
    )
