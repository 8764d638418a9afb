"""Status lists of credentials. Pure.

Source: W3C Bitstring Status List v1.0 (Recommendation, 15 May 2025): a list of 131,072 bits at least (section 2.2), the
first bit the leftmost of the first byte (3.3), compressed by GZIP and written in base64url with the multibase prefix
``u`` (3.4).
"""

from __future__ import annotations

import base64
import gzip
import zlib
from collections.abc import Iterable

from comity.enterprises.certificates.refusals import StatusListMalformed
from comity.record.signature import to_base64url

SIZE = 131_072
"""Entries of one list, the least that the standard allows; a further list begins when one is full."""
MOST = 4 * SIZE // 8
"""More bytes than any list has: whoever sends more means ill."""


def encoded(places: Iterable[int], size: int = SIZE) -> str:
    """A list in which the bits at these places are set, as ``encodedList`` has it."""
    bits = bytearray(size // 8)
    for place in places:
        bits[place // 8] |= 0x80 >> place % 8
    # Without a time of day: the same list gives the same bytes.
    return "u" + to_base64url(gzip.compress(bytes(bits), mtime=0))


def is_set(encoded_list: str, place: int) -> bool:
    """The bit at ``place``. Raises `StatusListMalformed` for what is no list or has no such place."""
    if not encoded_list.startswith("u"):
        raise StatusListMalformed(why="it does not begin with u")
    try:
        packed = base64.b64decode(encoded_list[1:] + "=" * (-len(encoded_list[1:]) % 4), altchars=b"-_", validate=True)
        bits = _unpacked(packed)
    except (ValueError, OSError, EOFError) as error:
        raise StatusListMalformed(why=str(error)) from error
    if not 0 <= place < len(bits) * 8:
        raise StatusListMalformed(why=f"it has no place {place}")
    return bool(bits[place // 8] & (0x80 >> place % 8))


def _unpacked(packed: bytes) -> bytes:
    reader = zlib.decompressobj(31)  # GZIP only
    try:
        bits = reader.decompress(packed, MOST)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if reader.unconsumed_tail or not reader.eof:
        raise ValueError("it is too long, or cut off")
    return bits
