"""The API with all its operations, put together once every room has registered its acts."""

from __future__ import annotations

from functools import lru_cache

from ninja import Router

from comity.api import interface
from comity.api.endpoints import acts, cases, contents, instruments, parties, rules


@lru_cache(maxsize=1)
def api() -> interface.Interface:
    """The API of this process."""
    made = interface.new()
    doing = Router()
    acts.add_acts(doing)
    for router in (doing, acts.router, contents.router, parties.router, cases.router, instruments.router, rules.router):
        made.add_router("", router)
    return made
