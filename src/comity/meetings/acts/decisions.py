"""Acts about decisions: taken in a session, numbered, reported on, given a new date, carried out."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from comity.cases.acts import Long
from comity.meetings import sitting_refusals as refusals
from comity.meetings import standing
from comity.meetings.hall import Hall, OfSession
from comity.meetings.models.agenda import AgendaItem
from comity.meetings.models.decisions import Decision, Progress, Series
from comity.meetings.models.motions import Question
from comity.meetings.refusals import NoSuchItem
from comity.parties.acts import SECRETARIAT, Words
from comity.parties.models import Party
from comity.parties.refusals import NoSuchParty
from comity.parties.rules import Power
from comity.record.acts import Act, Capacity, Identifier, Occasion
from comity.record.rows import Place, Rows

UNDER_WAY, DONE = "under way", "done"
Text = Annotated[Long, Field(min_length=1)]


class TakeDecision(OfSession):
    """What the body decided is entered with its number, and who carries it out until when.

    ``question`` is the question that was adopted; without one the chair states what was decided without a vote.
    """

    type = "meetings.decision.take"
    done = "A decision was taken"
    needs = Power.PRESIDE

    decision: Identifier
    item: Identifier
    title: Words
    text: Text
    question: Identifier | None = None
    responsible: Annotated[tuple[Identifier, ...], Field(max_length=50)] = ()
    due: date | None = None

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        hall = Hall.sitting(rows, self.session, chair=occasion)
        if rows.lock(Decision, self.decision) is not None:
            raise refusals.NumberTaken(decision=self.decision)
        item = rows.read(AgendaItem, self.session, self.item)
        if item is None or not item.place or item.withdrawn_at is not None:
            raise NoSuchItem(item=self.item)
        self._require_adopted(rows)
        for party in self.responsible:
            if rows.read(Party, party) is None:
                raise NoSuchParty(party=party)
        rows.put(
            Decision(
                id=self.decision,
                number=_number(rows, hall, occasion),
                body=hall.session.body,
                session=self.session,
                item=self.item,
                question=self.question or "",
                title=self.title,
                text=self.text,
                responsible=list(self.responsible),
                due=self.due,
                status=UNDER_WAY if self.responsible else DONE,
                taken_at=occasion.at,
                done_at=None if self.responsible else occasion.at,
            )
        )

    def _require_adopted(self, rows: Rows) -> None:
        if self.question is None:
            return
        found = rows.lock(Question, self.question)
        if found is None or found.session != self.session or found.status != "adopted":
            raise refusals.NotAdopted()

    def topics(self) -> tuple[str, ...]:
        return (f"hall:{self.session}", f"session:{self.session}", "decisions")


class OnDecision(Act):
    """Base of the acts that follow a decision up."""

    decision: Identifier

    def venue(self, rows: Rows) -> str | None:
        found = rows.lock(Decision, self.decision)
        return None if found is None else found.body

    def locks(self, by: Capacity) -> tuple[Place, ...]:
        return ((Decision, (self.decision,)),)

    def topics(self) -> tuple[str, ...]:
        return ("decisions", f"decision:{self.decision}")

    def under_way(self, rows: Rows) -> Decision:
        """The decision, not yet carried out. Raises `NoSuchDecision`, `DecisionDone`."""
        found = rows.lock(Decision, self.decision)
        if found is None:
            raise refusals.NoSuchDecision(decision=self.decision)
        if found.status == DONE:
            raise refusals.DecisionDone()
        return found


class ReportProgress(OnDecision):
    """Somebody responsible tells how far a decision is carried out."""

    type = "meetings.decision.report"
    done = "Progress on a decision was reported"
    needs = Power.PROPOSE

    words: Text

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        found = self.under_way(rows)
        if occasion.by.party not in (*found.responsible, SECRETARIAT):
            raise refusals.NotResponsible(responsible=", ".join(found.responsible) or "–")
        rows.put(_progress(self.decision, "report", self.words, None, occasion))


class MoveDate(OnDecision):
    """A decision is to be carried out by another day; why stands beside it."""

    type = "meetings.decision.move"
    done = "A decision got a new date"
    needs = Power.PRESIDE

    due: date
    words: Text

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        found = self.under_way(rows)
        found.due = self.due
        rows.put(found)
        rows.put(_progress(self.decision, "date", self.words, self.due, occasion))


class CloseDecision(OnDecision):
    """A decision has been carried out: it waits for nobody any more."""

    type = "meetings.decision.close"
    done = "A decision was carried out"
    needs = Power.PRESIDE

    words: Text

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        found = self.under_way(rows)
        found.status, found.done_at = DONE, occasion.at
        rows.put(found)
        rows.put(_progress(self.decision, "done", self.words, None, occasion))


def _number(rows: Rows, hall: Hall, occasion: Occasion) -> str:
    """The next number by the body's pattern. The year is that of the decision, in UTC as everything on the record."""
    pattern = standing.rules_of(rows, hall.session).decisions
    where = {"year": occasion.at.year, "session": hall.session.number}
    series = pattern.series(**where)
    count = rows.lock(Series, hall.session.body, series) or Series(body=hall.session.body, series=series, last=0)
    count.last += 1
    rows.put(count)
    return pattern.number(count.last, **where)


def _progress(decision: str, kind: str, words: dict[str, str], due: date | None, occasion: Occasion) -> Progress:
    return Progress(
        id=occasion.id, decision=decision, party=occasion.by.party, kind=kind, words=words, due=due, at=occasion.at
    )
