"""Files that are costly to make: few at a time, and those asked for of late kept at hand."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import BoundedSemaphore, Lock

from comity.phrase import Refusal

AT_A_TIME = 2
PATIENCE = 15.0
KEPT_BYTES = 48 * 1024 * 1024

_presses = BoundedSemaphore(AT_A_TIME)
_lock = Lock()
_kept: OrderedDict[str, bytes] = OrderedDict()


class PressBusy(Refusal):
    """Many files are being made just now. Try again in a moment."""

    status = 503


def pressed(digest: str, make: Callable[[], bytes]) -> bytes:
    """The file of this digest: one at hand, or a new one. Raises `PressBusy` where none is free for `PATIENCE` s."""
    with _lock:
        if digest in _kept:
            _kept.move_to_end(digest)
            return _kept[digest]
    if not _presses.acquire(timeout=PATIENCE):
        raise PressBusy
    try:
        made = make()
    finally:
        _presses.release()
    with _lock:
        _kept[digest] = made
        while len(_kept) > 1 and sum(map(len, _kept.values())) > KEPT_BYTES:
            _kept.popitem(last=False)
    return made
