"""Amendments as rows show them: what they may touch, which of them stand against one another, and what follows from
the adoption of one.

A text that an amendment makes is computed here, from the words of the version before and those of the amendment, and
kept in the row of the version: nobody can put another text in its place, and whoever replays the record gets the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from comity.cases import running
from comity.cases.models import Case
from comity.instruments import refusals
from comity.instruments.models import Amendment, Instrument, Version
from comity.instruments.rules import AmendmentStatus, Status, digest_of_texts
from comity.instruments.text import Text, Unreadable, marking_of
from comity.instruments.text.amending import Change, NoSuchProvision, Operation, applied
from comity.instruments.text.conflicts import carried_over, clashes
from comity.instruments.text.merging import Clash
from comity.instruments.text.reading import structure
from comity.phrase import Phrase, Refusal
from comity.record.acts import Occasion
from comity.record.rows import Rows

SUBJECT = "amendment"
ADOPTED = "adopted"
PENDING = (AmendmentStatus.PROPOSED, AmendmentStatus.PUT)
DECIDING = (AmendmentStatus.PUT, AmendmentStatus.ADOPTED)


def marking_in(rows: Rows, version: Version, language: str) -> str:
    """The words of a version in a language; empty where it has none."""
    if language in version.made:
        return str(version.made[language])
    digest = version.texts.get(language)
    return rows.content(digest).decode() if digest else ""


def structure_in(rows: Rows, version: Version, language: str) -> Text:
    """A version in a language with its structure, as far as it can be read."""
    return structure(marking_in(rows, version, language), language)


def require_provisions(rows: Rows, instrument: Instrument, names: Sequence[str]) -> None:
    """Raise `NoSuchProvision` unless the adopted text has these provisions, in one of its languages."""
    if not names:
        return
    version = version_of(rows, instrument.id, instrument.adopted_version or instrument.version)
    known = {one.id for language in version.texts for one in structure_in(rows, version, language).walk()}
    for name in names:
        if name not in known:
            raise NoSuchProvision(provision=name)


def changes_of(rows: Rows, amendment: Amendment) -> dict[str, Change]:
    """What an amendment does in each language: in all of the text's if it deletes, else in those it is written in."""
    operation = Operation(amendment.operation)
    if operation is Operation.DELETE:
        version = version_of(rows, amendment.instrument, amendment.base)
        return {language: Change(operation, amendment.target) for language in version.texts}
    return {
        language: Change(operation, amendment.target, _words(rows, amendment, language)) for language in amendment.texts
    }


def _words(rows: Rows, amendment: Amendment, language: str) -> str:
    carried = amendment.carried.get(language)
    return str(carried) if carried is not None else rows.content(amendment.texts[language]).decode()


def version_of(rows: Rows, instrument: str, number: int) -> Version:
    """A version of an instrument. Raises `NoSuchVersion`."""
    found = rows.read(Version, instrument, number)
    if found is None:
        raise refusals.NoSuchVersion(number=number)
    return found


def require_amendable(instrument: Instrument, within: str) -> None:
    """Raise unless amendments to the instrument can be proposed: in drafting and in its procedure, and when adopted.

    What parties have bound themselves to by deposits is amended by another instrument, to which they bind themselves
    again (Vienna Convention on the Law of Treaties, arts. 39 and 40).
    """
    if instrument.status in (Status.NOT_ADOPTED, Status.WITHDRAWN):
        raise refusals.NotADraft(reference=instrument.reference, status=instrument.status)
    if instrument.adopted_at is not None and instrument.clause and not within:
        raise refusals.AmendedByInstrument(reference=instrument.reference)


def require_possible(rows: Rows, amendment: Amendment) -> None:
    """Raise, in words for the proposer, unless the amendment can be made to the version that it names."""
    version = version_of(rows, amendment.instrument, amendment.base)
    for language, change in changes_of(rows, amendment).items():
        if language not in version.texts:
            raise refusals.LanguageMissing(language=language)
        try:
            applied(structure_in(rows, version, language), [change])
        except Unreadable as error:
            first = error.faults[0]
            raise refusals.AmendmentUnreadable(language=language, line=first.line, message=first.message) from error


def carry_over(rows: Rows, instrument: Instrument, amendment: Amendment) -> None:
    """Have the amendment say what it does to the newest version. Raises if what it changes is gone or changed too."""
    if amendment.base != instrument.version:
        before, changes = changes_of(rows, amendment), _carried(rows, instrument, amendment)
        merged = {language: one.words for language, one in changes.items() if one.words != before[language].words}
        amendment.target = next(iter(changes.values())).target
        amendment.carried = {**amendment.carried, **merged}
        amendment.base = instrument.version


def _carried(rows: Rows, instrument: Instrument, amendment: Amendment) -> dict[str, Change]:
    old = version_of(rows, instrument.id, amendment.base)
    new = version_of(rows, instrument.id, instrument.version)
    changes = {
        language: carried_over(structure_in(rows, old, language), structure_in(rows, new, language), change)
        for language, change in changes_of(rows, amendment).items()
    }
    if len({one.target for one in changes.values()}) != 1:
        raise NoSuchProvision(provision=amendment.target)
    return changes


def require_no_rival(rows: Rows, instrument: Instrument, amendment: Amendment, *, beside: Sequence[str] = ()) -> None:
    """Raise while another amendment that touches the same words is being decided, or waits to be made.

    ``beside`` are amendments that may stand against it: those put to the same session, which puts them in their order.
    """
    for other in of_instrument(rows, instrument.id):
        if other.id == amendment.id or other.id in beside or other.status not in DECIDING:
            continue
        found = against(rows, instrument, amendment, other)
        if found:
            raise refusals.AmendmentRivals(other=other.id, words=found[0].base or other.target, status=other.status)


def against(rows: Rows, instrument: Instrument, one: Amendment, other: Amendment) -> tuple[Clash, ...]:
    """The words of the newest version that two amendments both touch; what cannot be made any more touches nothing."""
    first, second = (current_changes(rows, instrument, amendment) for amendment in (one, other))
    version = version_of(rows, instrument.id, instrument.version)
    found: list[Clash] = []
    for language in sorted(set(first) & set(second)):
        found += clashes(structure_in(rows, version, language), first[language], second[language])
    return tuple(found)


def current_changes(rows: Rows, instrument: Instrument, amendment: Amendment) -> dict[str, Change]:
    """What an amendment does to the newest version, by language; nothing if it cannot be made to it any more."""
    if amendment.base == instrument.version:
        return changes_of(rows, amendment)
    try:
        return _carried(rows, instrument, amendment)
    except Refusal:
        return {}


def of_instrument(rows: Rows, instrument: str) -> list[Amendment]:
    """Every amendment to an instrument, in the order in which they were proposed."""
    return sorted(rows.find(Amendment, instrument=instrument), key=lambda one: (one.at, one.id))


def case_ended(rows: Rows, case: Case, occasion: Occasion) -> None:
    """The case on an amendment has ended. One that was adopted makes the next version, if the text may change now."""
    amendment = rows.lock(Amendment, case.subject)
    if amendment is None or amendment.status != AmendmentStatus.PUT:
        return
    instrument = rows.lock(Instrument, amendment.instrument)
    amendment.decided_at = occasion.at
    amendment.status = AmendmentStatus.ADOPTED if case.end == ADOPTED else AmendmentStatus.REJECTED
    rows.put(amendment)
    if instrument is not None and amendment.status == AmendmentStatus.ADOPTED:
        make_or_say_why_not(rows, instrument, amendment, occasion)


def make_waiting(rows: Rows, instrument: Instrument, occasion: Occasion) -> None:
    """Amendments adopted while members were answering on the text are made, now that it has come back for drafting."""
    for found in of_instrument(rows, instrument.id):
        if found.status == AmendmentStatus.ADOPTED:
            amendment = rows.lock(Amendment, found.id)
            assert amendment is not None
            make_or_say_why_not(rows, instrument, amendment, occasion)


def make_or_say_why_not(rows: Rows, instrument: Instrument, amendment: Amendment, occasion: Occasion) -> None:
    """Make an adopted amendment; where that cannot be done, the amendment says why (``blocked``)."""
    try:
        make(rows, instrument, amendment, occasion)
    except Refusal as refusal:
        # The decision stands whatever the text says by now; why nothing followed is shown beside it.
        amendment.blocked = said(refusal.phrase)
        rows.put(amendment)


def make(rows: Rows, instrument: Instrument, amendment: Amendment, occasion: Occasion) -> Version:
    """The next version of the text, with an adopted amendment in it.

    Raises `TextInUse` while members answer on the text, and what `carry_over` and `applied` find.
    """
    case = require_changeable(rows, instrument, in_session=bool(amendment.question))
    carry_over(rows, instrument, amendment)
    before = version_of(rows, instrument.id, instrument.version)
    made = {
        language: marking_of(applied(structure_in(rows, before, language), [change]))
        for language, change in changes_of(rows, amendment).items()
    }
    texts = {**before.texts, **{language: sha256(marking.encode()).hexdigest() for language, marking in made.items()}}
    instrument.version += 1
    version = Version(
        instrument=instrument.id,
        number=instrument.version,
        digest=digest_of_texts(texts),
        texts=texts,
        note={},
        party=amendment.party,
        at=occasion.at,
        made={**before.made, **made},
        amendments=[amendment.id],
    )
    rows.put(version)
    amendment.status, amendment.applied_in, amendment.blocked = AmendmentStatus.MADE, version.number, {}
    rows.put(amendment)
    if instrument.adopted_at is not None:
        instrument.adopted_version = version.number
    rows.put(instrument)
    if case is not None:
        running.amend_text(rows, case, version.digest)
    return version


def require_changeable(rows: Rows, instrument: Instrument, *, in_session: bool = False) -> Case | None:
    """Raise `TextInUse` while members take positions on the text as it is.

    A body that deals with the text in its session amends it before anybody has answered on it: then the answer is the
    case whose text changes with it. Raises `TextAnswered` if somebody has.
    """
    if instrument.status != Status.IN_PROCEDURE:
        return None
    case = rows.lock(Case, instrument.case)
    if case is None or running.awaits_text(rows, case):
        return None
    if not in_session:
        raise refusals.TextInUse(reference=instrument.reference)
    running.require_unanswered(rows, case)
    return case


def said(phrase: Phrase) -> dict[str, Any]:
    """A phrase as a row keeps it: its template, and its values as text."""
    return {"template": phrase.template, "values": {name: str(value) for name, value in phrase.values.items()}}


def digest_of(amendment: Amendment, base: str) -> str:
    """What members answer on: the SHA-256 over operation, target, version and the words in each language."""
    words = {
        language: sha256(amendment.carried[language].encode()).hexdigest() if language in amendment.carried else digest
        for language, digest in amendment.texts.items()
    }
    lines = [amendment.operation, amendment.target, base]
    lines += [f"{language} {digest}" for language, digest in sorted(words.items())]
    return sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()
