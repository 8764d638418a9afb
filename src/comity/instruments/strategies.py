"""How the acts of instruments are drawn at random (see `comity.record.strategies`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from comity.cases.models import Case
from comity.cases.running import awaits_text
from comity.cases.strategies import open_cases, puttable
from comity.instruments import acts, amendment_strategies
from comity.instruments.force import standing_deposits
from comity.instruments.models import Deposit, Instrument, Proposal
from comity.instruments.rules import Status
from comity.parties.acts import SECRETARIAT
from comity.parties.models import Body, Party
from comity.record.acts import Act
from comity.record.strategies import Strategy, words
from comity.record.testing import Doer, Scribe, Step

CLAUSE = {
    "when": {"count": "deposited", "at_least": 2},
    "then": {"after": "P5D", "roll": "none"},
}


def _instruments(scribe: Scribe, *statuses: Status) -> list[Instrument]:
    return [one for one in scribe.rows.rows(Instrument) if not statuses or one.status in statuses]


def _doing(
    scribe: Scribe, act: type[Act], instruments: list[Instrument], *, own: bool = False
) -> list[tuple[Instrument, Doer]]:
    """Each of these instruments with everybody who may do this to it."""
    return [
        (instrument, doer)
        for instrument in instruments
        for doer in scribe.doers(act, venue=instrument.body)
        if not own or doer.by.party in (instrument.originator, SECRETARIAT)
    ]


def _texts(scribe: Scribe, number: int) -> SearchStrategy[dict[str, str]]:
    def texts(chosen: int, russian: bool) -> dict[str, str]:
        found = {"en": scribe.ledger.deposit(f"Text {chosen} of {number}.".encode())}
        if russian:
            found["ru"] = scribe.ledger.deposit(f"Текст {chosen} из {number}.".encode())
        return found

    return st.builds(texts, st.integers(0, 5), st.booleans())


def _draft(scribe: Scribe) -> SearchStrategy[Step] | None:
    ways = [
        (body.id, doer) for body in scribe.rows.rows(Body) for doer in scribe.doers(acts.DraftInstrument, venue=body.id)
    ]
    number = len(scribe.rows.tables[Instrument])
    if not ways or number >= 9:
        return None

    def draft(way: tuple[str, Doer], title: dict[str, str], texts: dict[str, str], binding: bool) -> Step:
        body, doer = way
        act = acts.DraftInstrument(
            instrument=f"instrument-{number}",
            reference=f"R/{number}",
            kind="strategy",
            title=title,
            body=body,
            authentic=("en",),
            texts=texts,
            clause=CLAUSE if binding else {},
        )
        return Step(act, doer)

    return st.builds(draft, st.sampled_from(ways), words(), _texts(scribe, number), st.booleans())


def _revise(scribe: Scribe) -> SearchStrategy[Step] | None:
    drafts = [one for one in _instruments(scribe, Status.DRAFT, Status.IN_PROCEDURE) if _in_drafting(scribe, one)]
    places = _doing(scribe, acts.ReviseInstrument, drafts)
    if not places:
        return None

    def revise(place: tuple[Instrument, Doer], texts: dict[str, str], note: dict[str, str]) -> Step:
        return Step(acts.ReviseInstrument(instrument=place[0].id, texts=texts, note=note), place[1])

    return st.builds(revise, st.sampled_from(places), _texts(scribe, 99), words(0))


def _in_drafting(scribe: Scribe, instrument: Instrument) -> bool:
    case = scribe.rows.read(Case, instrument.case) if instrument.case else None
    return instrument.status == Status.DRAFT or (case is not None and awaits_text(scribe.rows, case))


def _submit(scribe: Scribe) -> SearchStrategy[Step] | None:
    ways = [
        (instrument, procedure, doer)
        for instrument in _instruments(scribe, Status.DRAFT)
        for body, procedure, doer in puttable(scribe, acts.SubmitInstrument)
        if body == instrument.body
    ]
    if not ways or sum(1 for _ in open_cases(scribe)) >= 4:
        return None
    case = f"case-{len(scribe.rows.tables[Case])}"

    def submit(way: tuple[Instrument, str, Doer]) -> Step:
        instrument, procedure, doer = way
        return Step(acts.SubmitInstrument(instrument=instrument.id, case=case, procedure=procedure), doer)

    return st.builds(submit, st.sampled_from(ways))


def _resubmit(scribe: Scribe) -> SearchStrategy[Step] | None:
    returned = [one for one in _instruments(scribe, Status.IN_PROCEDURE) if _in_drafting(scribe, one)]
    places = _doing(scribe, acts.ResubmitInstrument, returned)
    if not places:
        return None
    return st.sampled_from([Step(acts.ResubmitInstrument(instrument=one.id), doer) for one, doer in places])


def _withdraw(scribe: Scribe) -> SearchStrategy[Step] | None:
    open_ones = _instruments(scribe, Status.DRAFT, Status.IN_PROCEDURE)
    if len(open_ones) < 3:
        return None
    places = _doing(scribe, acts.WithdrawInstrument, open_ones, own=True)
    return (
        st.sampled_from([Step(acts.WithdrawInstrument(instrument=one.id), doer) for one, doer in places])
        if places
        else None
    )


def _binding(scribe: Scribe) -> Iterator[Instrument]:
    """Those for which parties deposit."""
    return (one for one in scribe.rows.rows(Instrument) if one.clause and one.adopted_at is not None)


def _deposit(scribe: Scribe) -> SearchStrategy[Step] | None:
    places = [
        (instrument, party.id, doer)
        for instrument in _binding(scribe)
        for party in scribe.rows.rows(Party)
        if party.id != SECRETARIAT and party.id not in standing_deposits(scribe.rows, instrument)
        for doer in scribe.doers(acts.MakeDeposit, venue=instrument.body)
        if doer.by.party in (party.id, SECRETARIAT)
    ]
    if not places:
        return None

    def deposit(place: tuple[Instrument, str, Doer], days: int, reservation: dict[str, str], kind: str) -> Step:
        instrument, party, doer = place
        if scribe.rows.find(Deposit, instrument=instrument.id, party=party):
            days = 0  # after the withdrawal of the one before
        made = acts.MakeDeposit(
            instrument=instrument.id,
            party=party,
            kind=kind,
            on=(scribe.now - timedelta(days=days)).date(),
            reservation=reservation,
        )
        return Step(made, doer)

    kinds = st.sampled_from(["ratification", "accession"])
    return st.builds(deposit, st.sampled_from(places), st.integers(0, 3), words(0), kinds)


def _undeposit(scribe: Scribe) -> SearchStrategy[Step] | None:
    places = [
        (instrument.id, party, doer)
        for instrument in _binding(scribe)
        if len(standing_deposits(scribe.rows, instrument)) > 1
        for party in standing_deposits(scribe.rows, instrument)
        for doer in scribe.doers(acts.WithdrawDeposit, venue=instrument.body)
        if doer.by.party in (party, SECRETARIAT)
    ]
    if not places:
        return None
    return st.sampled_from(
        [
            Step(acts.WithdrawDeposit(instrument=instrument, party=party, on=scribe.now.date()), doer)
            for instrument, party, doer in places
        ]
    )


def _take_effect(scribe: Scribe) -> SearchStrategy[Step] | None:
    today = scribe.now.date()
    due = [one for one in _instruments(scribe, Status.ADOPTED) if one.enters_on is not None and one.enters_on <= today]
    places = _doing(scribe, acts.TakeEffect, due)
    return st.sampled_from([Step(acts.TakeEffect(instrument=one.id), doer) for one, doer in places]) if places else None


def _ask(scribe: Scribe) -> SearchStrategy[Step] | None:
    adopted = [one for one in _instruments(scribe) if one.adopted_at is not None]
    places = _doing(scribe, acts.AskProposal, adopted)
    parties = [party.id for party in scribe.rows.rows(Party)]
    if not places or not parties:
        return None

    def ask(place: tuple[Instrument, Doer], title: dict[str, str], responsible: str, days: int) -> Step:
        due = (scribe.now + timedelta(days=days)).date()
        asked = acts.AskProposal(instrument=place[0].id, title=title, responsible=responsible, due=due)
        return Step(asked, place[1])

    return st.builds(ask, st.sampled_from(places), words(), st.sampled_from(parties), st.integers(1, 90))


def _propose(scribe: Scribe) -> SearchStrategy[Step] | None:
    places = []
    for proposal in scribe.rows.rows(Proposal):
        instrument = scribe.rows.read(Instrument, proposal.instrument)
        if proposal.status == "made" or instrument is None:
            continue
        for doer in scribe.doers(acts.MakeProposal, venue=instrument.body):
            if doer.by.party in (proposal.responsible, SECRETARIAT):
                places.append((proposal, doer))
    if not places:
        return None
    text = scribe.ledger.deposit(b"The proposals.")
    return st.sampled_from(
        [
            Step(acts.MakeProposal(proposal=proposal.id, instrument=proposal.instrument, text=text), doer)
            for proposal, doer in places
        ]
    )


OFTEN = (acts.DraftInstrument, acts.SubmitInstrument)
STRATEGIES: Mapping[type[Act], Strategy] = {
    acts.DraftInstrument: _draft,
    acts.ReviseInstrument: _revise,
    acts.SubmitInstrument: _submit,
    acts.ResubmitInstrument: _resubmit,
    acts.WithdrawInstrument: _withdraw,
    acts.MakeDeposit: _deposit,
    acts.WithdrawDeposit: _undeposit,
    acts.TakeEffect: _take_effect,
    acts.AskProposal: _ask,
    acts.MakeProposal: _propose,
    **amendment_strategies.STRATEGIES,
}
