"""The acts of instruments: drafting and versions, submission to a procedure, deposits, the proposals that follow."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from comity.cases import running
from comity.cases.models import Case
from comity.instruments import amending, force, refusals
from comity.instruments.models import Deposit, Instrument, Proposal, Version
from comity.instruments.rules import Status, digest_of_texts
from comity.parties.acts import Digest, Language, Words
from comity.parties.models import Body, Party
from comity.parties.refusals import NoSuchBody, NoSuchParty, NotYours
from comity.parties.rules import Power
from comity.record.acts import Act, Identifier, Occasion
from comity.record.rows import Rows

SUBJECT = "instrument"
Long = dict[Language, Annotated[str, StringConstraints(min_length=1, max_length=8000, strip_whitespace=True)]]
Texts = Annotated[dict[Language, Digest], Field(min_length=1, max_length=40)]
ProvisionId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,199}$")]
Provisions = Annotated[tuple[ProvisionId, ...], Field(max_length=100)]
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


class _OnInstrument(Act):
    instrument: Identifier

    def _instrument(self, rows: Rows) -> Instrument:
        found = rows.lock(Instrument, self.instrument)
        if found is None:
            raise refusals.NoSuchInstrument(instrument=self.instrument)
        return found

    def venue(self, rows: Rows) -> str | None:
        found = rows.lock(Instrument, self.instrument)
        return None if found is None else found.body

    def topics(self) -> tuple[str, ...]:
        return ("register", f"instrument:{self.instrument}")


class ReviseInstrument(_OnInstrument):
    """A new version of the text, while it is a draft or has come back for drafting; the reason in a note."""

    type = "instruments.version.add"
    done = "A new version was made"
    needs = Power.DRAFT

    texts: Texts
    note: Long = {}

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        instrument = self._instrument(rows)
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


class SubmitInstrument(_OnInstrument):
    """The newest version of a draft is put to its body under a procedure; members and weights are frozen now."""

    type = "instruments.instrument.submit"
    done = "A text was submitted"
    needs = Power.SUBMIT

    case: Identifier
    procedure: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,64}/[1-9]\d{0,5}$")]

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        instrument = self._instrument(rows)
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


class ResubmitInstrument(_OnInstrument):
    """A text that came back for drafting is put to the body again, in its newest version."""

    type = "instruments.instrument.resubmit"
    done = "A text was submitted again"
    needs = Power.SUBMIT

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        instrument = self._instrument(rows)
        case = rows.lock(Case, instrument.case) if instrument.case else None
        if instrument.status != Status.IN_PROCEDURE or case is None:
            raise refusals.NotSubmitted(reference=instrument.reference)
        amending.make_waiting(rows, instrument, occasion)
        version = rows.read(Version, instrument.id, instrument.version)
        assert version is not None
        running.submit_again(rows, occasion, case, version.digest)

    def topics(self) -> tuple[str, ...]:
        return (*super().topics(), "cases")


class WithdrawInstrument(_OnInstrument):
    """Its originator (or the secretariat) withdraws a text that has not been adopted."""

    type = "instruments.instrument.withdraw"
    done = "A text was withdrawn"
    needs = Power.SUBMIT

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        instrument = self._instrument(rows)
        if instrument.status not in (Status.DRAFT, Status.IN_PROCEDURE):
            raise refusals.NotADraft(reference=instrument.reference, status=instrument.status)
        if occasion.by.party not in (instrument.originator, "secretariat"):
            raise NotYours(party=occasion.by.party, other=instrument.originator)
        if instrument.case:
            case = rows.lock(Case, instrument.case)
            if case is not None and case.is_open:
                running.abandon(rows, occasion, case)
        instrument.status = Status.WITHDRAWN
        rows.put(instrument)

    def topics(self) -> tuple[str, ...]:
        return (*super().topics(), "cases")


class MakeDeposit(_OnInstrument):
    """A party expresses its consent to be bound: its instrument is deposited, with reservations and declarations.

    Source: Vienna Convention on the Law of Treaties, arts. 14–16 and 19. Entered by the party or by the depositary.
    """

    type = "instruments.deposit.make"
    done = "An instrument was deposited"
    needs = Power.DEPOSIT
    version = 2
    raised = {1: dict}  # from 2 on reservations and declarations may name the provisions to which they are attached

    party: Identifier
    kind: Annotated[str, StringConstraints(pattern=r"^(ratification|acceptance|approval|accession)$")]
    on: date
    reservation: Long = {}
    reservation_on: Provisions = ()
    declaration: Long = {}
    declaration_on: Provisions = ()
    document: Digest | None = None

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        instrument = self._instrument(rows)
        _require_own(self.party, occasion)
        force.require_depositable(instrument)
        if rows.read(Party, self.party) is None:
            raise NoSuchParty(party=self.party)
        if self.on > occasion.at.date():
            raise refusals.DepositInFuture(on=self.on)
        amending.require_provisions(rows, instrument, (*self.reservation_on, *self.declaration_on))
        earlier = force.standing_deposits(rows, instrument)
        if self.party in earlier:
            raise refusals.AlreadyDeposited(party=self.party, reference=instrument.reference, on=earlier[self.party].on)
        rows.put(
            Deposit(
                id=occasion.id,
                instrument=instrument.id,
                party=self.party,
                kind=self.kind,
                on=self.on,
                reservation=self.reservation,
                declaration=self.declaration,
                document=self.document or "",
                at=occasion.at,
                reserved=list(self.reservation_on),
                declared=list(self.declaration_on),
            )
        )
        force.settle(rows, instrument, occasion)

    def contents(self) -> tuple[str, ...]:
        return (self.document,) if self.document else ()


class WithdrawDeposit(_OnInstrument):
    """A party withdraws the instrument it deposited, before or after entry into force (denunciation)."""

    type = "instruments.deposit.withdraw"
    done = "A deposit was withdrawn"
    needs = Power.DEPOSIT

    party: Identifier
    on: date

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        instrument = self._instrument(rows)
        _require_own(self.party, occasion)
        if self.party not in force.standing_deposits(rows, instrument):
            raise refusals.NothingDeposited(party=self.party, reference=instrument.reference)
        rows.put(
            Deposit(
                id=occasion.id,
                instrument=instrument.id,
                party=self.party,
                kind="withdrawal",
                on=self.on,
                reservation={},
                declaration={},
                document="",
                at=occasion.at,
                reserved=[],
                declared=[],
            )
        )
        force.settle(rows, instrument, occasion)


class TakeEffect(_OnInstrument):
    """The day of entry into force has come: the clock says so on the record."""

    type = "instruments.instrument.take-effect"
    done = "An instrument entered into force"
    needs = Power.RECEIVE_DEPOSIT
    system_may = True

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        instrument = self._instrument(rows)
        force.require_due(instrument, occasion.at.date())
        instrument.status, instrument.due = Status.IN_FORCE, None
        rows.put(instrument)


class AskProposal(_OnInstrument):
    """An adopted instrument asks somebody for concrete proposals (or a report) by a date."""

    type = "instruments.proposal.ask"
    done = "Proposals were asked for"
    needs = Power.SUBMIT

    title: Words
    responsible: Identifier
    due: date

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        instrument = self._instrument(rows)
        if instrument.adopted_at is None:
            raise refusals.NotAdopted(reference=instrument.reference)
        if rows.read(Party, self.responsible) is None:
            raise NoSuchParty(party=self.responsible)
        rows.put(
            Proposal(
                id=occasion.id,
                instrument=instrument.id,
                title=self.title,
                responsible=self.responsible,
                due=self.due,
                status="asked",
                text="",
                submitted_at=None,
                asked_at=occasion.at,
            )
        )

    def topics(self) -> tuple[str, ...]:
        return (*super().topics(), f"party:{self.responsible}")


class MakeProposal(Act):
    """The proposals that were asked for are made; late ones are marked so, not refused."""

    type = "instruments.proposal.make"
    done = "Proposals were made"
    needs = Power.PROPOSE

    proposal: Identifier
    instrument: Identifier
    text: Digest

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        proposal = rows.lock(Proposal, self.proposal)
        if proposal is None or proposal.instrument != self.instrument or proposal.status == "made":
            raise refusals.NoSuchProposal(proposal=self.proposal)
        _require_own(proposal.responsible, occasion)
        proposal.status, proposal.text, proposal.submitted_at = "made", self.text, occasion.at
        rows.put(proposal)

    def venue(self, rows: Rows) -> str | None:
        found = rows.read(Instrument, self.instrument)
        return None if found is None else found.body

    def contents(self) -> tuple[str, ...]:
        return (self.text,)

    def topics(self) -> tuple[str, ...]:
        return ("register", f"instrument:{self.instrument}")


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


def _require_own(party: str, occasion: Occasion) -> None:
    """A party does this for itself; the depositary (the secretariat) enters what it has received."""
    if occasion.by.party not in (party, "secretariat"):
        raise NotYours(party=occasion.by.party, other=party)
