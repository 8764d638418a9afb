"""Applications: lodged with documents, found complete or asked about, and refused; a grant is the licence's own act."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from comity.enterprises import refusals
from comity.enterprises.acts.shapes import (
    Codes,
    Documents,
    Long,
    OfAuthority,
    open_class,
    require_on_behalf,
    require_scope,
    standing_authority,
)
from comity.enterprises.models import Application, Authority, Licence
from comity.parties.acts import Digest
from comity.parties.rules import Power
from comity.record.acts import Act, Identifier, Occasion
from comity.record.rows import Rows

LODGED, COMPLETE, ASKED, REFUSED, GRANTED, WITHDRAWN = (
    "lodged",
    "complete",
    "asked",
    "refused",
    "granted",
    "withdrawn",
)
OPEN = (LODGED, COMPLETE, ASKED)


class ApplyForLicence(Act):
    """An enterprise applies for a licence, or (``licence``) for the renewal or amendment of one that it holds.

    ``documents`` are digests of confidential contents. The authority may enter what it has received on paper.
    """

    type = "enterprises.application.lodge"
    done = "A licence was applied for"
    needs = Power.APPLY_FOR_LICENCE
    system_may = True

    application: Identifier
    enterprise: Identifier
    authority: Identifier
    licence_class: Identifier
    scope: Codes
    documents: Documents = ()
    licence: Identifier | None = None

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        enterprise = require_on_behalf(rows, self.enterprise, occasion)
        authority = rows.read(Authority, self.authority)
        if authority is None or authority.party != enterprise.member:
            raise refusals.NoSuchAuthority(authority=self.authority)
        if authority.ended_at is not None:
            raise refusals.AuthorityEnded(authority=self.authority, day=authority.ended_at.date())
        if self.licence_class not in authority.classes:
            raise refusals.OutsideMandate(authority=self.authority, licence_class=self.licence_class)
        require_scope(open_class(rows, self.licence_class), self.scope)
        if self.licence is not None:
            held = rows.read(Licence, self.licence)
            if held is None or held.enterprise != self.enterprise or held.licence_class != self.licence_class:
                raise refusals.NoSuchLicence(licence=self.licence)
        if rows.lock(Application, self.application) is not None:
            raise refusals.NumberTaken(number=self.application)
        rows.put(
            Application(
                id=self.application,
                enterprise=self.enterprise,
                authority=self.authority,
                licence_class=self.licence_class,
                licence=self.licence or "",
                scope=list(self.scope),
                documents=list(self.documents),
                questions=[],
                state=LODGED,
                lodged_at=occasion.at,
                complete_at=None,
                decided_at=None,
                decided_by="",
                reasons={},
            )
        )

    def contents(self) -> tuple[str, ...]:
        return self.documents

    def topics(self) -> tuple[str, ...]:
        return (f"enterprise:{self.enterprise}", f"authority:{self.authority}", f"application:{self.application}")


class _OnApplication(OfAuthority):
    application: Identifier

    def _application(self, rows: Rows, occasion: Occasion, *states: str) -> Application:
        """The application before this authority, in one of these states."""
        standing_authority(rows, self.authority, occasion)
        found = rows.lock(Application, self.application)
        if found is None or found.authority != self.authority:
            raise refusals.NoSuchApplication(application=self.application)
        if found.state not in states:
            raise refusals.WrongState(state=found.state)
        return found

    def topics(self) -> tuple[str, ...]:
        return (*super().topics(), f"application:{self.application}")


class FindApplicationComplete(_OnApplication):
    """Everything that an application needs is there; from now on the authority decides on the merits."""

    type = "enterprises.application.complete"
    done = "An application was found complete"
    needs = Power.LICENSE
    system_may = True

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        found = self._application(rows, occasion, LODGED)
        found.state, found.complete_at = COMPLETE, occasion.at
        rows.put(found)


class AskApplicant(_OnApplication):
    """The authority asks the applicant something; ``question`` is a confidential content."""

    type = "enterprises.application.ask"
    done = "An applicant was asked a question"
    needs = Power.LICENSE
    system_may = True

    question: Digest

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        found = self._application(rows, occasion, *OPEN)
        asked = {"question": self.question, "asked_at": occasion.at.isoformat(), "answer": None}
        found.questions, found.state = [*found.questions, asked], ASKED
        rows.put(found)

    def contents(self) -> tuple[str, ...]:
        return (self.question,)


class _ByApplicant(Act):
    application: Identifier

    def _application(self, rows: Rows, occasion: Occasion) -> Application:
        found = rows.lock(Application, self.application)
        if found is None:
            raise refusals.NoSuchApplication(application=self.application)
        require_on_behalf(rows, found.enterprise, occasion)
        return found

    def topics(self) -> tuple[str, ...]:
        return (f"application:{self.application}",)


class AnswerApplicationQuestion(_ByApplicant):
    """The applicant answers a question (from 1 on), and may add documents; all are confidential contents."""

    type = "enterprises.application.answer"
    done = "An applicant answered a question"
    needs = Power.APPLY_FOR_LICENCE
    system_may = True

    number: Annotated[int, Field(ge=1, le=1000)]
    answer: Digest
    documents: Documents = ()

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        found = self._application(rows, occasion)
        if found.state != ASKED:
            raise refusals.WrongState(state=found.state)
        questions: list[dict[str, Any]] = [dict(one) for one in found.questions]
        if self.number > len(questions) or questions[self.number - 1]["answer"] is not None:
            raise refusals.NoSuchQuestion(number=self.number)
        questions[self.number - 1].update(answer=self.answer, answered_at=occasion.at.isoformat())
        found.questions = questions
        found.documents = [*found.documents, *self.documents]
        if all(one["answer"] is not None for one in questions):
            found.state = LODGED if found.complete_at is None else COMPLETE
        rows.put(found)

    def contents(self) -> tuple[str, ...]:
        return (self.answer, *self.documents)


class WithdrawApplication(_ByApplicant):
    """The applicant no longer asks for it."""

    type = "enterprises.application.withdraw"
    done = "An application for a licence was withdrawn"
    needs = Power.APPLY_FOR_LICENCE
    system_may = True

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        found = self._application(rows, occasion)
        if found.state not in OPEN:
            raise refusals.WrongState(state=found.state)
        found.state, found.decided_at, found.decided_by = WITHDRAWN, occasion.at, occasion.id
        rows.put(found)


class RefuseApplication(_OnApplication):
    """The authority refuses what was applied for, with its reasons; an appeal may be lodged."""

    type = "enterprises.application.refuse"
    done = "An application for a licence was refused"
    needs = Power.LICENSE
    system_may = True

    reasons: Long

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        found = self._application(rows, occasion, *OPEN)
        decide(rows, found, REFUSED, occasion, self.reasons)


def decide(
    rows: Rows, application: Application, state: str, occasion: Occasion, reasons: dict[str, str] | None = None
) -> None:
    """Close an application with what was decided."""
    application.state, application.decided_at, application.decided_by = state, occasion.at, occasion.id
    application.reasons = reasons or {}
    rows.put(application)
