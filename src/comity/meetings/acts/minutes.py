"""Acts about what is written down afterwards: minutes issued, corrected, adopted; the communiqué drafted and
published."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from comity.meetings import sitting_refusals as refusals
from comity.meetings import standing
from comity.meetings.hall import OfSession
from comity.meetings.models.decisions import Decision
from comity.meetings.models.minutes import Communique, Correction, Minutes
from comity.meetings.models.sessions import Session
from comity.parties.acts import Digest, Language
from comity.parties.rules import Power
from comity.record.acts import Identifier, Occasion
from comity.record.rows import Rows

Texts = Annotated[dict[Language, Digest], Field(min_length=1, max_length=40)]
Passage = Annotated[str, Field(min_length=1, max_length=2000)]
ActId = Annotated[str, Field(pattern=r"^[0-9a-f-]{36}$")]


class OfPapers(OfSession):
    """Base of the acts about a session's papers, which may be done after it has closed."""

    def topics(self) -> tuple[str, ...]:
        return (f"hall:{self.session}", f"session:{self.session}")

    def held(self, rows: Rows) -> Session:
        """A session that has been opened. Raises `NoSuchSession`, `SessionIs`."""
        found = standing.locked(rows, self.session)
        standing.require_status(found, "open", "closed")
        return found

    def unadopted(self, rows: Rows) -> Minutes:
        """Minutes that may still change. Raises `NoMinutes`, `MinutesAdopted`."""
        found = rows.lock(Minutes, self.session)
        if found is None:
            raise refusals.NoMinutes()
        if found.status == "adopted":
            raise refusals.MinutesAdopted()
        return found


class IssueMinutes(OfPapers):
    """The minutes are issued, in every language of the session; from the first issue on the period for corrections
    runs.

    Issued again they hold the corrections that were accepted; the period does not begin anew.
    """

    type = "meetings.minutes.issue"
    done = "Minutes were issued"
    needs = Power.PRESIDE

    texts: Texts

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        session = self.held(rows)
        standing.require_presiding(session, occasion)
        found = rows.lock(Minutes, self.session)
        if found is None:
            until = standing.rules_of(rows, session).minutes.corrections.after(occasion.at)
            found = Minutes(
                session=self.session,
                version=0,
                issued_at=occasion.at,
                until=until,
                status="issued",
                adopted_in="",
                adopted_at=None,
            )
        elif found.status == "adopted":
            raise refusals.MinutesAdopted()
        found.texts, found.version = dict(self.texts), found.version + 1
        rows.put(found)

    def contents(self) -> tuple[str, ...]:
        return tuple(sorted(self.texts.values()))


class AskCorrection(OfPapers):
    """A delegation asks to correct the minutes, within the period of the rules."""

    type = "meetings.correction.ask"
    done = "A correction of the minutes was asked for"
    needs = Power.ATTEND

    language: Language
    reads: Passage
    should_read: Passage

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        self.held(rows)
        found = self.unadopted(rows)
        if occasion.at > found.until:
            raise refusals.CorrectionLate(until=found.until)
        rows.put(
            Correction(
                id=occasion.id,
                session=self.session,
                party=occasion.by.party,
                language=self.language,
                reads=self.reads,
                should_read=self.should_read,
                status="asked",
                at=occasion.at,
            )
        )


class SettleCorrection(OfPapers):
    """A correction is accepted into the next issue of the minutes, or declined."""

    type = "meetings.correction.settle"
    done = "A correction of the minutes was settled"
    needs = Power.PRESIDE

    correction: ActId
    accepted: bool

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        standing.require_presiding(self.held(rows), occasion)
        self.unadopted(rows)
        found = rows.lock(Correction, self.correction)
        if found is None or found.session != self.session or found.status != "asked":
            raise refusals.NoSuchCorrection()
        found.status = "accepted" if self.accepted else "declined"
        rows.put(found)


class AdoptMinutes(OfPapers):
    """Minutes are adopted: in the next session of the body (``in_session``), or when the period lapses, by the
    rules."""

    type = "meetings.minutes.adopt"
    done = "Minutes were adopted"
    needs = Power.PRESIDE

    in_session: Identifier | None = None

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        session = self.held(rows)
        standing.require_presiding(session, occasion)
        found = self.unadopted(rows)
        open_ = [one for one in rows.find(Correction, session=self.session) if one.status == "asked"]
        if open_ or occasion.at <= found.until:
            raise refusals.CorrectionsOpen(until=found.until)
        how = standing.rules_of(rows, session).minutes.adopted
        if how == "next session":
            self._require_later(rows, session, how)
        elif self.in_session is not None:
            raise refusals.OtherAdoption(how=how)
        found.status, found.adopted_in, found.adopted_at = "adopted", self.in_session or "", occasion.at
        rows.put(found)

    def _require_later(self, rows: Rows, session: Session, how: str) -> None:
        later = rows.read(Session, self.in_session) if self.in_session else None
        if later is None or later.body != session.body or later.number <= session.number or later.status != "open":
            raise refusals.OtherAdoption(how=how)


class DraftCommunique(OfPapers):
    """The communiqué is drafted from the decisions, in every language of the session; drafted again until approved."""

    type = "meetings.communique.draft"
    done = "A communiqué was drafted"
    needs = Power.PRESIDE

    texts: Texts

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        standing.require_presiding(self.held(rows), occasion)
        found = rows.lock(Communique, self.session)
        if found is not None and found.status != "draft":
            raise refusals.NoCommunique()
        found = found or Communique(session=self.session, version=0, status="draft", decision="", published_at=None)
        found.texts, found.version, found.drafted_at = dict(self.texts), found.version + 1, occasion.at
        rows.put(found)

    def contents(self) -> tuple[str, ...]:
        return tuple(sorted(self.texts.values()))


class ApproveCommunique(OfPapers):
    """The communiqué, as it is drafted, is approved by a decision of the session; it does not change afterwards.

    The decision was taken on that draft, so after it.
    """

    type = "meetings.communique.approve"
    done = "A communiqué was approved"
    needs = Power.PRESIDE

    decision: Identifier
    draft: Annotated[int, Field(ge=1)]

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        standing.require_presiding(self.held(rows), occasion)
        found = rows.lock(Communique, self.session)
        if found is None or found.status != "draft" or found.version != self.draft:
            raise refusals.NoCommunique()
        decided = rows.read(Decision, self.decision)
        if decided is None or decided.session != self.session:
            raise refusals.NoSuchDecision(decision=self.decision)
        if decided.taken_at < found.drafted_at:
            raise refusals.DecidedBeforeDraft(number=decided.number)
        found.status, found.decision = "approved", self.decision
        rows.put(found)


class PublishCommunique(OfPapers):
    """The approved communiqué is published for everybody."""

    type = "meetings.communique.publish"
    done = "A communiqué was published"
    needs = Power.PRESIDE

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        standing.require_presiding(self.held(rows), occasion)
        found = rows.lock(Communique, self.session)
        if found is None or found.status != "approved":
            raise refusals.NotApproved()
        found.status, found.published_at = "published", occasion.at
        rows.put(found)
