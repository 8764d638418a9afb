"""What is done in a case on pages, from the form to the receipt: by a member, and by whoever conducts it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from comity.cases.models import Case, Position, Track, Visit
from comity.cases.strategies import WHOLE_WAY
from comity.cases.testing import Chamber, one_stage
from comity.parties.rules import Power
from comity.record.models import Recorded

pytestmark = pytest.mark.django_db


@pytest.fixture
def chamber() -> Chamber:
    """The whole way, in its first stage: AM approved ad referendum, BY approved, KG has not spoken."""
    made = Chamber.of_members("AM", "BY", "KG")
    made.now = timezone.now() - timedelta(hours=1)
    made.asked(made.published({**WHOLE_WAY, "version": 1}))
    made.says("AM", "approve ad referendum")
    made.says("BY", "approve")
    return made


def held(member: str) -> Position:
    return Position.objects.get(case="q1", member=member, round=1)


def test_an_approval_ad_referendum_is_confirmed(chamber, signed_in, on_record):
    delegate = signed_in("d-AM")
    assert "/cases/q1/confirmation/1/" in delegate.get("/cases/q1/").text
    on_record("/cases/q1/confirmation/1/", {"answer": "confirm"})
    assert held("AM").confirmed_as == "approve"
    assert "/cases/q1/confirmation/1/" not in delegate.get("/cases/q1/").text


def test_an_approval_ad_referendum_is_declined(chamber, signed_in, on_record):
    signed_in("d-AM")
    on_record("/cases/q1/confirmation/1/", {"answer": "decline"})
    assert held("AM").confirmed_as == "declined"


def test_another_position_is_taken_instead_of_an_approval_ad_referendum(chamber, signed_in, on_record):
    signed_in("d-AM")
    on_record("/cases/q1/confirmation/1/", {"answer": "object"})
    assert held("AM").confirmed_as == "object"


def test_a_confirmation_without_an_answer_or_with_another_is_not_proposed(chamber, signed_in):
    delegate = signed_in("d-AM")
    for given in ({}, {"answer": "perhaps"}, {"answer": "approve ad referendum"}):
        before = Recorded.objects.count()
        answer = delegate.post("/cases/q1/confirmation/1/", given)
        assert answer.status_code == 400
        assert 'role="alert"' in answer.text
        assert Recorded.objects.count() == before


def test_whoever_has_nothing_to_confirm_is_led_back_to_the_case(chamber, signed_in):
    answer = signed_in("d-BY").get("/cases/q1/confirmation/1/")
    assert (answer.status_code, answer["Location"]) == (302, "/cases/q1/")


def test_a_confirmation_awaited_when_the_next_stage_runs_is_still_given(chamber, signed_in, on_record):
    chamber.says("KG", "approve")
    assert Case.objects.get(id="q1").stage == "national"
    on_page = signed_in("d-AM").get("/cases/q1/").text
    assert "/cases/q1/confirmation/1/" in on_page
    on_record("/cases/q1/confirmation/1/", {"answer": "confirm"})
    assert held("AM").confirmed_as == "approve"


def test_a_position_is_withdrawn(chamber, signed_in, on_record):
    delegate = signed_in("d-BY")
    page = delegate.get("/cases/q1/").text
    assert "/cases/q1/position/withdrawal/" in page
    on_record("/cases/q1/position/withdrawal/")
    assert held("BY").position == ""
    answer = delegate.get("/cases/q1/position/withdrawal/")
    assert (answer.status_code, answer["Location"]) == (302, "/cases/q1/")


def test_a_step_at_home_is_noted_and_shown_in_its_language(chamber, signed_in, on_record):
    chamber.says("KG", "approve")
    delegate = signed_in("d-KG")
    assert "/cases/q1/step/" in delegate.get("/cases/q1/").text
    given = {"step": "Ministry of Justice, opinion", "status": "held up", "remark": "Translation is missing."}
    on_record("/cases/q1/step/", given)
    track = Track.objects.get(case="q1", member="KG")
    assert (track.step, track.status, track.remark) == (
        {"en": "Ministry of Justice, opinion"},
        "held up",
        {"en": "Translation is missing."},
    )
    assert "Ministry of Justice, opinion (held up)" in delegate.get("/cases/q1/").text


def test_a_step_without_words_or_of_another_kind_is_not_proposed(chamber, signed_in):
    chamber.says("KG", "approve")
    delegate = signed_in("d-KG")
    assert delegate.post("/cases/q1/step/", {"step": "", "status": "done"}).status_code == 400
    assert delegate.post("/cases/q1/step/", {"step": "Parliament", "status": "asleep"}).status_code == 400
    assert not Track.objects.exists()


@pytest.fixture
def chair(chamber, signed_in):
    return signed_in("officer")


def test_a_deadline_is_extended_with_its_reason(chair, on_record):
    before = Case.objects.get(id="q1").deadline
    on_record("/cases/q1/deadline/", {"reason_en": "One translation came late."})
    assert Case.objects.get(id="q1").deadline == before + timedelta(days=5)
    assert "One translation came late." in chair.get("/cases/q1/").text


def test_a_deadline_is_not_extended_without_a_reason(chair):
    answer = chair.post("/cases/q1/deadline/", {"reason_en": "  "})
    assert answer.status_code == 400
    assert "This field is required." in answer.text


def test_a_deadline_is_extended_only_as_often_as_the_procedure_allows(chair, on_record):
    for _ in range(2):
        on_record("/cases/q1/deadline/", {"reason_en": "More time."})
    proposed = chair.post("/cases/q1/deadline/", {"reason_en": "More time."})
    before = Recorded.objects.count()
    answer = chair.post(proposed["Location"])
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    assert Recorded.objects.count() == before


def test_attendance_is_recorded_and_a_member_attends_again(chamber, chair, on_record):
    chamber.asked(one_stage(), "q2")
    on_record("/cases/q2/attendance/", {"member": "KG", "attendance": "absent"})
    assert Position.objects.get(case="q2", member="KG").position == "absent"
    on_record("/cases/q2/attendance/", {"member": "KG", "attendance": ""})
    assert Position.objects.get(case="q2", member="KG").position == ""


def test_attendance_of_nobody_is_not_proposed(chair):
    assert chair.post("/cases/q1/attendance/", {"member": "XX", "attendance": "absent"}).status_code == 400
    assert chair.post("/cases/q1/attendance/", {"member": "KG", "attendance": "asleep"}).status_code == 400


def test_a_stage_that_the_chair_may_close_is_closed(chamber, signed_in, on_record):
    chamber.asked(one_stage(name="chaired", closes="by the chair"), "chaired")
    chamber.all_say("approve", "AM", "BY", case="chaired")
    signed_in("officer")
    on_record("/cases/chaired/closing/")
    assert Case.objects.get(id="chaired").end == "adopted"
    assert Visit.objects.get(case="chaired").outcome == "adopted"


def test_a_stage_that_may_not_close_yet_is_refused_in_words(chair):
    proposed = chair.get("/cases/q1/closing/")
    answer = chair.post(proposed["Location"])
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    assert Case.objects.get(id="q1").is_open


def test_a_case_is_abandoned_with_its_reason_and_then_offers_nothing_more(chair, on_record):
    on_record("/cases/q1/abandonment/", {"reason_en": "The text is withdrawn."})
    assert Case.objects.get(id="q1").end == "abandoned"
    assert "/cases/q1/closing/" not in chair.get("/cases/q1/").text


@pytest.mark.parametrize("page", ["deadline", "closing", "attendance", "abandonment"])
def test_what_the_chair_does_is_refused_to_a_delegate(chamber, signed_in, page):
    delegate = signed_in("d-AM")
    assert delegate.get(f"/cases/q1/{page}/").status_code == 403
    assert f"/cases/q1/{page}/" not in delegate.get("/cases/q1/").text


def test_a_page_of_a_case_that_is_none_is_not_found(chamber, signed_in):
    house_officer = signed_in("officer")
    for page in ("deadline", "closing", "attendance", "abandonment"):
        assert house_officer.get(f"/cases/nowhere/{page}/").status_code == 404


def test_a_delegate_with_another_power_alone_confirms_and_notes_nothing(chamber, signed_in):
    chamber.empowered("reader", "AM", Power.PROPOSE)
    reader = signed_in("reader")
    assert reader.get("/cases/q1/confirmation/1/").status_code == 403
    assert reader.get("/cases/q1/step/").status_code == 403


def test_what_is_missing_names_members_and_not_their_identifiers(chamber, client):
    chamber.asked(one_stage(name="majority"), "q2")
    chamber.says("BY", "approve", "q2")
    page = client.get("/cases/q2/").text
    assert "Missing: approve from one of State AM, State KG." in page
    assert "Still to take a position: State AM, State KG." in page
    assert "have taken no position" not in page  # said once is enough


def test_while_silence_is_consent_nobody_is_awaited(chamber, client):
    silence = {"id": "vote", "kind": "tacit", "positions": ["object"], "window": "P5D", "on_objection": "break"}
    rule = {"defeated_if": {"count": "object", "more_than": 0}}
    then = {"then": {"adopted": "adopted", "rejected": "rejected"}}
    stage = {"body": "commission", **silence, **rule, **then}
    chamber.asked({**one_stage(name="silence"), "stages": [stage], "ends": ["adopted", "rejected"]}, "quiet")
    page = client.get("/cases/quiet/").text
    assert "If nobody objects" in page
    assert page.count("silent so far") == 3
    assert "awaited" not in page
    assert 'class="gauge' not in page


def test_a_receipt_says_what_was_done_about_what(chamber, signed_in, on_record):
    signed_in("d-KG")
    receipt = on_record("/cases/q1/position/", {"position": "abstain"})
    assert 'href="/cases/q1/"' in receipt
    assert "Question q1" in receipt
    assert "abstains" in receipt
