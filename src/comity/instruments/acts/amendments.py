"""The acts of amendments: proposed on a provision, put to a decision, withdrawn.

An adopted one makes the next version by itself (`amending.case_ended`).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from comity.cases import running
from comity.cases.acts import ProcedureId
from comity.cases.models import Case
from comity.instruments import amending, refusals
from comity.instruments.acts.on_instrument import Long, Number, OnInstrument, ProvisionId
from comity.instruments.models import Amendment, Instrument
from comity.instruments.rules import AmendmentStatus, Status
from comity.instruments.text.amending import Operation
from comity.parties.acts import SECRETARIAT, Digest, Language
from comity.parties.refusals import AlreadyThere, NotYours
from comity.parties.rules import Power
from comity.record.acts import Identifier, Occasion
from comity.record.rows import Rows


class ProposeAmendment(OnInstrument):
    """A member proposes to insert, replace or delete a provision of a version of a text, with its reason.

    ``texts`` are the words of what is inserted or put in its place, as marked text, in one or more of the text's
    languages; where another language is not given its text stays as it is, and is shown as left behind. ``within``
    names a draft of the same party that carries the amendment: it is then decided with that draft and takes effect
    with it (an amending protocol).
    """

    type = "instruments.amendment.propose"
    done = "An amendment was proposed"
    needs = Power.PROPOSE

    amendment: Identifier
    on: Number
    operation: Literal["insert before", "insert after", "replace", "delete"]
    target: ProvisionId
    texts: Annotated[dict[Language, Digest], Field(max_length=40)] = {}
    reason: Long = {}
    within: Identifier | None = None

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        instrument = self.locked(rows)
        if rows.lock(Amendment, self.amendment) is not None:
            raise AlreadyThere(id=self.amendment)
        amending.require_amendable(instrument, self.within or "")
        if bool(self.texts) == (self.operation == Operation.DELETE):
            raise refusals.AmendmentWords(operation=self.operation)
        if self.within is not None:
            self._require_carrier(rows, occasion)
        version = amending.version_of(rows, instrument.id, self.on)
        amendment = Amendment(
            id=self.amendment,
            instrument=instrument.id,
            base=self.on,
            operation=self.operation,
            target=self.target,
            texts=self.texts,
            reason=self.reason,
            party=occasion.by.party,
            at=occasion.at,
            within=self.within or "",
            status=AmendmentStatus.CARRIED if self.within else AmendmentStatus.PROPOSED,
            case="",
            digest="",
            decided_at=None,
            applied_in=None,
            blocked={},
            carried={},
            question="",
        )
        amendment.digest = amending.digest_of(amendment, version.digest)
        amending.require_possible(rows, amendment)
        rows.put(amendment)

    def _require_carrier(self, rows: Rows, occasion: Occasion) -> None:
        carrier = rows.lock(Instrument, self.within)
        if carrier is None or carrier.id == self.instrument:
            raise refusals.NoSuchInstrument(instrument=self.within)
        if carrier.status != Status.DRAFT:
            raise refusals.NotADraft(reference=carrier.reference, status=carrier.status)
        if occasion.by.party not in (carrier.originator, SECRETARIAT):
            raise NotYours(party=occasion.by.party, other=carrier.originator)

    def contents(self) -> tuple[str, ...]:
        return tuple(sorted(set(self.texts.values())))

    def feeds(self) -> tuple[str, ...]:
        return self.contents()


class _OnAmendment(OnInstrument):
    amendment: Identifier

    def _amendment(self, rows: Rows) -> Amendment:
        found = rows.lock(Amendment, self.amendment)
        if found is None or found.instrument != self.instrument:
            raise refusals.NoSuchAmendment(amendment=self.amendment)
        return found

    def topics(self) -> tuple[str, ...]:
        return (*super().topics(), "cases")


class PutAmendment(_OnAmendment):
    """An amendment is put to a decision of the text's body, on the newest version.

    Of amendments that touch the same words one is decided after the other; what the text no longer has, or says
    otherwise by now, is not put at all.
    """

    type = "instruments.amendment.put"
    done = "An amendment was put to a decision"
    needs = Power.SUBMIT

    case: Identifier
    procedure: ProcedureId

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        instrument, amendment = self.locked(rows), self._amendment(rows)
        if amendment.status != AmendmentStatus.PROPOSED:
            raise refusals.AmendmentNotOpen(status=amendment.status)
        if occasion.by.party not in (amendment.party, instrument.originator, SECRETARIAT):
            raise NotYours(party=occasion.by.party, other=amendment.party)
        amending.require_amendable(instrument, "")
        amending.carry_over(rows, instrument, amendment)
        amending.require_possible(rows, amendment)
        amending.require_no_rival(rows, instrument, amendment)
        version = amending.version_of(rows, instrument.id, amendment.base)
        amendment.digest = amending.digest_of(amendment, version.digest)
        amendment.status, amendment.case = AmendmentStatus.PUT, self.case
        rows.put(amendment)
        running.open_case(
            rows,
            occasion,
            case=self.case,
            procedure=self.procedure,
            body=instrument.body,
            subject_kind=amending.SUBJECT,
            subject=amendment.id,
            subject_version=amendment.digest,
            title=instrument.title,
        )

    def topics(self) -> tuple[str, ...]:
        return (*super().topics(), f"case:{self.case}")


class WithdrawAmendment(_OnAmendment):
    """Its proposer (or the secretariat) withdraws an amendment that has not been decided."""

    type = "instruments.amendment.withdraw"
    done = "An amendment was withdrawn"
    needs = Power.PROPOSE

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        self.locked(rows)
        amendment = self._amendment(rows)
        if amendment.status not in (*amending.PENDING, AmendmentStatus.CARRIED):
            raise refusals.AmendmentNotOpen(status=amendment.status)
        if occasion.by.party not in (amendment.party, SECRETARIAT):
            raise NotYours(party=occasion.by.party, other=amendment.party)
        if amendment.question:
            raise refusals.AmendmentInSession()
        if amendment.within:
            carrier = rows.lock(Instrument, amendment.within)
            if carrier is not None and carrier.status != Status.DRAFT:
                raise refusals.NotADraft(reference=carrier.reference, status=carrier.status)
        amendment.status = AmendmentStatus.WITHDRAWN
        rows.put(amendment)
        case = rows.lock(Case, amendment.case) if amendment.case else None
        if case is not None and case.is_open:
            running.abandon(rows, occasion, case)
