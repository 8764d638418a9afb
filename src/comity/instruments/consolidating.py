"""A text as it is in force on a day, for everybody or for one member: what has amended it by then, and reservations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from comity.instruments import force, queries
from comity.instruments.models import Amendment, Deposit, Instrument, Version
from comity.instruments.rules import AmendmentStatus
from comity.instruments.text import Text
from comity.instruments.text.amending import Change, Operation, applied
from comity.instruments.text.conflicts import carried_over
from comity.phrase import Phrase, Refusal
from comity.record import content


@dataclass(frozen=True, slots=True)
class Made:
    """An amendment in a consolidated text: by which instrument, since when; ``blocked`` says why it is not in it."""

    amendment: Amendment
    by: Instrument
    since: date
    blocked: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Consolidated:
    """A text in force on ``day``: for ``party``, or (empty) as it is for any party that is bound by all of it.

    ``since`` is the day from which it binds; ``None``: on that day it did not, and there is no text.
    """

    day: date
    party: str
    since: date | None
    version: Version | None
    text: Text
    amendments: tuple[Made, ...]
    reservations: tuple[Deposit, ...]


def consolidated(instrument: Instrument, language: str, day: date, party: str = "") -> Consolidated:
    """The text in force on a day; at most seven queries.

    A member is bound by an amending instrument from the day on which that enters into force for it (Vienna Convention
    on the Law of Treaties, art. 40(4)): two members may read different texts on the same day.
    """
    since = in_force_since(instrument, party)
    if since is None or since > day:
        return Consolidated(day, party, None, None, Text(language), (), ())
    versions = list(Version.objects.filter(instrument=instrument.id, at__lt=_end_of(day)).order_by("number"))
    adopted_at = instrument.adopted_at or datetime.now(UTC)
    version = [one for one in versions if one.at <= adopted_at or one.amendments][-1]
    text, made = queries.structure_of(version, language), list[Made]()
    bases = {one.number: one for one in versions}
    for amendment, carrier, from_day in _carried(instrument, day, party):
        try:
            text = _with(text, amendment, bases[amendment.base], language)
            made.append(Made(amendment, carrier, from_day))
        except Refusal as refusal:
            made.append(Made(amendment, carrier, from_day, refusal.phrase))
    return Consolidated(day, party, since, version, text, tuple(made), _reservations(instrument, day, party))


def in_force_since(instrument: Instrument, party: str = "") -> date | None:
    """The day from which an instrument binds a party, or (empty) since which it is in force at all."""
    if party and instrument.clause:
        on = instrument.each_on.get(party)
        return date.fromisoformat(on) if on else None
    return instrument.enters_on


def _carried(instrument: Instrument, day: date, party: str) -> Sequence[tuple[Amendment, Instrument, date]]:
    """The amendments by other instruments that bind the party on the day, in the order of their entry into force."""
    amendments = list(Amendment.objects.filter(instrument=instrument.id, status=AmendmentStatus.CARRIED))
    carriers = Instrument.objects.in_bulk({amendment.within for amendment in amendments})
    found = []
    for amendment in amendments:
        carrier = carriers[amendment.within]
        since = in_force_since(carrier, party)
        if since is not None and since <= day:
            found.append((amendment, carrier, since))
    return sorted(found, key=lambda one: (one[2], one[0].at, one[0].id))


def _with(text: Text, amendment: Amendment, base: Version, language: str) -> Text:
    operation = Operation(amendment.operation)
    words = ""
    if operation is not Operation.DELETE:
        digest = amendment.texts.get(language)
        if digest is None:
            raise LanguageLacking(language=language)
        words = content.read(digest).decode()
    change = Change(operation, amendment.target, words)
    return applied(text, [carried_over(queries.structure_of(base, language), text, change)])


class LanguageLacking(Refusal):
    """The amending instrument has no text of this amendment in this language ({language})."""


def _reservations(instrument: Instrument, day: date, party: str) -> tuple[Deposit, ...]:
    made = Deposit.objects.filter(instrument=instrument.id, on__lte=day)
    if party:
        made = made.filter(party=party)
    standing = force.standing(made).values()
    return tuple(one for one in standing if one.reservation or one.declaration)


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), UTC)
