"""What is odd about a text: numbers that are missing, given twice or out of order. Nothing is refused for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from comity.instruments.text.keywords import head_of
from comity.instruments.text.numbering import marker_of, ordinal, roman
from comity.instruments.text.structure import Fault, Kind, Provision, Text
from comity.phrase import Phrase

_COUNTED = (Kind.ARTICLE, Kind.PARAGRAPH, Kind.POINT)


def remarks_on(text: Text, lines: Mapping[str, int]) -> list[Fault]:
    """Remarks, in the order of the text."""
    found = list(_in_order([one for root in text.body for one in root.walk() if one.kind is Kind.ARTICLE], lines))
    for provision in text.walk():
        for kind in (Kind.PARAGRAPH, Kind.POINT):
            found += _in_order([child for child in provision.children if child.kind is kind], lines)
    found += _in_order([one for one in text.body if one.kind is Kind.PARAGRAPH], lines)
    return found


def _in_order(provisions: Sequence[Provision], lines: Mapping[str, int]) -> Iterator[Fault]:
    before: Provision | None = None
    for provision in provisions:
        if before is not None:
            last, now = _place(before.number), _place(provision.number)
            values = {"number": _bare(provision.number), "before": _bare(before.number)}
            line = lines.get(provision.id, 1)
            if last and now and now == last and _bare(provision.number) == _bare(before.number):
                yield Fault(line, Phrase("{number} is there twice.", values), grave=False)
            elif last and now and (now < last or now > last + 1):
                yield Fault(line, Phrase("{number} follows {before}: is one missing?", values), grave=False)
        before = provision


def _bare(number: str) -> str:
    return number.rstrip(" .:—–-)").lstrip("(") if number[:1] in "(0123456789" else number.rstrip(" .:—–-")


def _place(number: str) -> int:
    head = head_of(number)
    if head is not None:
        digits = "".join(char if char.isdigit() else " " for char in head.number).split()
        return int(digits[-1]) if digits else roman(head.number)
    marker = marker_of(number)
    if marker is None or not marker.core:
        return 0
    if marker.core[0].isdigit():
        return ordinal(marker.core, "decimal")
    return 0
