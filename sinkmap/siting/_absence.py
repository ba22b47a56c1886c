"""What is said of sites that are not there, and of scores that nothing tells."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.siting.candidates import GROUND, KEPT
from sinkmap.siting.prepared import Prepared
from sinkmap.siting.score import Scores
from sinkmap.siting.titles import siting_titles
from sinkmap.text import Text
from sinkmap.uom import HECTARE, SQUARE_METRE, convert

__all__ = ["no_site", "nothing", "refuse_unscored", "unscored"]

_NO_GROUND_M2 = 1.0
"""Ground below which there is none, m²; less is rounding of borders."""


def no_site(lost: Sequence[str]) -> Finding:
    """Locks of sites that are no candidates."""
    return Finding(
        "SITING-SITE-UNKNOWN",
        Severity.ERROR,
        Text("锁定的地块不在候选中", "a locked site is no candidate"),
        Text("改用候选清单中的编号", "use ids of the list of candidates"),
        features=tuple(lost),
        count=len(lost),
    )


def nothing(prepared: Prepared, types: Sequence[str]) -> list[Finding]:
    """Where no type has a site: what took the ground of each, as no report can tell it."""
    return [_nothing_of(prepared, one) for one in types]


def _nothing_of(prepared: Prepared, type_id: str) -> Finding:
    why = _why(prepared, type_id)
    name = prepared.book.types[type_id].title
    return Finding(
        "SITING-NOTHING",
        Severity.ERROR,
        Text(
            f"没有任何候选地块：{name.zh}，{why.zh}", f"no candidates at all: {name.en}, {why.en}"
        ),
        Text("换类型，或补充所缺图层", "ask for other types, or add the layer that is missing"),
        features=(type_id,),
    )


def _why(prepared: Prepared, type_id: str) -> Text:
    table = prepared.candidates.excluded
    rows = table[table["type_id"] == type_id].set_index("exclusion_id")["removed_m2"]
    ground = float(rows.get(GROUND, 0.0))
    taken = rows.drop([GROUND, KEPT], errors="ignore")
    if ground < _NO_GROUND_M2 or taken.empty:
        return Text("没有可起算的现状地类", "there is no ground of the classes it starts from")
    worst = str(taken.idxmax())
    for one in prepared.candidates.dropped:
        if one.name == worst:
            return one.reason
    titles = siting_titles(prepared.book, prepared.districts)
    title = titles.get(f"exclusion:{worst}", Text.of(worst))
    lost, whole = (convert(m2, SQUARE_METRE, HECTARE) for m2 in (float(taken.max()), ground))
    return Text(
        f"起算 {whole:,.2f} 公顷中以“{title.zh}”扣除最多，计 {lost:,.2f} 公顷",
        f"of {whole:,.2f} ha most went to: {title.en}, {lost:,.2f} ha",
    )


def refuse_unscored(scores: Scores) -> None:
    """Refuse a question by score where no site has one.

    Raises
    ------
    InputRefusedError
        ``SITING-NO-SCORE``.
    """
    if scores.table["score"].isna().all():
        raise InputRefusedError(
            Finding(
                "SITING-NO-SCORE",
                Severity.ERROR,
                Text(
                    "有权重的准则没有任何候选地块的数据",
                    "of the criteria that weigh anything nothing is known of any candidate",
                ),
                Text("调整权重，或补充所缺图层", "change the weights, or add the layers missing"),
                features=tuple(
                    str(one) for one in dict.fromkeys(name for _, name, _ in scores.dropped)
                ),
            )
        )


def unscored(sites: pd.DataFrame) -> tuple[Finding, ...]:
    """Candidates without a score, where others have one: worth nothing, and never chosen for it.

    ``sites``: ``site_id``, ``type_id``, ``score``.
    """
    blank = np.isnan(sites["score"].to_numpy(dtype=np.float64))
    if not blank.any():
        return ()
    return (
        Finding(
            "SITING-SCORE-UNKNOWN",
            Severity.WARNING,
            Text(
                "部分候选地块没有得分，按零计",
                "some candidates have no score and count as worth nothing",
            ),
            Text(
                "给这些类型有数据的准则以权重，或补充所缺图层",
                "weigh criteria that are known of these types, or add the layers missing",
            ),
            features=tuple(sorted(set(sites["type_id"].astype(str)[blank]))),
            count=int(blank.sum()),
        ),
    )
