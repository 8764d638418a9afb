"""What the strategies of the enterprises share: who can act now, and on what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from comity.enterprises.models import Application, Authority, Enterprise, LicenceClass
from comity.parties.models import Party
from comity.parties.rules import Standing
from comity.record.acts import Act
from comity.record.strategies import steps
from comity.record.testing import Doer, Scribe, Step

CLASSES = {"trade": ("30000000-9", "48000000"), "transport": ("34000000", "60000000")}
SCOPES = {"trade": ("30200000-1", "48900000"), "transport": ("34100000", "60100000", "60160000")}
AUTHORITIES = ("authority-1", "authority-2", "authority-3")
NUMBERS = tuple(f"{number:03}" for number in range(1, 7))


def active_members(scribe: Scribe) -> list[str]:
    day = today_of(scribe)
    return [one.id for one in scribe.rows.rows(Party) if one.is_member and one.standing(day) is Standing.ACTIVE]


def today_of(scribe: Scribe) -> date:
    return (scribe.now + timedelta(seconds=1)).date()


def confidential(scribe: Scribe, about: str) -> str:
    return scribe.ledger.deposit(f"{about} {len(scribe.rows.tables[Application])}".encode(), confidential=True)


def open_classes(scribe: Scribe) -> list[str]:
    return [one.id for one in scribe.rows.rows(LicenceClass) if one.closed_at is None]


def standing_authorities(scribe: Scribe) -> list[Authority]:
    """Authorities that can act: designated, of a member in good standing."""
    members = active_members(scribe)
    return [one for one in scribe.rows.rows(Authority) if one.ended_at is None and one.party in members]


def on_register(scribe: Scribe) -> list[Enterprise]:
    return [one for one in scribe.rows.rows(Enterprise) if one.struck_at is None]


def doers_for(scribe: Scribe, act: type[Act], party: str, venue: str | None = None) -> list[Doer]:
    """The loader, and whoever may do this act for the party."""
    doers = scribe.doers(act, party=party, venue=venue)
    return doers or ([doer for doer in scribe.doers(act) if doer.by.is_system] if act.system_may else [])


def either(*found: SearchStrategy[Step] | None) -> SearchStrategy[Step] | None:
    possible = [one for one in found if one is not None]
    return st.one_of(possible) if possible else None


def by_authority(
    scribe: Scribe, act: type[Act], more: Callable[[Authority], SearchStrategy[Any] | None]
) -> SearchStrategy[Step] | None:
    """Acts of every standing authority, by its member's people or the loader."""
    found = []
    for one in standing_authorities(scribe):
        drawn = more(one)
        if drawn is not None:
            found.append(steps(drawn, doers_for(scribe, act, one.party, one.id)))
    return either(*found)
