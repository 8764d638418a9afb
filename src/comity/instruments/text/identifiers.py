"""Identifiers of provisions by the naming convention of Akoma Ntoso (AKN-NC 1.0, §5), as bluebell makes them."""

from __future__ import annotations

from bluebell.xml import IdGenerator

from comity.instruments.text.keywords import head_of
from comity.instruments.text.numbering import meaning


class Identifiers:
    """Gives identifiers in the order of a text: ``chp_2__art_5__para_1__point_b``. None is given twice."""

    def __init__(self) -> None:
        self._generator = IdGenerator()

    def of(self, prefix: str, name: str, number: str = "") -> str:
        """The identifier of an element within ``prefix``; ``number`` is what its number means."""
        return str(self._generator.get_eid(prefix, name, number))


def number_of(printed: str, siblings: str = "") -> str:
    """What the number of a provision means, as it stands in an identifier: "Статья 5." is 5, "б)" is b."""
    head = head_of(printed)
    return meaning(head.number if head is not None else printed, siblings)
