"""Profiles reach the record whole or not at all, and what they leave verifies like anybody's record."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from click.testing import CliRunner

from comity.cases.models import Case, Position, Procedure, Track, Visit
from comity.cli import main
from comity.instruments.models import Deposit, Instrument, Proposal
from comity.parties.models import Body, FullPowers, Organisation, Party, Person
from comity.record import content, log
from comity.record.acts import GrantKey
from comity.record.models import Content, Recorded, SigningKey
from comity.record.verification import verify_installation
from comity.site.profiles import faults, loading, reading, shipped
from comity.site.profiles.playing import Plan
from comity.site.profiles.testing import NOW, position, question, written


@pytest.fixture
def installation(settings, tmp_path):
    """An installation of its own: keys and data in a folder that is thrown away."""
    settings.DATA = tmp_path / "data"
    settings.COMITY = {**settings.COMITY, "KEYS": tmp_path / "data" / "keys"}
    return settings.DATA


def rehearsed(name: str) -> Plan:
    return loading.rehearse(reading.read(shipped.find(name)))


@pytest.fixture(scope="module")
def commission() -> Plan:
    return rehearsed("commission")


@pytest.fixture(scope="module")
def river() -> Plan:
    return rehearsed("river-basin")


def case(plan: Plan, id: str) -> Case:
    found = plan.rows.read(Case, id)
    assert found is not None
    return found


def instrument(plan: Plan, id: str) -> Instrument:
    found = plan.rows.read(Instrument, id)
    assert found is not None
    return found


def said(plan: Plan, id: str, round: int | None = None) -> dict[str, str]:
    """The positions of a case by member, in its present round or another."""
    number = round or case(plan, id).round
    return {one.member: one.position for one in plan.rows.rows(Position) if (one.case, one.round) == (id, number)}


def ways(plan: Plan, id: str) -> list[tuple[str, str]]:
    """The stages of a case and how each closed."""
    return [(one.stage, one.outcome) for one in plan.rows.rows(Visit) if one.case == id]


# --- on the record


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", shipped.names())
def test_a_loaded_profile_verifies_with_every_signature_and_every_row(installation, name):
    profile = reading.read(shipped.find(name))
    loaded = loading.load(profile)
    assert loaded.placed == loaded.numbers["acts"] == log.size()
    verified = verify_installation()
    assert [str(finding) for finding in verified.audit.findings] == []
    assert verified.replayed == loaded.numbers["acts"]
    assert verified.contents == loaded.numbers["contents"]
    assert sum(verified.rows.values()) > 100
    assert Organisation.objects.get().demonstration


@pytest.mark.django_db
def test_persons_names_and_addresses_are_confidential_and_withheld_from_the_leaves(installation):
    loading.load(reading.read(shipped.find("commission"), story=False))
    person = Person.objects.get(id="p-11")
    stored = Content.objects.get(digest=person.profile)
    assert stored.confidential
    assert json.loads(content.read(person.profile))["email"] == "head@armenia.example"
    assert not any(b"armenia.example" in bytes(leaf) for leaf in Recorded.objects.values_list("leaf", flat=True))


@pytest.mark.django_db
def test_without_its_story_an_organisation_stands_as_on_its_first_day(installation):
    loading.load(reading.read(shipped.find("commission"), story=False))
    assert set(Party.objects.filter(kind="member").values_list("id", flat=True)) == {"AM", "BY", "KG", "KZ", "RU", "TJ"}
    assert set(Body.objects.values_list("id", flat=True)) == {"commission", "council"}
    assert set(FullPowers.objects.values_list("party", flat=True)) == {"secretariat"}
    assert Procedure.objects.count() == 6
    assert not Case.objects.exists()
    assert not SigningKey.objects.exclude(holder="system").exists()


@pytest.mark.django_db
def test_a_second_profile_is_refused_and_nothing_changes(installation):
    loading.load(reading.read(shipped.find("river-basin"), story=False))
    before = Recorded.objects.count()
    with pytest.raises(faults.RecordInUse, match="Arvena") as refused:
        loading.load(reading.read(shipped.find("commission")))
    assert "Arvena" in str(refused.value)
    assert Recorded.objects.count() == before


@pytest.mark.django_db
def test_a_failure_in_the_middle_leaves_nothing(installation, tmp_path, monkeypatch):
    profile = reading.read(written(tmp_path / "small", story=[question(), position()]))
    commit = loading.commit

    def failing(prepared, **more):
        if prepared.act.type == "cases.position.take":
            raise RuntimeError("the power fails")
        return commit(prepared, **more)

    monkeypatch.setattr(loading, "commit", failing)
    with pytest.raises(RuntimeError):
        loading.load(profile, now=NOW)
    assert not Recorded.objects.exists()
    assert not Content.objects.exists()
    assert not Party.objects.exists()


@pytest.mark.django_db
def test_a_profile_may_insist_on_its_record(installation, tmp_path):
    folder = written(tmp_path / "small", profile=lambda form: form["record"].update(origin="records.example/small"))
    with pytest.raises(faults.OtherRecord, match=r"COMITY_ORIGIN=records\.example/small"):
        loading.load(reading.read(folder), now=NOW)
    assert not Recorded.objects.exists()


@pytest.mark.django_db
def test_keys_are_granted_before_they_sign_kept_for_their_owner_alone_and_used_again(installation, tmp_path):
    story = [question(), position(signed="key"), position(by="p-2-powers", signed="passkey")]
    loading.load(reading.read(written(tmp_path / "small", story=story)), now=NOW)
    types = list(Recorded.objects.order_by("number").values_list("type", flat=True))[-5:]
    taken, granted = "cases.position.take", GrantKey.type
    assert types == ["cases.question.put", granted, taken, granted, taken]
    assert dict(Position.objects.values_list("member", "level")) == {"AAA": "key", "BBB": "passkey"}
    kept = sorted((installation / loading.KEYS).iterdir())
    assert [path.name for path in kept] == ["p-1.key.pem", "p-2.passkey.pem"]
    assert all(path.stat().st_mode & 0o077 == 0 for path in kept)
    again = loading.DemonstrationKeys(installation / loading.KEYS, "http://localhost")
    assert again.public("p-1", "key").id in set(SigningKey.objects.values_list("id", flat=True))


@pytest.mark.django_db
def test_the_clock_closes_what_fell_due_between_two_entries_at_its_own_moment(installation, tmp_path):
    story = [question(at="2026-01-05T09:00:00Z"), question(at="2026-03-01T09:00:00Z", case="q2")]
    loading.load(reading.read(written(tmp_path / "small", story=story)), now=NOW)
    closed = Case.objects.get(id="q1")
    assert (closed.end, closed.ended_at) == ("rejected", datetime(2026, 2, 4, 9, tzinfo=UTC))
    types = list(Recorded.objects.order_by("number").values_list("type", flat=True))
    assert types[-3:] == ["cases.question.put", "cases.stage.close", "cases.question.put"]


# --- by the command


@pytest.mark.django_db
def test_the_command_loads_and_says_what(installation):
    result = CliRunner().invoke(main, ["profile", "load", "river-basin", "--json"])
    assert result.exit_code == 0, result.output
    answer = json.loads(result.stdout)
    assert answer["ok"] is True
    assert answer["acts"] == Recorded.objects.count()
    assert answer["profile"] == "river-basin"


@pytest.mark.django_db
def test_the_command_refuses_a_record_in_use(installation):
    loading.load(reading.read(shipped.find("river-basin"), story=False))
    result = CliRunner().invoke(main, ["profile", "load", "commission"])
    assert result.exit_code == 1
    assert "already holds Commission for the Protection of the Arvena" in " ".join(result.output.split())


def test_the_command_checks_without_a_database_and_writes_nothing(tmp_path, monkeypatch):
    folder = written(tmp_path / "small")
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["profile", "check", str(folder), "--json"])
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["acts"] == 13
    assert [path.name for path in tmp_path.iterdir()] == ["small"]


def test_the_command_says_every_mistake_and_fails(tmp_path):
    folder = written(tmp_path / "small", story=[question(), position(said="confirm")])
    result = CliRunner().invoke(main, ["profile", "check", str(folder), "--json"])
    assert result.exit_code == 1
    answer = json.loads(result.stdout)
    assert answer["ok"] is False
    assert [one["place"] for one in answer["faults"]] == ["entry 2"]
    result = CliRunner().invoke(main, ["profile", "check", str(folder)])
    assert result.exit_code == 1
    assert "story.yaml, entry 2: the act cases.position.take is refused" in " ".join(result.output.split())


def test_a_profile_that_nobody_knows(tmp_path):
    result = CliRunner().invoke(main, ["profile", "check", str(tmp_path / "none")])
    assert result.exit_code == 1
    assert "commission, river-basin" in " ".join(result.output.split())


# --- the commission's story


def test_the_strategy_went_the_whole_way_with_one_amendment(commission):
    assert ways(commission, "strategy") == [
        ("preliminary", "adopted"),
        ("national", "rejected"),
        ("drafting", "submitted"),
        ("preliminary", "adopted"),
        ("national", "adopted"),
        ("heads-of-state", "adopted"),
    ]
    first = said(commission, "strategy", 1)
    assert sorted(first.values()) == ["approve"] * 5 + ["approve ad referendum"]
    assert instrument(commission, "strategy").adopted_version == 2
    assert instrument(commission, "strategy").adopted_at.date() == date(2021, 12, 15)


def test_the_position_ad_referendum_was_confirmed_and_one_deadline_extended(commission):
    held = commission.rows.read(Position, "strategy", 1, "KG")
    assert (held.position, held.confirmed_as) == ("approve ad referendum", "approve")
    visit = commission.rows.read(Visit, "strategy", 5)
    assert len(visit.extensions) == 1
    assert visit.closed_at.date() == date(2021, 12, 3)
    assert {one.member for one in commission.rows.rows(Track) if one.case == "strategy"} >= {
        "AM",
        "BY",
        "KG",
        "KZ",
        "RU",
    }


def test_every_level_of_signature_is_shown(commission):
    levels = {one.level for one in commission.rows.rows(Position) if one.case == "strategy"}
    assert levels == {"session", "key", "passkey"}


def test_of_the_proposals_due_in_2022_one_was_late_and_one_is_overdue(commission):
    due = [one for one in commission.rows.rows(Proposal) if one.due.year == 2022]
    assert len(due) == 6
    late = [one.responsible for one in due if one.status == "made" and one.submitted_at.date() > one.due]
    open_still = [one.responsible for one in due if one.status == "asked"]
    assert (late, open_still) == (["AM"], ["TJ"])


def test_two_proposals_asked_for_wait_for_a_member_and_for_the_observer(commission):
    today = datetime.now(UTC).date()
    waiting = {one.responsible for one in commission.rows.rows(Proposal) if one.status == "asked" and one.due > today}
    assert waiting == {"KG", "RCCP"}


def test_the_agreement_is_in_force_with_a_reservation_and_a_later_party(commission):
    agreement = instrument(commission, "supply-agreement")
    assert (agreement.status, agreement.enters_on) == ("in force", date(2022, 12, 3))
    assert agreement.each_on == {
        "AM": "2022-12-03",
        "BY": "2022-12-03",
        "KZ": "2022-12-03",
        "RU": "2022-12-03",
        "TJ": "2023-07-14",
    }
    reserved = [one.party for one in commission.rows.rows(Deposit) if one.reservation]
    assert reserved == ["AM"]


def test_the_silence_of_one_recommendation_is_running(commission):
    now = datetime.now(UTC)
    running = case(commission, "data-sheet")
    assert (running.stage, running.end, said(commission, "data-sheet")) == ("circulation", "", {})
    assert timedelta(days=7) < running.deadline - now < timedelta(days=9)


def test_silence_adopted_one_recommendation_and_an_objection_broke_another(commission):
    assert ways(commission, "licensing-lists") == [("circulation", "adopted")]
    assert instrument(commission, "licensing-lists").status == "in force"
    assert ways(commission, "calendar")[0] == ("circulation", "rejected")
    assert instrument(commission, "calendar").status == "withdrawn"


def test_the_regulations_were_rejected_resubmitted_and_lack_one_approval(commission):
    assert ways(commission, "register-regulations")[:2] == [("vote", "rejected"), ("drafting", "submitted")]
    open_now = case(commission, "register-regulations")
    assert (open_now.stage, open_now.round, open_now.end) == ("vote", 3, "")
    assert instrument(commission, "register-regulations").version == 2
    positions = said(commission, "register-regulations")
    assert sorted(positions.values()) == ["abstain", "approve", "approve", "approve"]
    assert set(positions) == {"AM", "BY", "KZ", "RU"}


def test_the_protocol_lacks_two_confirmations(commission):
    protocol = case(commission, "test-report-protocol")
    assert (protocol.stage, protocol.end) == ("national", "")
    assert protocol.deadline > datetime.now(UTC)
    assert said(commission, "test-report-protocol") == dict.fromkeys(("AM", "BY", "KZ", "RU"), "confirm")
    assert commission.rows.read(Position, "test-report-protocol", 1, "TJ").confirmed_at is None


def test_two_questions_wait_for_several_members_in_two_bodies(commission):
    assert set(said(commission, "programme")) == {"BY", "RU"}
    assert set(said(commission, "next-meeting")) == {"BY", "KZ", "RU"}
    assert {case(commission, one).end for one in ("programme", "next-meeting")} == {""}


def test_one_text_is_still_a_draft_in_its_second_version(commission):
    draft = instrument(commission, "coordinators")
    assert (draft.status, draft.version, draft.case) == ("draft", 2, "")


def test_one_person_has_two_capacities_and_one_delegation_two_persons(commission):
    powers = commission.rows.rows(FullPowers)
    assert {one.body for one in powers if one.person == "p-16"} == {"commission", "council"}
    now = datetime.now(UTC)
    valid = [one for one in powers if one.until is None or one.until > now]
    assert {one.person for one in valid if (one.party, one.body) == ("KZ", "commission")} == {"p-13", "p-17"}
    assert [one.id for one in powers if one not in valid] == ["belarus-session"]


def test_credentials_rest_on_letters(commission):
    for one in commission.rows.rows(FullPowers):
        if one.party != "secretariat" and one.id != "kazakhstan-deputy":
            assert one.basis in commission.contents


def test_nothing_that_was_loaded_is_recent_enough_to_send_mail(commission):
    assert max(one.draft.at for one in commission.acts) < datetime.now(UTC) - timedelta(days=3)


# --- the river's story


def test_regulations_by_silence_adopted_broken_and_adopted_again(river):
    assert ways(river, "sampling") == [("experts", "adopted"), ("circulation", "adopted")]
    assert ways(river, "oxygen") == [
        ("experts", "adopted"),
        ("circulation", "rejected"),
        ("drafting", "submitted"),
        ("experts", "adopted"),
        ("circulation", "adopted"),
    ]
    assert instrument(river, "oxygen").adopted_version == 2
    assert case(river, "sampling-2").stage == "circulation"


def test_the_objector_is_exempt_from_the_release_plan(river):
    visit = river.rows.read(Visit, "releases", 1)
    assert (visit.outcome, visit.notes[0]["values"]["members"]) == ("adopted", "DRA")
    assert len(visit.extensions) == 1


def test_three_states_carried_the_budget_by_population_and_catchment(river):
    assert case(river, "budget-2022").end == "adopted"
    weights = {one.id: one.weights for one in river.rows.rows(Party) if one.weights}
    favour = [member for member, word in said(river, "budget-2022").items() if word == "yes"]
    assert favour == ["ALV", "CES", "EST"]

    def share(weight: str, members: list[str]) -> Fraction:
        return Fraction(sum(weights[one][weight] for one in members), sum(one[weight] for one in weights.values()))

    assert share("catchment", favour) > Fraction(1, 2)
    assert share("population", favour) > Fraction(60, 100) > share("population", ["ALV", "CES"])
    assert set(said(river, "budget")) == {"CES", "DRA", "EST"}


def test_the_convention_waited_for_the_catchment_and_binds_a_later_party_from_its_own_day(river):
    convention = instrument(river, "warning")
    assert (convention.status, convention.enters_on) == ("in force", date(2023, 1, 1))
    assert convention.each_on["DRA"] == "2024-07-01"
    assert set(convention.each_on) == {"ALV", "BOR", "CES", "DRA", "EST"}
    assert convention.authentic == ["en", "fr"]
