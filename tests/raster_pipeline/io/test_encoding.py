"""The character set of a table is found, and a wrong declaration is not believed."""

import pytest

from raster_pipeline.io.encoding import cpg_encoding, detect_encoding, same_codec

WORDS = ["乔木林地", "水田", "坑塘水面", "戚墅堰街道", "农村宅基地"]


def raw(codec, words=WORDS):
    return [word.encode(codec) for word in words]


@pytest.mark.parametrize(
    ("texts", "cpg", "header", "name", "how", "refuted"),
    [
        (raw("gbk"), "", "", "GB18030", "detected", ""),
        (raw("utf-8"), "", "", "UTF-8", "detected", ""),
        (raw("gbk"), "GB18030", "", "GB18030", "cpg", ""),
        (raw("gbk"), "", "GB18030", "GB18030", "header", ""),
        (raw("gbk"), "UTF-8", "", "GB18030", "detected", "UTF-8"),
        (raw("utf-8"), "GB18030", "", "UTF-8", "detected", "GB18030"),
        (raw("utf-8", ["Ljubljana", "Žalec"]), "", "", "UTF-8", "detected", ""),
        (raw("cp1250", ["Žalec", "Črnomelj"]), "CP1250", "", "CP1250", "cpg", ""),
        (raw("ascii", ["0101", "abc"]), "", "", "UTF-8", "ascii", ""),
        (raw("gb18030", ["𠮷林村", *WORDS]), "", "", "GB18030", "detected", ""),
    ],
)
def test_what_is_found(texts, cpg, header, name, how, refuted):
    found = detect_encoding(texts, cpg, header)
    assert (found.name, found.how, found.refuted) == (name, how, refuted)


def test_bytes_that_fit_nothing_are_not_guessed():
    assert detect_encoding([b"\xff\xfe\xfd\xfc"]) is None


@pytest.mark.parametrize(
    ("text", "codec"),
    [("GBK", "GB18030"), ("936", "GB18030"), ("65001", "UTF-8"), ("nonsense", ""), ("", "")],
)
def test_a_cpg_is_read(tmp_path, text, codec):
    (tmp_path / "a.CPG").write_text(text, encoding="ascii")
    assert cpg_encoding(tmp_path / "a.shp") == codec


def test_an_unknown_character_set_is_an_error():
    with pytest.raises(LookupError):
        same_codec("klingon")
