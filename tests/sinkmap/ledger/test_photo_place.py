"""Where a photograph was taken: an EXIF block written here by the letter of the standard."""

import struct

import pytest

from sinkmap.ledger import PhotoPlace, photo_place


def rational(order, *pairs):
    return b"".join(struct.pack(order + "II", *pair) for pair in pairs)


def exif(order, lat, lon, looks, north="N", east="E"):
    """A TIFF block: first directory with one pointer, the GPS directory, its fractions."""
    gps_at, fractions_at = 26, 26 + 2 + 12 * 5 + 4
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8)
    first = struct.pack(order + "HHHIII", 1, 0x8825, 4, 1, gps_at, 0)
    entries = [
        struct.pack(order + "HHI", 1, 2, 2) + north.encode() + b"\0\0\0",
        struct.pack(order + "HHII", 2, 5, 3, fractions_at),
        struct.pack(order + "HHI", 3, 2, 2) + east.encode() + b"\0\0\0",
        struct.pack(order + "HHII", 4, 5, 3, fractions_at + 24),
        struct.pack(order + "HHII", 17, 5, 1, fractions_at + 48),
    ]
    gps = struct.pack(order + "H", 5) + b"".join(entries) + struct.pack(order + "I", 0)
    return head + first + gps + rational(order, *lat, *lon, looks)


def jpeg(block):
    said = b"Exif\0\0" + block
    comment = b"\xff\xfe\x00\x04hi"
    return (
        b"\xff\xd8" + comment + b"\xff\xe1" + struct.pack(">H", len(said) + 2) + said + b"\xff\xd9"
    )


LAT, LON = ((31, 1), (36, 1), (90, 10)), ((119, 1), (54, 1), (0, 1))  # 31°36'9", 119°54'


@pytest.mark.parametrize("order", ["<", ">"])
def test_the_place_and_the_look_are_read_in_both_byte_orders(tmp_path, order):
    path = tmp_path / "a.jpg"
    path.write_bytes(jpeg(exif(order, LAT, LON, (4525, 100))))
    assert photo_place(path) == PhotoPlace(119.9, pytest.approx(31.6025), 45.25)


def test_south_and_west_are_negative_and_an_odd_look_is_none(tmp_path):
    path = tmp_path / "a.jpg"
    path.write_bytes(jpeg(exif("<", LAT, LON, (400, 1), "S", "W")))
    assert photo_place(path) == PhotoPlace(-119.9, pytest.approx(-31.6025), None)


def test_what_says_nothing_or_is_cut_has_no_place(tmp_path):
    whole = jpeg(exif("<", LAT, LON, (45, 1)))
    bad = [b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xd9", jpeg(b"II*\0"), jpeg(b"XX" * 20)]
    bad += [whole[:cut] for cut in range(2, len(whole) - 4, 7)]
    bad.append(jpeg(exif("<", ((31, 0), (0, 1), (0, 1)), LON, (45, 1))))  # a fraction over nothing
    bad.append(jpeg(exif("<", ((131, 1), (0, 1), (0, 1)), LON, (45, 1))))  # beyond the pole
    for content in bad:
        path = tmp_path / "b.jpg"
        path.write_bytes(content)
        assert photo_place(path) is None
