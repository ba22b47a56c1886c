"""Vector tiles written by hand: four squares in each, with an id and one of two classes."""

EXTENT = 4096


def varint(number):
    bytes_ = bytearray()
    while number > 0x7F:
        bytes_.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*bytes_, number])


def field(number, body):
    """A protobuf field: a number as it is, bytes with their length."""
    if isinstance(body, int):
        return varint(number << 3) + varint(body)
    return varint(number << 3 | 2) + varint(len(body)) + body


def zigzag(number):
    return varint((number << 1) ^ (number >> 31))


def square_tile(x, y):
    """A vector tile with four squares, each with an id and one of two classes."""
    half = EXTENT // 2
    features, values = b"", b""
    for place in range(4):
        left, top = (place % 2) * half + 64, (place // 2) * half + 64
        side = half - 128
        moves = (side, 0), (0, side), (-side, 0)
        lines = b"".join(zigzag(dx) + zigzag(dy) for dx, dy in moves)
        path = varint(9) + zigzag(left) + zigzag(top) + varint(3 << 3 | 2) + lines + varint(15)
        tags = b"".join(map(varint, (0, place, 1, 4 + place % 2)))
        features += field(2, field(2, tags) + field(3, 3) + field(4, path))
        values += field(4, field(1, f"p{x}-{y}-{place}".encode()))
    values += field(4, field(1, b"wood")) + field(4, field(1, b"water"))
    keys = field(3, b"pid") + field(3, b"kind")
    layer = field(15, 2) + field(1, b"parcels") + features + keys + values + field(5, EXTENT)
    return field(3, layer)
