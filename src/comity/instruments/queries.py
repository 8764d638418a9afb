"""Reads of instruments, each in a known number of queries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from comity.cases.models import Case, Position, Roll
from comity.instruments import force
from comity.instruments.models import Deposit, Instrument, Proposal, Version
from comity.instruments.text import Entry, Text, difference
from comity.instruments.text.reading import structure
from comity.parties.models import Party
from comity.procedure import entry_into_force
from comity.record import content


@dataclass(frozen=True, slots=True)
class InstrumentView:
    """An instrument with everything that its page shows."""

    instrument: Instrument
    versions: tuple[Version, ...]
    case: Case | None
    deposits: tuple[Deposit, ...]
    standing: Mapping[str, Deposit]
    proposals: tuple[Proposal, ...]
    statements: tuple[Position, ...]
    names: Mapping[str, Mapping[str, str]]
    force: Mapping[str, Any]

    @property
    def current(self) -> Version:
        """The newest version."""
        return self.versions[-1]


def register(*, status: str = "", kind: str = "", body: str = "", words: str = "") -> QuerySet[Instrument]:
    """Instruments for the register; drafts that were never submitted are not public."""
    found = Instrument.objects.exclude(status="draft")
    for name, value in (("status", status), ("kind", kind), ("body", body)):
        if value:
            found = found.filter(**{name: value})
    for word in words.split()[:6]:
        found = found.filter(Q(title__en__icontains=word) | Q(title__ru__icontains=word) | Q(reference__icontains=word))
    return found


def drafts_of(party: str) -> QuerySet[Instrument]:
    """The drafts that a party has brought in and not yet submitted."""
    return Instrument.objects.filter(status="draft", originator=party).order_by("-drafted_at")


def find(instrument: str) -> Instrument | None:
    """The instrument with this identifier; one query."""
    return Instrument.objects.filter(id=instrument).first()


def view_of(instrument: Instrument) -> InstrumentView:
    """Everything the page of an instrument shows; at most seven queries."""
    deposits = tuple(Deposit.objects.filter(instrument=instrument.id).order_by("on", "at", "id"))
    proposals = tuple(Proposal.objects.filter(instrument=instrument.id).order_by("due", "id"))
    case = Case.objects.filter(id=instrument.case).first() if instrument.case else None
    statements: tuple[Position, ...] = ()
    if case is not None:
        said = Position.objects.filter(case=case.id).exclude(reservation={}, declaration={})
        statements = tuple(said.order_by("round", "member"))
    computed: Mapping[str, Any] = {}
    if instrument.adopted_at is not None and instrument.clause:
        roll = Roll.objects.filter(id=instrument.roll).first()
        computed = entry_into_force.compute(force.of_clause(instrument, roll, list(deposits)))
    wanted = {
        instrument.originator,
        *(one.party for one in deposits),
        *(one.responsible for one in proposals),
    }
    wanted |= {one.member for one in statements} | set(instrument.each_on)
    names = dict(Party.objects.filter(id__in=wanted).values_list("id", "name"))
    versions = tuple(Version.objects.filter(instrument=instrument.id).order_by("number"))
    return InstrumentView(
        instrument, versions, case, deposits, force.standing(deposits), proposals, statements, names, computed
    )


def versions_of(instrument: Instrument, *numbers: int) -> dict[int, Version]:
    """These versions of an instrument, by number; one query."""
    found = Version.objects.filter(instrument=instrument.id, number__in=numbers)
    return {one.number: one for one in found}


def with_versions(instruments: list[Instrument]) -> Iterator[tuple[Instrument, list[Version]]]:
    """Each of these instruments with all its versions in order; one query."""
    found: dict[str, list[Version]] = {}
    for one in Version.objects.filter(instrument__in=[each.id for each in instruments]).order_by("number"):
        found.setdefault(one.instrument, []).append(one)
    return ((one, found[one.id]) for one in instruments)


def text_of(version: Version, language: str) -> str:
    """The text of a version in a language, or empty; at most one query. What an amendment made stands in the row."""
    if language in version.made:
        return str(version.made[language])
    digest = version.texts.get(language)
    return content.texts({digest}).get(digest, b"").decode() if digest else ""


def structure_of(version: Version, language: str) -> Text:
    """The text of a version with its structure, as far as it can be read; one query."""
    return structure(text_of(version, language), language)


def difference_of(old: Version, new: Version, language: str) -> tuple[Entry, ...]:
    """What differs between two versions in one language, provision by provision; two queries."""
    return difference(structure_of(old, language), structure_of(new, language))


def status_by_state(instruments: list[Instrument]) -> dict[str, dict[str, Deposit]]:
    """The standing deposits of several instruments, by instrument and party; one query."""
    made: dict[str, list[Deposit]] = {one.id: [] for one in instruments}
    for deposit in Deposit.objects.filter(instrument__in=list(made)):
        made[deposit.instrument].append(deposit)
    return {instrument: force.standing(deposits) for instrument, deposits in made.items()}
