"""Parts of pages that are the same for every reader, made once for each language and state of the record.

When an act takes its place, hundreds of open tabs ask for the same part at the same moment.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from django.utils.translation import get_language

from comity.record import log

KEPT = 256
_made: OrderedDict[tuple[str, str, tuple[int, bytes]], str] = OrderedDict()


def kept(address: str, make: Callable[[], str]) -> str:
    """The part at this address, as HTML: ``make`` is called if nobody has asked since the last act.

    Only for what acts alone change and everybody may see: nothing here knows who reads.
    """
    key = (address, get_language() or "", log.head())
    found = _made.get(key)
    if found is None:
        found = _made[key] = make()
        while len(_made) > KEPT:
            _made.popitem(last=False)
    return found


def forget() -> None:
    """Make everything anew: for measurements."""
    _made.clear()
