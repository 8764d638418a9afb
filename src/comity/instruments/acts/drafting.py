"""The acts of a text on its way: drafted, revised, submitted to a procedure, submitted again, withdrawn."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from comity.cases import running
from comity.cases.models import Case
from comity.instruments import amending, force, refusals
from comity.instruments.acts.on_instrument import SUBJECT, Long, OnInstrument
from comity.instruments.models import Instrument, Version
from comity.instruments.rules import Status, digest_of_texts
from comity.parties.acts import SECRETARIAT, Digest, Language, Words
from comity.parties.models import Body
from comity.parties.refusals import NoSuchBody, NotYours
from comity.parties.rules import Power
from comity.record.acts import Act, Identifier, Occasion
from comity.record.rows import Rows

Texts = Annotated[dict[Language, Digest], Field(min_length=1, max_length=40)]
Reference = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9А-Яа-яЁё][A-Za-z0-9А-Яа-яЁё./ -]{0,63}$")]


class DraftInstrument(Act):
    """A common text is brought in as a draft, with its first version.

    ``clause`` is its clause on entry into force (`comity.procedure.entry_into_force`), without the deposits; without
    one the instrument takes effect on adoption.
    """

    type = "instruments.instrument.draft"
    done = "A text was drafted"
    needs = Power.DRAFT

    instrument: Identifier
    reference: Reference
    kind: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z ]{1,31}$")]
    title: Words
    body: Identifier
    authentic: Annotated[tuple[Language, ...], Field(min_length=1)]
    texts: Texts
    clause: dict[str, Any] = {}

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        if rows.lock(Instrument, self.instrument) is not None or rows.find(Instrument, reference=self.reference):
            raise refusals.ReferenceTaken(reference=self.reference)
        body = rows.read(Body, self.body)
        if body is None or body.dissolved_at is not None:
            raise NoSuchBody(body=self.body)
        _require_authentic(self.authentic, self.texts)
        if self.clause:
            force.require_sound(rows, self.clause, body, occasion)
        rows.put(
            Instrument(
                id=self.instrument,
                reference=self.reference,
                kind=self.kind,
                title=self.title,
                body=self.body,
                originator=occasion.by.party,
                authentic=list(self.authentic),
                status=Status.DRAFT,
                version=1,
                case="",
                drafted_at=occasion.at,
                tabled_at=None,
                adopted_version=None,
                adopted_at=None,
                clause=self.clause,
                roll="",
                enters_on=None,
                due=None,
                each_on={},
            )
        )
        rows.put(_version(self.instrument, 1, self.texts, {}, occasion))

    def venue(self, rows: Rows) -> str:
        return self.body

    def contents(self) -> tuple[str, ...]:
        return tuple(sorted(self.texts.values()))

    def feeds(self) -> tuple[str, ...]:
        return tuple(sorted(set(self.texts.values())))

    def topics(self) -> tuple[str, ...]:
        return ("register", f"instrument:{self.instrument}")


class ReviseInstrument(OnInstrument):
    """A new version of the text, while it is a draft or has come back for drafting; the reason in a note."""

    type = "instruments.version.add"
    done = "A new version was made"
    needs = Power.DRAFT

    texts: Texts
    note: Long = {}

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        instrument = self.locked(rows)
        _require_drafting(rows, instrument)
        _require_authentic(instrument.authentic, self.texts)
        before = rows.read(Version, instrument.id, instrument.version)
        fresh = _version(instrument.id, instrument.version + 1, self.texts, self.note, occasion)
        if before is not None and before.digest == fresh.digest:
            raise refusals.NothingChanged(number=instrument.version)
        instrument.version += 1
        rows.put(fresh)
        rows.put(instrument)

    def contents(self) -> tuple[str, ...]:
        return tuple(sorted(self.texts.values()))

    def feeds(self) -> tuple[str, ...]:
        return tuple(sorted(set(self.texts.values())))


class SubmitInstrument(OnInstrument):
    """The newest version of a draft is put to its body under a procedure; members and weights are frozen now."""

    type = "instruments.instrument.submit"
    done = "A text was submitted"
    needs = Power.SUBMIT

    case: Identifier
    procedure: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,64}/[1-9]\d{0,5}$")]

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        instrument = self.locked(rows)
        if instrument.status != Status.DRAFT:
            raise refusals.NotADraft(reference=instrument.reference, status=instrument.status)
        version = rows.read(Version, instrument.id, instrument.version)
        assert version is not None
        opened = running.open_case(
            rows,
            occasion,
            case=self.case,
            procedure=self.procedure,
            body=instrument.body,
            subject_kind=SUBJECT,
            subject=instrument.id,
            subject_version=version.digest,
            title=instrument.title,
        )
        instrument.status, instrument.case, instrument.roll = Status.IN_PROCEDURE, opened.id, opened.roll
        rows.put(instrument)

    def topics(self) -> tuple[str, ...]:
        return (*super().topics(), f"case:{self.case}", "cases")


class ResubmitInstrument(OnInstrument):
    """A text that came back for drafting is put to the body again, in its newest version."""

    type = "instruments.instrument.resubmit"
    done = "A text was submitted again"
    needs = Power.SUBMIT

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        instrument = self.locked(rows)
        case = rows.lock(Case, instrument.case) if instrument.case else None
        if instrument.status != Status.IN_PROCEDURE or case is None:
            raise refusals.NotSubmitted(reference=instrument.reference)
        amending.make_waiting(rows, instrument, occasion)
        version = rows.read(Version, instrument.id, instrument.version)
        assert version is not None
        running.submit_again(rows, occasion, case, version.digest)

    def topics(self) -> tuple[str, ...]:
        return (*super().topics(), "cases")


class WithdrawInstrument(OnInstrument):
    """Its originator (or the secretariat) withdraws a text that has not been adopted."""

    type = "instruments.instrument.withdraw"
    done = "A text was withdrawn"
    needs = Power.SUBMIT

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        instrument = self.locked(rows)
        if instrument.status not in (Status.DRAFT, Status.IN_PROCEDURE):
            raise refusals.NotADraft(reference=instrument.reference, status=instrument.status)
        if occasion.by.party not in (instrument.originator, SECRETARIAT):
            raise NotYours(party=occasion.by.party, other=instrument.originator)
        if instrument.case:
            case = rows.lock(Case, instrument.case)
            if case is not None and case.is_open:
                running.abandon(rows, occasion, case)
        instrument.status = Status.WITHDRAWN
        rows.put(instrument)

    def topics(self) -> tuple[str, ...]:
        return (*super().topics(), "cases")


def _version(instrument: str, number: int, texts: dict[str, str], note: dict[str, str], occasion: Occasion) -> Version:
    return Version(
        instrument=instrument,
        number=number,
        digest=digest_of_texts(texts),
        texts=texts,
        note=note,
        party=occasion.by.party,
        at=occasion.at,
        made={},
        amendments=[],
    )


def _require_authentic(authentic: Any, texts: dict[str, str]) -> None:
    for language in authentic:
        if language not in texts:
            raise refusals.LanguageMissing(language=language)


def _require_drafting(rows: Rows, instrument: Instrument) -> None:
    case = rows.lock(Case, instrument.case) if instrument.case else None
    drafting = instrument.status == Status.DRAFT or (
        instrument.status == Status.IN_PROCEDURE and case is not None and running.awaits_text(rows, case)
    )
    if not drafting:
        raise refusals.NotADraft(reference=instrument.reference, status=instrument.status)
