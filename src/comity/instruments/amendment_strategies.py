"""How the acts of amendments and comments are drawn at random (see `comity.record.strategies`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from comity.cases.models import Case
from comity.cases.strategies import open_cases, puttable
from comity.instruments import amending
from comity.instruments.acts import amendments as acts
from comity.instruments.acts import comments
from comity.instruments.comments import Said
from comity.instruments.models import Amendment, Comment, Instrument, Version
from comity.instruments.rules import AmendmentStatus, Status
from comity.parties.acts import SECRETARIAT
from comity.phrase import Refusal
from comity.record.acts import Act
from comity.record.strategies import Strategy, words
from comity.record.testing import Doer, Scribe, Step

MOST = 12
_OVER = (Status.NOT_ADOPTED, Status.WITHDRAWN)


def _propose(scribe: Scribe) -> SearchStrategy[Step] | None:
    number = len(scribe.rows.tables[Amendment])
    places = [
        (instrument, version, provision.id, language, doer)
        for instrument in scribe.rows.rows(Instrument)
        if instrument.status not in _OVER and not (instrument.adopted_at is not None and instrument.clause)
        for version in scribe.rows.find(Version, instrument=instrument.id)[-2:]
        for language in version.texts
        for provision in amending.structure_in(scribe.rows, version, language).walk()
        for doer in scribe.doers(acts.ProposeAmendment, venue=instrument.body)
    ]
    if not places or number >= MOST:
        return None

    def propose(
        place: tuple[Instrument, Version, str, str, Doer], operation: Any, chosen: int, reason: dict[str, str]
    ) -> Step:
        instrument, version, target, language, doer = place
        body = f"Amended words {chosen}.".encode()
        texts = {} if operation == "delete" else {language: scribe.ledger.deposit(body)}
        act = acts.ProposeAmendment(
            instrument=instrument.id,
            amendment=f"amendment-{number}",
            on=version.number,
            operation=operation,
            target=target,
            texts=texts,
            reason=reason,
        )
        return Step(act, doer)

    # A whole text cannot be deleted in every language at once if one of them lacks the provision; so replace oftener.
    operations = st.sampled_from(["replace", "replace", "insert after", "insert before"])
    return st.builds(propose, st.sampled_from(places), operations, st.integers(0, 5), words(0))


def _put(scribe: Scribe) -> SearchStrategy[Step] | None:
    put_now = sum(1 for one in scribe.rows.rows(Amendment) if one.status == AmendmentStatus.PUT)
    if sum(1 for _ in open_cases(scribe)) >= 4 or put_now >= 2:
        return None
    ways = [
        (amendment, procedure, doer)
        for amendment in scribe.rows.rows(Amendment)
        if amendment.status == AmendmentStatus.PROPOSED and _is_puttable(scribe, amendment)
        for body, procedure, doer in puttable(scribe, acts.PutAmendment)
        if body == _instrument(scribe, amendment).body
        and doer.by.party in (amendment.party, _instrument(scribe, amendment).originator, SECRETARIAT)
    ]
    if not ways:
        return None
    case = f"case-{len(scribe.rows.tables[Case])}"

    def put(way: tuple[Amendment, str, Doer]) -> Step:
        amendment, procedure, doer = way
        act = acts.PutAmendment(instrument=amendment.instrument, amendment=amendment.id, case=case, procedure=procedure)
        return Step(act, doer)

    return st.builds(put, st.sampled_from(ways))


def _is_puttable(scribe: Scribe, amendment: Amendment) -> bool:
    instrument = _instrument(scribe, amendment)
    try:
        amending.require_amendable(instrument, "")
        amending.require_no_rival(scribe.rows, instrument, amendment)
    except Refusal:
        return False
    return bool(amending.current_changes(scribe.rows, instrument, amendment))


def _instrument(scribe: Scribe, amendment: Amendment) -> Instrument:
    found = scribe.rows.read(Instrument, amendment.instrument)
    assert found is not None
    return found


def _withdraw(scribe: Scribe) -> SearchStrategy[Step] | None:
    proposed = [one for one in scribe.rows.rows(Amendment) if one.status == AmendmentStatus.PROPOSED]
    if not proposed:
        return None
    ways = [
        Step(acts.WithdrawAmendment(instrument=one.instrument, amendment=one.id), doer)
        for one in proposed
        for doer in scribe.doers(acts.WithdrawAmendment, venue=_instrument(scribe, one).body)
        if doer.by.party in (one.party, SECRETARIAT)
    ]
    return st.sampled_from(ways) if ways else None


def _comment(scribe: Scribe) -> SearchStrategy[Step] | None:
    places = [
        (version, language, provision.id, doer)
        for instrument in scribe.rows.rows(Instrument)
        for version in scribe.rows.find(Version, instrument=instrument.id)[-1:]
        for language in version.texts
        for provision in amending.structure_in(scribe.rows, version, language).walk()
        for doer in scribe.doers(comments.CommentOnText, venue=instrument.body)
    ]
    if not places or len(scribe.rows.tables[Comment]) >= MOST:
        return None

    def comment(place: tuple[Version, str, str, Doer], visibility: Any) -> Step:
        version, language, provision, doer = place
        body = Said(language, provision, "We agree.").written()
        content = scribe.ledger.deposit(body, confidential=visibility != "public")
        act = comments.CommentOnText(
            instrument=version.instrument, on=version.number, visibility=visibility, content=content
        )
        return Step(act, doer)

    return st.builds(comment, st.sampled_from(places), st.sampled_from(["own", "members", "public"]))


def _take_back(scribe: Scribe) -> SearchStrategy[Step] | None:
    ways = []
    for one in scribe.rows.rows(Comment):
        instrument = scribe.rows.read(Instrument, one.instrument)
        if one.withdrawn_at is not None or instrument is None:
            continue
        act = comments.WithdrawComment(instrument=one.instrument, comment=one.id)
        doers = scribe.doers(comments.WithdrawComment, venue=instrument.body)
        ways += [Step(act, doer) for doer in doers if doer.by.party in (one.party, SECRETARIAT)]
    return st.sampled_from(ways) if len(ways) > 2 else None


STRATEGIES: Mapping[type[Act], Strategy] = {
    acts.ProposeAmendment: _propose,
    acts.PutAmendment: _put,
    acts.WithdrawAmendment: _withdraw,
    comments.CommentOnText: _comment,
    comments.WithdrawComment: _take_back,
}
