import pytest

from sinkmap.statunit import Partition, StatUnit, unit_id
from sinkmap.text import Text

NAME = Text("武进区", "Wujin")


def test_a_code_used_again_for_other_ground_gets_its_partition():
    assert unit_id("320412", "district", taken=False) == "320412"
    assert unit_id("320412", "district_kfq", taken=True) == "320412@district_kfq"


@pytest.mark.parametrize("bad", ["", "a/b"])
def test_unit_ids_fit_into_figure_ids(bad):
    with pytest.raises(ValueError, match="slash"):
        StatUnit(bad, "320412", NAME, "district", "district")


def test_a_partition_lists_each_unit_once():
    assert Partition("district", "district", NAME, ("a", "b")).members == ("a", "b")
    with pytest.raises(ValueError, match="twice"):
        Partition("district", "district", NAME, ("a", "b", "a"))
