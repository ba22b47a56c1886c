import pytest

from sinkmap.text import Language, Text


@pytest.mark.parametrize(("zh", "en"), [("", "en"), ("中", ""), ("中", "  "), ("\n", "en")])
def test_both_languages_are_required(zh, en):
    with pytest.raises(ValueError, match="both languages"):
        Text(zh, en)


def test_text_is_said_in_a_language():
    text = Text("湿地", "wetland")
    assert text.say("zh") == text.say(Language.ZH) == "湿地"
    assert text.say("en") == "wetland"
    assert text.to_json() == {"zh": "湿地", "en": "wetland"}
    with pytest.raises(ValueError):
        text.say("fr")


def test_placeholders_are_filled_in_both():
    assert Text("{n} 个", "{n} of them").format(n=3) == Text("3 个", "3 of them")


def test_a_name_reads_alike_in_both_languages():
    assert Text.of("GB/T 26424-2010") == Text("GB/T 26424-2010", "GB/T 26424-2010")
    assert Text.of(Text("图斑", "parcel")) == Text("图斑", "parcel")
