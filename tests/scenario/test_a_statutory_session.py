"""A statutory session of six delegations, from the notice to the communiqué; then the record is verified."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from comity.instruments.models import Version
from comity.meetings import acts as preparing
from comity.meetings import minutes_text
from comity.meetings.acts import decisions, floor, minutes, voting
from comity.meetings.ballot import recount
from comity.meetings.models import Candidate, Communique, Decision, Minutes, Question, Session, Stand, Vote
from comity.meetings.sitting_testing import MOTIONS, SPEAKING, Sitting
from comity.meetings.views.minutes import assembled
from comity.meetings.views.voting import urn_of
from comity.record import content, sequencer
from comity.record.models import Recorded
from comity.record.replay import differences, rebuild, recorded_leaves, replay
from comity.record.rows import MemoryRows
from comity.record.verification import verify_installation

pytestmark = pytest.mark.django_db
SIX = ("AM", "BY", "KG", "KZ", "RU", "TJ")
VOTING = {
    "rules": {
        "ordinary": {
            "positions": ["approve", "object", "abstain"],
            "adopted_if": {"count": "approve", "at_least": "2/3"},
        },
        "procedural": {
            "positions": ["approve", "object", "abstain"],
            "adopted_if": {"count": "approve", "of": ["approve", "object"], "more_than": "1/2"},
        },
        "election": {"adopted_if": {"count": "approve", "more_than": "1/2"}},
    }
}


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.COMITY = {**settings.COMITY, "KEYS": tmp_path / "keys"}


def texts(sitting: Sitting, make) -> dict[str, str]:
    """Texts assembled from the record, deposited."""
    sequencer.drain()
    made = assembled(Session.objects.get(id="s1"), make)
    return {language: sitting.ledger.deposit(text.encode()) for language, text in made.items()}


def prepared() -> Sitting:
    """Notice given, an agenda of two items drawn up and adopted, six delegations with credentials, a quorum."""
    sitting = Sitting.with_rules(
        speaking=SPEAKING,
        motions=MOTIONS,
        voting=VOTING,
        numbering={"decisions": "MEC/{year}/D{n}", "documents": "S{session}/{n}"},
    )
    sitting.convened().proposed("strategy", "base")
    sitting.drawn_up("strategy", "base")
    sitting.opened(chair="BY")
    sitting.do(preparing.AdoptByConsensus(session="s1", about="agenda/1"), sitting.chair)
    sitting.do(preparing.CallQuorum(session="s1"), sitting.chair)
    report = preparing.ReportOnCredentials(session="s1")
    sitting.do(report, sitting.desk)
    sitting.do(preparing.AdoptByConsensus(session="s1", about="credentials/1"), sitting.chair)
    return sitting


def the_strategy_is_amended_and_adopted(sitting: Sitting) -> None:
    sitting.do(floor.TakeUpItem(session="s1", item="strategy"), sitting.chair)
    ask = floor.AskForFloor(session="s1", item="strategy")
    place = sitting.do(ask, sitting.delegates["KZ"]).id
    sitting.gives(place)
    sitting.now += timedelta(minutes=6)
    point = floor.RaisePoint(session="s1", category="application of the rules", words={"en": "Time."})
    raised = sitting.do(point, sitting.delegates["TJ"]).id
    ruling = floor.RuleOnPoint(session="s1", speaker=raised, ruling={"en": "The speaker concludes."})
    sitting.do(ruling, sitting.chair)
    sitting.puts_text("strategy-1")
    sitting.amends("amendment-1", on="strategy-1", by="KG")
    sitting.voting_on("amendment-1", method="show of hands", vote="v-amendment")
    hands = {"approve": 5, "abstain": 1}
    count = voting.EnterCounts(session="s1", vote="v-amendment", counts=hands, tellers=("AM", "TJ"))
    sitting.do(count, sitting.desk)
    sitting.closes("v-amendment")
    sitting.voting_on("strategy-1", method="roll call", vote="v-strategy", first="KZ")
    for member in sitting.vote("v-strategy").members:
        sitting.casts(member, "abstain" if member == "TJ" else "approve", "v-strategy")
    assert sitting.closes("v-strategy").outcome == "adopted"
    taken = decisions.TakeDecision(
        session="s1",
        decision="d-strategy",
        item="strategy",
        question="strategy-1",
        title={"en": "Strategy"},
        text={"en": "The strategy is adopted; proposals are to be ready within the year."},
        responsible=("KZ", "BY"),
        due=(sitting.now + timedelta(days=200)).date(),
    )
    sitting.do(taken, sitting.chair)


def a_base_organisation_is_elected_in_secret(sitting: Sitting) -> None:
    sitting.do(floor.TakeUpItem(session="s1", item="base"), sitting.chair)
    sitting.election("institute", "laboratory", "academy")
    first = sitting.elects(
        dict(zip(SIX, ["institute", "institute", "academy", "laboratory", "laboratory", "academy"], strict=True))
    )
    assert first.outcome == "rejected"
    second = sitting.elects({**dict.fromkeys(SIX, "institute"), "KG": "academy"}, vote="b2")
    assert second.result["elected"] == ["institute"]


def the_papers_are_made(sitting: Sitting) -> None:
    drafted = texts(sitting, minutes_text.communique)
    sitting.do(minutes.DraftCommunique(session="s1", texts=drafted), sitting.desk)
    approved = {"title": {"en": "Communiqué"}, "text": {"en": "The communiqué is approved."}}
    sitting.do(decisions.TakeDecision(session="s1", decision="d-communique", item="base", **approved), sitting.chair)
    sitting.do(minutes.ApproveCommunique(session="s1", decision="d-communique", draft=1), sitting.chair)
    sitting.do(minutes.PublishCommunique(session="s1"), sitting.desk)
    sitting.do(preparing.CloseSession(session="s1"), sitting.chair)
    sitting.do(minutes.IssueMinutes(session="s1", texts=texts(sitting, minutes_text.minutes)), sitting.desk)
    correction = minutes.AskCorrection(session="s1", language="en", reads="6 min", should_read="six minutes")
    asked = sitting.do(correction, sitting.delegates["KZ"]).id
    sitting.do(minutes.SettleCorrection(session="s1", correction=asked, accepted=False), sitting.desk)


def the_next_session_adopts_the_minutes(sitting: Sitting) -> None:
    begins = sitting.now + timedelta(days=90)
    sitting.convened("s2", number=4, begins=begins, ends=begins + timedelta(hours=8))
    sitting.now = begins
    sitting.opened(session="s2", chair="BY")
    sitting.do(minutes.AdoptMinutes(session="s1", in_session="s2"), sitting.desk)
    report = decisions.ReportProgress(decision="d-strategy", words={"en": "Three proposals are ready."})
    sitting.do(report, sitting.delegates["KZ"])
    sitting.do(decisions.CloseDecision(decision="d-strategy", words={"en": "All are ready."}), sitting.desk)


def test_a_statutory_session_from_notice_to_communique():
    sitting = prepared()
    the_strategy_is_amended_and_adopted(sitting)
    a_base_organisation_is_elected_in_secret(sitting)
    the_papers_are_made(sitting)
    the_next_session_adopts_the_minutes(sitting)
    sequencer.drain()

    decision = Decision.objects.get(id="d-strategy")
    assert (decision.number, decision.status) == ("MEC/2026/D1", "done")
    assert Question.objects.get(id="amendment-1").status == "adopted"
    amended = Version.objects.get(instrument="text-strategy-1", number=2)
    assert "Each State bears the costs" in amended.made["en"]
    assert Question.objects.get(id="strategy-1").text == amended.digest
    assert {one.position for one in Stand.objects.filter(vote="v-strategy")} == {"approve", "abstain"}
    assert Candidate.objects.get(elected_at__isnull=False).candidate == "institute"
    assert Minutes.objects.get(session="s1").adopted_in == "s2"
    written = content.read(Minutes.objects.get(session="s1").texts["en"]).decode()
    for words in ("State KZ made a statement (6 min).", "State TJ raised a point of order.", "The speaker concludes.",
                  "By secret ballot", "Decision MEC/2026/D1."):  # fmt: skip
        assert words in written, written
    told = content.read(Communique.objects.get(session="s1").texts["en"]).decode()
    assert "MEC/2026/D1. Strategy: The strategy is adopted" in told
    assert "statement" not in told

    for ballot in Vote.objects.filter(method="secret ballot"):
        assert recount(urn_of(ballot)).votes == ballot.counts["votes"]
    leaves = [json.loads(bytes(leaf)) for leaf in Recorded.objects.values_list("leaf", flat=True)]
    papers = [leaf for leaf in leaves if leaf["type"] == "meetings.ballot.take"]
    assert len(papers) == 12
    assert not any("institute" in json.dumps(leaf["payload"]) for leaf in papers)

    assert list(differences(replay(recorded_leaves(), MemoryRows(content.public)))) == []
    rebuild()
    found = verify_installation()
    assert found.ok, [str(finding) for finding in found.audit.findings]
