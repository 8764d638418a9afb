"""Every mistake in a profile is said with its file, its place, what was found and what was expected."""

from __future__ import annotations

import json
import os

import pytest

from comity.site.profiles import faults, folder
from comity.site.profiles.testing import mistakes, position, question, rehearsed, written


def facts(found: faults.Fault) -> tuple[str, str, str]:
    return found.values["file"], found.values["place"], str(found.values["found"])


def only(tmp_path, kind: type[faults.Fault], **changes) -> faults.Fault:
    (found,) = mistakes(written(tmp_path / "small", **changes))
    assert type(found) is kind
    return found


def test_the_small_profile_is_sound(tmp_path):
    plan = rehearsed(written(tmp_path / "small", story=[question(), position(), position(by="p-2-powers")]))
    assert plan.numbers == {"acts": 1 + 1 + 2 + 1 + 3 + 3 + 1 + 1 + 3, "contents": 4, "instruments": 0, "cases": 1}


def test_a_seat_for_an_unknown_member(tmp_path):
    found = only(tmp_path, faults.UnknownName, profile=lambda form: form["bodies"][0].update(seats=["AAA", "AAB"]))
    assert facts(found) == ("profile.yaml", "bodies[0].seats[1]", "AAB")
    assert "AAA, BBB" in found.values["expected"]
    assert "did you mean AAA?" in found.values["expected"]


def test_powers_for_an_unknown_person_party_body_and_role(tmp_path):
    def change(form):
        form["powers"][0].update(person="p-9", party="CCC", body="council", powers="ambassador")

    found = mistakes(written(tmp_path / "small", profile=change))
    assert [facts(one)[1:] for one in found] == [
        ("powers[0].person", "p-9"),
        ("powers[0].party", "CCC"),
        ("powers[0].body", "council"),
        ("powers[0].powers", "ambassador"),
    ]


def test_delegates_and_accounts_of_unknown_persons(tmp_path):
    def change(form):
        form["delegations"][0]["person"] = "p-8"
        form["accounts"][0]["person"] = "p-9"

    found = mistakes(written(tmp_path / "small", profile=change))
    assert [facts(one)[1:] for one in found] == [("delegations[0].person", "p-8"), ("accounts[0].person", "p-9")]


def test_a_name_taken_twice_and_the_name_of_the_secretariat(tmp_path):
    def change(form):
        form["parties"][1]["id"] = "AAA"
        form["parties"].append({**form["parties"][0], "id": "secretariat"})

    found = mistakes(written(tmp_path / "small", profile=change))
    assert [(type(one).__name__, *facts(one)[1:]) for one in found[:2]] == [
        ("NamedTwice", "parties[1].id", "AAA"),
        ("NamedTwice", "parties[2].id", "secretariat"),
    ]


def test_broken_yaml_is_said_with_line_and_column(tmp_path):
    place = written(tmp_path / "small")
    (place / "profile.yaml").write_text("profile: small\nparties: [\n")
    (found,) = mistakes(place)
    assert type(found) is faults.Unreadable
    assert found.values["file"] == "profile.yaml"
    assert found.values["place"].startswith("line 3")


def test_a_broken_story_and_a_story_that_is_no_list(tmp_path):
    place = written(tmp_path / "small")
    (place / "story.yaml").write_text("- {at: now, by: system\n")
    assert [type(one) for one in mistakes(place)] == [faults.Unreadable]
    (place / "story.yaml").write_text("at: now")
    (found,) = mistakes(place)
    assert facts(found)[:2] == ("story.yaml", "file")
    assert type(found) is faults.WrongShape


def test_bytes_that_are_not_text(tmp_path):
    place = written(tmp_path / "small")
    (place / "profile.yaml").write_bytes(b"profile: \xff\n")
    assert [type(one) for one in mistakes(place)] == [faults.Unreadable]
    story = [question()]
    story[0]["with"]["text"] = {"file": "text.txt"}
    place = written(tmp_path / "other", story=story)
    (place / "text.txt").write_bytes(b"caf\xe9")
    (found,) = mistakes(place)
    assert facts(found) == ("text.txt", "byte 3", "a byte that is not UTF-8")


def test_every_wrong_shape_is_reported_at_once(tmp_path):
    def change(form):
        del form["organisation"]["short_name"]
        form["organisation"]["demonstration"] = "yes"
        form["parties"][0]["since"] = 2020
        form["parties"][1]["weights"]["share"] = "0.5"
        form["parties"][1]["kind"] = "friend"
        form["powers"][1]["powers"] = ["position.taken"]
        form["persons"][0]["profile"]["email"] = "nobody"
        form["colour"] = "blue"

    found = {one.values["place"]: one for one in mistakes(written(tmp_path / "small", profile=change))}
    assert set(found) == {
        "organisation.short_name",
        "organisation.demonstration",
        "parties[0].since",
        "parties[1].weights.share",
        "parties[1].kind",
        "powers[1].powers[0]",
        "persons[0].profile.email",
        "colour",
    }
    assert found["organisation.short_name"].values["found"] == "nothing"
    assert found["parties[0].since"].values["expected"] == "a date such as 2021-09-09"
    assert found["parties[1].weights.share"].values["expected"] == "a whole number, or a fraction such as 1/3"
    assert "member" in found["parties[1].kind"].values["expected"]
    assert found["colour"].values["expected"].startswith("one of profile, organisation, record")


def test_an_entry_of_the_story_with_a_wrong_key(tmp_path):
    story = [question(), {**position(), "whom": "AAA"}]
    found = only(tmp_path, faults.WrongShape, story=story)
    assert found.values["file"] == "story.yaml"
    assert found.values["place"].startswith("entry 2")
    assert "whom" in found.values["place"]


def test_a_story_written_as_a_list_tells_the_line(tmp_path):
    place = written(tmp_path / "small")
    (place / "story.yaml").write_text("# the story\n\n- {at: now-1d, by: nobody,\n   do: cases.stage.close}\n")
    (found,) = mistakes(place)
    assert found.values["place"] == "entry 1 (line 3), by"


def test_an_act_before_the_one_above_it(tmp_path):
    story = [question(), position(at="2026-01-31T09:00:00Z")]
    found = only(tmp_path, faults.WrongOrder, story=story)
    assert facts(found) == ("story.yaml", "entry 2, at", "2026-01-31T09:00:00Z")
    assert found.values["expected"] == "nothing before 2026-02-01 09:00 UTC"


def test_an_act_before_the_record_opened(tmp_path):
    found = only(tmp_path, faults.WrongOrder, story=[question(at="2025-12-31T09:00:00Z")])
    assert found.values["place"] == "entry 1, at"


@pytest.mark.parametrize("at", ["2026-03-11T09:00:00Z", "now-0d 23:00"])
def test_an_act_in_the_future(tmp_path, at):
    found = only(tmp_path, faults.WrongShape, story=[question(at=at)])
    assert found.values["expected"] == "a moment that has passed"


@pytest.mark.parametrize("at", ["now+3d", "yesterday", "2026-02-01", "2026-02-01T09:00:00", "now-3d 25:00"])
def test_what_is_no_moment_of_a_story(tmp_path, at):
    found = only(tmp_path, faults.WrongShape, story=[question(at=at)])
    assert found.values["place"] == "entry 1, at"


def test_an_act_that_does_not_exist(tmp_path):
    found = only(tmp_path, faults.UnknownAct, story=[{**question(), "do": "cases.question.putt"}])
    assert facts(found) == ("story.yaml", "entry 1, do", "cases.question.putt")
    assert found.values["expected"] == "cases.question.put"


def test_a_record_is_not_opened_by_a_story(tmp_path):
    assert only(tmp_path, faults.UnknownAct, story=[{**question(), "do": "record.open"}])


def test_full_powers_that_nobody_holds(tmp_path):
    found = only(tmp_path, faults.UnknownName, story=[{**question(), "by": "p-0-power"}])
    assert facts(found) == ("story.yaml", "entry 1, by", "p-0-power")
    assert "did you mean p-0-powers?" in found.values["expected"]


def test_a_payload_that_the_act_does_not_take(tmp_path):
    entry = question()
    del entry["with"]["title"]
    found = only(tmp_path, faults.WrongShape, story=[entry])
    assert facts(found) == ("story.yaml", "entry 1, with.title", "nothing")


def test_an_act_refused_by_its_own_rules_names_the_entry_and_the_reason(tmp_path):
    found = only(tmp_path, faults.ActDoesNotFollow, story=[question(), position(said="confirm")])
    assert facts(found) == ("story.yaml", "entry 2", "cases.position.take")
    assert "confirm" in str(found)
    assert "{" not in str(found)


def test_an_act_beyond_the_powers_of_its_author(tmp_path):
    found = only(tmp_path, faults.ActDoesNotFollow, story=[{**question(), "by": "p-1-powers"}])
    assert "question.put" in str(found)


def test_a_content_that_is_missing(tmp_path):
    entry = question()
    entry["with"]["text"] = {"file": "texts/none.txt"}
    found = only(tmp_path, faults.NoSuchFile, story=[entry])
    assert facts(found) == ("story.yaml", "entry 1, with.text", "texts/none.txt")


def test_a_content_of_an_unknown_kind(tmp_path):
    entry = question()
    entry["with"]["text"] = {"file": "text.exe"}
    assert only(tmp_path, faults.WrongShape, story=[entry]).values["found"] == "text.exe"


@pytest.mark.parametrize("named", ["../secret.txt", "/etc/hostname.txt", "link.txt", "texts/../../secret.txt"])
def test_no_path_leaves_the_folder_of_the_profile(tmp_path, named):
    (tmp_path / "secret.txt").write_text("secret")
    entry = question()
    entry["with"]["text"] = {"file": named}
    place = written(tmp_path / "small", story=[entry])
    os.symlink(tmp_path / "secret.txt", place / "link.txt")
    (found,) = mistakes(place)
    assert type(found) is faults.OutsideFolder
    assert found.values["place"] == "entry 1, with.text"


def test_no_procedure_is_read_from_outside(tmp_path):
    (tmp_path / "simple.yaml").write_text("{}")
    found = only(tmp_path, faults.OutsideFolder, profile=lambda form: form.update(procedures=["../simple.yaml"]))
    assert facts(found)[1] == "procedures[0]"


def test_files_beyond_the_limit(tmp_path, monkeypatch):
    entry = question()
    entry["with"]["text"] = {"file": "long.txt"}
    place = written(tmp_path / "small", story=[entry])
    (place / "long.txt").write_text("x" * 1001)
    monkeypatch.setattr(folder, "MAX_BYTES", 1000)
    (found,) = mistakes(place)
    assert type(found) is faults.FileTooLarge
    assert found.values["expected"] == "at most 1,000 bytes"
    monkeypatch.setattr(folder, "MAX_YAML", 100)
    (found,) = mistakes(place)
    assert (type(found), found.values["file"]) == (faults.FileTooLarge, "profile.yaml")


def test_an_act_too_large_for_a_leaf_is_found_before_anything_is_written(tmp_path):
    story = [question(), position()]
    story[1]["with"]["explanation"] = {f"x{chr(97 + at)}": "ю" * 8000 for at in range(9)}
    found = only(tmp_path, faults.ActDoesNotFollow, story=story)
    assert "65,535" in str(found) or "65535" in str(found)


def test_a_procedure_with_mistakes_of_form(tmp_path):
    found = only(tmp_path, faults.UnsoundProcedure, procedure=lambda data: data["stages"][0].update(deadline="30 days"))
    assert facts(found)[:2] == ("simple.yaml", "stages[0].deadline")


def test_a_procedure_that_can_never_be_carried(tmp_path):
    def change(data):
        data["stages"][0]["rule"] = {"adopted_if": {"count": "approve", "at_least": 3}}

    found = only(tmp_path, faults.UnsoundProcedure, procedure=change)
    assert found.values["file"] == "simple.yaml"
    assert found.values["place"].startswith("stages[0].rule")


def test_a_procedure_in_a_body_that_does_not_exist(tmp_path):
    found = only(tmp_path, faults.UnknownName, procedure=lambda data: data["stages"][0].update(body="boards"))
    assert facts(found) == ("simple.yaml", "stages[0].body", "boards")


def test_a_name_that_no_earlier_entry_has(tmp_path):
    entry = question()
    entry["with"]["title"] = {"en": "$later"}
    found = only(tmp_path, faults.UnknownName, story=[entry])
    assert facts(found) == ("story.yaml", "entry 1, with.title.en", '"$later"')


def test_keys_are_held_for_a_demonstration_only(tmp_path):
    def real(form):
        form["organisation"]["demonstration"] = False

    found = only(tmp_path, faults.WrongShape, story=[question(), position(signed="key")], profile=real)
    assert facts(found) == ("story.yaml", "entry 2, signed", "key")


def test_the_system_signs_with_no_key(tmp_path):
    closing = {"at": "2026-02-03T00:00:00Z", "by": "system", "do": "cases.stage.close", "signed": "key"}
    found = only(tmp_path, faults.WrongShape, story=[question(), {**closing, "with": {"case": "q1"}}])
    assert found.values["place"] == "entry 2, signed"


def test_mistakes_are_data_for_programs(tmp_path):
    found = only(tmp_path, faults.UnknownAct, story=[{**question(), "do": "nothing"}])
    data = json.loads(json.dumps(found.as_data()))
    assert set(data) == {"error", "file", "place", "found", "expected", "message"}
    assert data["error"] == "UnknownAct"
