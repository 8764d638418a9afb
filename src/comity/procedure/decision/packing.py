"""All values of a tally in one integer, so that a position is one addition.

From the lowest bit: a set of bits for the members without a position, one for each moving base, then a field for each
value. A field holds its value plus half its range, so that its top bit says whether the value is 0 or more; and it is
wide enough for every value it can take, so that no addition carries into the next. Adding up then adds every field at
once, and one *and* with the top bits tells which inequalities hold.
"""

from __future__ import annotations

from collections.abc import Sequence


class Packing:
    """Where each field lies. ``bounds``: per value, an integer that its absolute value never exceeds."""

    def __init__(self, members: int, sets: int, bounds: Sequence[int]) -> None:
        self._members = members
        self.everyone = (1 << members) - 1
        self._fields: list[tuple[int, int]] = []  # (shift, half the range)
        shift = members * sets
        for bound in bounds:
            half = 1 << bound.bit_length()
            self._fields.append((shift, half))
            shift += half.bit_length()
        self.width = shift

    def packed(self, sets: Sequence[int], values: Sequence[int]) -> int:
        """Sets of members and values as one integer."""
        return self.change(sets, values) + sum(half << shift for shift, half in self._fields)

    def change(self, sets: Sequence[int], values: Sequence[int]) -> int:
        """What to add to a packed integer to add this to its sets and values (negative to take out)."""
        found = sum(each << (self._members * index) for index, each in enumerate(sets))
        return found + sum(value << shift for value, (shift, _) in zip(values, self._fields, strict=True))

    def members(self, packed: int, index: int) -> int:
        """One of the sets of members."""
        return (packed >> (self._members * index)) & self.everyone

    def values(self, packed: int, start: int, stop: int) -> list[int]:
        """The values of some of the fields."""
        return [((packed >> shift) & (2 * half - 1)) - half for shift, half in self._fields[start:stop]]

    def signs(self, stop: int) -> int:
        """The top bits of the first ``stop`` fields."""
        return sum(half << shift for shift, half in self._fields[:stop])
