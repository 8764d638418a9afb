"""Reads of the parties, each in a known number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
from django.db.models import Q

from comity.parties.acts import ORGANISATION
from comity.parties.models import Body, Delegate, FullPowers, Organisation, Party, Person
from comity.record import content
from comity.record.acts import Capacity


@dataclass(frozen=True, slots=True)
class CapacityHeld:
    """A capacity somebody may choose to act in: under which full powers, for which party, in which body."""

    powers: FullPowers
    party: Party
    body: Body | None

    @property
    def capacity(self) -> Capacity:
        return Capacity(self.powers.person, self.powers.party, self.powers.id)

    @property
    def party_id(self) -> str:
        return self.powers.party

    @property
    def body_id(self) -> str:
        return self.powers.body

    def holds(self, power: str) -> bool:
        return power in self.powers.powers


def organisation() -> Organisation | None:
    """The organisation, once it has been founded."""
    return Organisation.objects.filter(id=ORGANISATION).first()


def languages() -> list[str]:
    """The languages of the organisation, in its own order."""
    found = organisation()
    return list(found.languages) if found is not None else ["en"]


def capacities_of(person: str, at: datetime) -> list[CapacityHeld]:
    """The capacities in which ``person`` may act at ``at``, by party; three queries."""
    held = FullPowers.objects.filter(Q(until=None) | Q(until__gt=at), person=person, since__lte=at, revoked_at=None)
    powers = sorted(held, key=lambda one: (one.party, one.body, one.id))
    parties = Party.objects.in_bulk({one.party for one in powers})
    bodies = Body.objects.in_bulk({one.body for one in powers if one.body})
    return [CapacityHeld(one, parties[one.party], bodies.get(one.body)) for one in powers if one.party in parties]


def parties(day: date, *kinds: str) -> list[Party]:
    """The parties of these kinds (all, if none is named) that belong to the organisation on ``day``, by identifier."""
    found = Party.objects.filter(Q(until=None) | Q(until__gt=day), since__lte=day).order_by("id")
    return list(found.filter(kind__in=kinds) if kinds else found)


def members_of(body: Body, day: date) -> list[Party]:
    """The parties that have a seat in ``body`` on ``day``, by identifier."""
    found = parties(day)
    return [party for party in found if body.seats_party(party)]


def delegations(body: str, at: datetime) -> dict[str, list[Delegate]]:
    """Who sits in ``body`` at ``at``, by party; heads of delegation first."""
    order = {"head": 0, "alternate": 1, "delegate": 2, "adviser": 3, "expert": 4}
    found = Delegate.objects.filter(Q(until=None) | Q(until__gt=at), body=body, since__lte=at)
    by_party: dict[str, list[Delegate]] = {}
    for one in sorted(found, key=lambda one: (one.party, order.get(one.role, 9), one.person)):
        by_party.setdefault(one.party, []).append(one)
    return by_party


def people_of(party: str) -> list[Person]:
    """Whoever holds or held full powers of a party, or a place in its delegations; one query."""
    powers = FullPowers.objects.filter(party=party).values("person")
    places = Delegate.objects.filter(party=party).values("person")
    return list(Person.objects.filter(Q(id__in=powers) | Q(id__in=places)).order_by("id"))


def functions(persons: Iterable[str]) -> dict[str, Any]:
    """The public functions of persons, by identifier; one query."""
    return dict(Person.objects.filter(id__in=set(persons)).values_list("id", "function"))


def name_beside(function: Mapping[str, str], profile: Mapping[str, Any]) -> str:
    """A person's name, to be shown beside the function; empty where it only says the function again."""
    name = str(profile.get("name", ""))
    return "" if name in function.values() else name


def weights_known() -> list[str]:
    """The names by which any party is weighed; one query."""
    return sorted({name for weights in Party.objects.values_list("weights", flat=True) for name in weights})


def profiles(persons: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Names and addresses of persons, from their confidential contents; for those who may see them. Two queries."""
    digests = dict(Person.objects.filter(id__in=set(persons)).values_list("id", "profile"))
    bodies = content.texts(set(digests.values()))
    return {person: orjson.loads(bodies[digest]) for person, digest in digests.items() if digest in bodies}
