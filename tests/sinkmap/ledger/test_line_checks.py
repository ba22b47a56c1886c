"""面积不减少, 功能不降低, 性质不改变, held against figures written by hand."""

import pandas as pd
import pytest

from sinkmap.ledger import LineRule, LineVerdict, line_checks

CITY = "320400"


def figures(*rows):
    names = ["indicator", "profile", "year", "value", "status"]
    table = pd.DataFrame([(*row, "ok")[:5] for row in rows], columns=names)
    return table.assign(statunit=CITY, vintage="2024版")


@pytest.mark.parametrize(
    ("indicator", "profile", "rule", "rising", "falling"),
    [
        ("redline_area", "geometry", LineRule.AREA, "kept", "broken"),
        ("redline_natural_share", "nat", LineRule.FUNCTION, "kept", "broken"),
        ("redline_kind_area.water_source", "geometry", LineRule.FUNCTION, "kept", "broken"),
        ("human_activity_in_redline", "built", LineRule.NATURE, "broken", "kept"),
    ],
)
def test_each_rule_watches_its_figure(indicator, profile, rule, rising, falling):
    for values, verdict in (
        ((80.0, 81.0), rising),
        ((80.0, 79.5), falling),
        ((80.0, 80.0), "kept"),
    ):
        table = figures(*((indicator, profile, 2023 + n, v) for n, v in enumerate(values)))
        (check,) = line_checks(table)
        assert (check.rule, check.verdict) == (rule, LineVerdict(verdict))
        assert (check.before, check.value, check.year) == (*values, 2024)
        assert check.figure == f"{indicator}/{CITY}/2024/{profile}"
        assert check.vintage == "2024版"


def test_the_net_figure_is_held_against_zero():
    net = ("line_change_area.net", "version")
    table = figures((*net, 2022, None, "not_estimated"), (*net, 2023, -0.5), (*net, 2024, 0.25))
    assert [(c.year, c.verdict) for c in line_checks(table)] == [(2023, "broken"), (2024, "kept")]


def test_what_is_not_known_cannot_be_told():
    table = figures(
        ("redline_area", "geometry", 2022, 5.0),
        ("redline_area", "geometry", 2023, None, "cannot_tell"),
        ("redline_area", "geometry", 2024, 4.0),
    )
    assert [c.verdict for c in line_checks(table)] == ["cannot_tell", "cannot_tell"]


def test_other_figures_and_profiles_are_left_alone():
    table = figures(
        ("redline_area", "parcel", 2023, 5.0),
        ("redline_area", "parcel", 2024, 4.0),
        ("tree_cover_rate", "law", 2023, 5.0),
        ("tree_cover_rate", "law", 2024, 4.0),
    )
    assert line_checks(table) == []


def test_the_watched_figures_exist():
    from sinkmap.indicators import indicators
    from sinkmap.ledger.line_checks import _BY_FUNCTION, _WATCHED

    known = indicators()
    watched = [(name.partition(".")[0], profile) for _, name, profile, _ in _WATCHED]
    watched.append((_BY_FUNCTION[0].strip("."), _BY_FUNCTION[1]))
    assert all(known[name].profile(profile) for name, profile in watched)
