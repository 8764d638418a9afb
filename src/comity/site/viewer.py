"""Puts the viewer on every request: the account, the person it stands for, the capacity chosen in this session."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from inspect import iscoroutinefunction
from typing import cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.decorators import sync_and_async_middleware
from django.utils.functional import SimpleLazyObject

from comity.pages.viewer import Capacity, Viewer
from comity.parties import queries
from comity.parties.rules import PartyKind
from comity.site.models import Account

Handler = Callable[[HttpRequest], HttpResponseBase] | Callable[[HttpRequest], Awaitable[HttpResponseBase]]
CHOSEN = "capacity"  # the key in the session


@sync_and_async_middleware
def viewer_middleware(get_response: Handler) -> Handler:
    """Set ``request.viewer``, read from the database only when a page asks for it."""

    def put(request: HttpRequest) -> None:
        request.viewer = SimpleLazyObject(lambda: viewer_for(request))  # type: ignore[attr-defined]

    if iscoroutinefunction(get_response):

        async def later(request: HttpRequest) -> HttpResponseBase:
            put(request)
            return cast("HttpResponseBase", await get_response(request))

        return later

    def at_once(request: HttpRequest) -> HttpResponseBase:
        put(request)
        return cast("HttpResponseBase", get_response(request))

    return at_once


def viewer_for(request: HttpRequest) -> Viewer:
    """The viewer of a request. With a single capacity that one is chosen; with several, the one chosen in the session.

    Somebody with several capacities who has not chosen yet acts in none: nobody acts for a party by accident.
    """
    account = request.user
    if not isinstance(account, Account) or not account.is_authenticated:
        return Viewer()
    capacities = capacities_of(account.person, timezone.now()) if account.person else ()
    chosen = request.session.get(CHOSEN)
    capacity = next((one for one in capacities if one.id == chosen), None)
    if capacity is None and len(capacities) == 1:
        capacity = capacities[0]
    return Viewer(account, account.person, capacities, capacity)


def capacities_of(person: str, at: datetime) -> Sequence[Capacity]:
    """The capacities a person has at a moment, as the pages need them; three queries."""
    return tuple(
        Capacity(
            id=held.powers.id,
            party=held.party.id,
            party_name=held.party.name,
            title=held.powers.title,
            body=held.body.id if held.body else "",
            body_name=held.body.name if held.body else "",
            powers=frozenset(held.powers.powers),
            is_member=held.party.is_member,
            is_secretariat=held.party.kind == PartyKind.SECRETARIAT,
        )
        for held in queries.capacities_of(person, at)
    )
