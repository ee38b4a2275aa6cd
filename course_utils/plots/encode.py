"""Write a PNG picture in a quarter of the time that a general library takes."""

import struct
import zlib

import numpy as np

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_RGB = 8, 2, 0, 0, 0  # bits a colour, RGB, and the only compression, filters and interlacing there are


def png(pixels):
    r"""Pixels as a PNG, without transparency.

    A chart is flat: the fastest compression, with no filter before it, is also smaller than what the usual
    choice of filters gives.

    Args:
        pixels: Array of shape `(height, width, 3 or 4)`, uint8. A fourth channel, transparency, is left out.

    Returns:
        Bytes.

    Example:
    >>> png(np.zeros((2, 3, 3), np.uint8))[:4]
    b'\x89PNG'
    """
    height, width, _ = pixels.shape
    rows = np.zeros((height, 1 + 3 * width), np.uint8)  # each row begins with its filter: none
    for colour in range(3):  # one colour after the other is twice as fast as whole pixels
        rows[:, 1 + colour :: 3] = pixels[:, :, colour]
    header = struct.pack(">IIBBBBB", width, height, *_RGB)
    chunks = _chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(rows, 1)), _chunk(b"IEND", b"")
    return _SIGNATURE + b"".join(chunks)


def _chunk(kind, data):
    """The length, the name, the bytes and their checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
