"""Acts: documents of a session planned, issued language by language, revised, withdrawn."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from comity.meetings import refusals, standing
from comity.meetings.acts.sessions import InSession
from comity.meetings.models import AgendaItem, Document, DocumentText, Session
from comity.meetings.standing_rules.notice import latest, notice_of
from comity.parties.acts import SECRETARIAT, Digest, Language, Words
from comity.parties.models import Party
from comity.parties.refusals import AlreadyThere, NoSuchParty, NotYours
from comity.parties.rules import Power
from comity.record.acts import Identifier, Occasion
from comity.record.rows import Rows

Symbol = Annotated[str, StringConstraints(pattern=r"^[\w][\w./() -]{0,59}$")]
Kind = Literal["note", "report", "working paper", "draft decision", "proposal", "information", "minutes", "statement"]
MediaType = Annotated[str, StringConstraints(pattern=r"^[a-z]+/[a-z0-9.+-]{1,80}$")]


class PlanDocument(InSession):
    """A document is asked for: its symbol, for which item, by whom, in which languages, until when, for whom.

    Without ``due`` the time is that of the rules. ``circle`` says who may open it; ``admitted`` names the bodies,
    delegations or persons where it is meant for certain ones.
    """

    type = "meetings.document.plan"
    done = "A document was planned"
    needs = Power.ISSUE_DOCUMENT

    document: Identifier
    symbol: Symbol
    item: Identifier | None = None
    title: Words
    kind: Kind = "note"
    party: Identifier = SECRETARIAT
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    due: AwareDatetime | None = None
    circle: Literal["public", "members", "bodies", "parties", "persons"] = "public"
    admitted: tuple[Identifier, ...] = ()

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        session = standing.locked(rows, self.session)
        standing.require_status(session, "convened", "open")
        _require_own(self.party, occasion)
        if rows.lock(Document, self.document) is not None:
            raise AlreadyThere(id=self.document)
        if any(one.symbol == self.symbol for one in rows.find(Document, session=session.id)):
            raise refusals.SymbolTaken(symbol=self.symbol)
        self._require_sense(rows)
        rows.put(
            Document(
                id=self.document,
                session=session.id,
                item=self.item or "",
                symbol=self.symbol,
                title=self.title,
                kind=self.kind,
                party=self.party,
                languages=list(self.languages),
                due=self.due.astimezone(UTC) if self.due else _due(rows, session),
                circle=self.circle,
                admitted=sorted(set(self.admitted)),
                planned_at=occasion.at,
                withdrawn_at=None,
                withdrawn_why={},
            )
        )

    def _require_sense(self, rows: Rows) -> None:
        if (self.circle in ("public", "members")) == bool(self.admitted):
            raise refusals.NobodyAdmitted()
        if self.item is not None and rows.read(AgendaItem, self.session, self.item) is None:
            raise refusals.NoSuchItem(item=self.item)
        if rows.read(Party, self.party) is None:
            raise NoSuchParty(party=self.party)


class IssuedText(BaseModel):
    """A file in one language: the digest of its content, its media type and its size in bytes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    digest: Digest
    media_type: MediaType = "application/pdf"
    size: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0


class _OnDocument(InSession):
    document: Identifier

    def _document(self, rows: Rows, occasion: Occasion) -> tuple[Session, Document]:
        session = standing.locked(rows, self.session)
        document = rows.lock(Document, self.document)
        if document is None or document.session != session.id or document.withdrawn_at is not None:
            raise refusals.NoSuchDocument(document=self.document)
        _require_own(document.party, occasion)
        return session, document


class IssueDocument(_OnDocument):
    """A document is issued in these languages, or revised where it was issued before.

    A language that comes after the time the rules give is marked late.
    """

    type = "meetings.document.issue"
    done = "A document was issued"
    needs = Power.ISSUE_DOCUMENT

    texts: Annotated[dict[Language, IssuedText], Field(min_length=1, max_length=40)]

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        _session, document = self._document(rows, occasion)
        for language, text in sorted(self.texts.items()):
            if language not in document.languages:
                raise refusals.LanguageNotDue(language=language, languages=document.languages)
            before = rows.lock(DocumentText, document.id, language)
            if before is not None and before.digest == text.digest:
                raise refusals.SameText(language=language)
            rows.put(self._text(document, language, text, before, occasion))

    def _text(
        self, document: Document, language: str, text: IssuedText, before: DocumentText | None, occasion: Occasion
    ) -> DocumentText:
        earlier = []
        if before is not None:
            told = {"digest": before.digest, "revision": before.revision, "at": before.issued_at.isoformat()}
            earlier = [*before.earlier, told]
        return DocumentText(
            document=document.id,
            language=language,
            session=document.session,
            digest=text.digest,
            media_type=text.media_type,
            size=text.size,
            revision=before.revision + 1 if before is not None else 0,
            late=before.late if before is not None else document.due is not None and occasion.at > document.due,
            issued_by=occasion.by.party,
            issued_at=occasion.at,
            earlier=earlier,
        )

    def contents(self) -> tuple[str, ...]:
        return tuple(sorted({text.digest for text in self.texts.values()}))


class WithdrawDocument(_OnDocument):
    """A document is withdrawn; what was issued stays on the record."""

    type = "meetings.document.withdraw"
    done = "A document was withdrawn"
    needs = Power.ISSUE_DOCUMENT

    why: Words

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        _session, document = self._document(rows, occasion)
        document.withdrawn_at, document.withdrawn_why = occasion.at, self.why
        rows.put(document)


def _require_own(party: str, occasion: Occasion) -> None:
    if occasion.by.party not in (party, SECRETARIAT):
        raise NotYours(party=occasion.by.party, other=party)


def _due(rows: Rows, session: Session) -> datetime:
    rules = standing.rules_of(rows, session)
    return latest(session.begins, notice_of(rules, session.kind).documents)
