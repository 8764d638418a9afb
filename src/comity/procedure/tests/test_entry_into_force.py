"""Entry into force: when, set off by what, for whom from when, and what is missing until then."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.procedure import errors, notation
from comity.procedure.entry_into_force import compute

HERE = Path(__file__).parent
SHARED = HERE.parents[4] / "shared" / "data" / "treaties" / "entry_into_force.json"


def deposits(*acts, kind="ratification"):
    """From ``"A 2020-01-01"`` or ``"A 2020-02-01 withdrawal"``."""
    found = []
    for act in acts:
        participant, date, *kinds = act.split(" ", 2)
        found.append({"participant": participant, "date": date, "kind": kinds[0] if kinds else kind})
    return found


def clause(text="{count: deposited, at_least: 2}", *acts, **more):
    return {"when": notation.load(text), "then": {"after": "P30D"}, "deposits": deposits(*acts), **more}


def delay(written):
    """The notation of the treaties file as RULES.md writes it (data/README.md)."""
    if written == "first-of-6th-month-after":
        return {"after": "P5M", "roll": "next-month-start"}
    if written.startswith("first-of-month-after "):
        return {"after": written.split()[1], "roll": "next-month-start"}
    return {"after": written}


def of_treaty(treaty):
    return {
        "when": {"count": "deposited", "at_least": treaty["instruments_needed"]},
        "then": delay(treaty["delay"]),
        "deposits": treaty["deposits"],
    }


def copied():
    return json.loads((HERE / "data" / "treaties.json").read_text(encoding="utf-8"))["treaties"]


@pytest.mark.parametrize("treaty", copied(), ids=lambda treaty: treaty["title"])
def test_real_treaties_entered_into_force_when_they_did(treaty):
    found = compute(of_treaty(treaty))
    assert found["enters_into_force"] == treaty["entered_into_force"]
    assert found["triggered_by"]["date"] == treaty["triggered_on"]
    assert found["missing"]["size"] == 0


@pytest.mark.parametrize("treaty", copied(), ids=lambda treaty: treaty["title"])
def test_a_real_treaty_one_instrument_short_is_not_in_force(treaty):
    short = [act for act in treaty["deposits"] if act["date"] < treaty["triggered_on"]]
    short = short[: treaty["instruments_needed"] - 1]
    found = compute({**of_treaty(treaty), "deposits": short})
    assert found["enters_into_force"] is None
    assert found["triggered_by"] is None
    assert found["missing"]["size"] == treaty["instruments_needed"] - len(short)


def test_all_seventeen_treaties_of_the_shared_data_give_their_true_dates():
    if not SHARED.exists():
        pytest.skip(f"the shared data is not beside this checkout ({SHARED.name})")
    treaties = json.loads(SHARED.read_text(encoding="utf-8"))
    assert len(treaties) == 17
    found = {treaty["title"]: compute(of_treaty(treaty))["enters_into_force"] for treaty in treaties}
    assert found == {treaty["title"]: treaty["entered_into_force"] for treaty in treaties}


def test_the_instrument_that_reaches_the_number_sets_it_off():
    found = compute(clause("{count: deposited, at_least: 2}", "C 2020-03-01", "A 2020-01-01", "B 2020-02-01"))
    assert found["triggered_by"] == {"participant": "B", "date": "2020-02-01", "kind": "ratification"}
    assert found["enters_into_force"] == "2020-03-02"
    assert found["parties"] == [
        {"participant": "A", "date": "2020-03-02", "deposited": "2020-01-01"},
        {"participant": "B", "date": "2020-03-02", "deposited": "2020-02-01"},
    ]
    assert found["later"] == [{"participant": "C", "date": "2020-03-31", "deposited": "2020-03-01"}]


def test_for_those_that_come_later_the_delay_may_differ_and_never_ends_before_the_entry():
    found = compute(
        clause(later={"after": "P1D"}) | {"deposits": deposits("A 2020-01-01", "B 2020-02-01", "C 2020-02-02")}
    )
    assert found["later"] == [{"participant": "C", "date": "2020-03-02", "deposited": "2020-02-02"}]
    at_once = compute(
        clause(each_on="entry into force") | {"deposits": deposits("A 2020-01-01", "B 2020-02-01", "C 2021-02-02")}
    )
    assert at_once["later"] == [{"participant": "C", "date": "2021-02-02", "deposited": "2021-02-02"}]


def test_until_it_is_reached_the_missing_instruments_are_counted():
    found = compute(clause("{count: deposited, at_least: 60}", "A 2020-01-01"))
    assert found["missing"]["size"] == 59
    assert found["missing"]["says"] == "Missing: 59 more instruments, of any participants."
    last = compute(clause("{count: deposited, at_least: 2}", "A 2020-01-01"))
    assert last["missing"]["says"] == "Missing: one more instrument, of any participant."


def test_named_states_are_missing_by_name():
    members = [{"id": "A", "groups": ["annex 2"]}, {"id": "B", "groups": ["annex 2"]}, "C"]
    data = clause(
        "{count: deposited, of: {group: annex 2}, at_least: all}", "A 2020-01-01", "C 2020-01-02", members=members
    )
    found = compute(data)
    assert found["enters_into_force"] is None
    assert found["missing"]["says"] == "Missing: deposited from B."
    assert found["because"][0]["for"] == "when"
    assert (found["because"][0]["found"], found["because"][0]["needed"]) == (1, 2)


def test_it_does_not_enter_into_force_before_a_day():
    found = compute(clause(not_before="2020-12-31") | {"deposits": deposits("A 2020-01-01", "B 2020-02-01")})
    assert found["enters_into_force"] == "2020-12-31"
    late = compute(clause(not_before="2020-12-31") | {"deposits": deposits("A 2020-01-01", "B 2021-02-01")})
    assert late["enters_into_force"] == "2021-03-03"


def test_a_share_of_the_members_and_of_their_weights_is_needed():
    members = [
        {"id": each, "weights": {"emissions": weight}}
        for each, weight in zip("ABCD", ("38%", "20%", "1%", "41%"), strict=True)
    ]
    text = "{all: [{count: deposited, at_least: 3}, {weight: emissions, in: deposited, at_least: 55%}]}"
    first = clause(text, "B 2016-01-01", "C 2016-02-01", "D 2016-10-05", members=members)
    assert compute(first)["triggered_by"]["participant"] == "D"
    short = compute(clause(text, "A 2016-01-01", "C 2016-02-01", members=members))
    assert short["missing"]["sets"] == [{"B": "deposited"}, {"D": "deposited"}]


def test_whom_it_binds_differs_only_by_whom_it_binds():
    members = ["A", "B", "C", "D"]
    acts = ("A 2020-01-01", "B 2020-02-01", "C 2020-03-01")
    of_all = compute(clause("{count: deposited, at_least: 3/4}", *acts, members=members, binds="all"))
    assert [each["participant"] for each in of_all["parties"]] == members
    assert of_all["later"] == []
    of_some = compute(clause("{count: deposited, at_least: 3/4}", *acts, members=members, binds="ratifiers"))
    assert [each["participant"] for each in of_some["parties"]] == ["A", "B", "C"]
    assert of_some["enters_into_force"] == of_all["enters_into_force"] == "2020-03-31"


def test_each_accepting_party_may_be_bound_by_its_own_deposit_alone():
    data = clause("{count: deposited, at_least: 1}", "A 2012-05-08", "B 2013-01-31") | {"then": {"after": "P1Y"}}
    found = compute(data)
    assert found["parties"] == [{"participant": "A", "date": "2013-05-08", "deposited": "2012-05-08"}]
    assert found["later"] == [{"participant": "B", "date": "2014-01-31", "deposited": "2013-01-31"}]


def test_an_amendment_may_take_its_number_from_the_assembly_but_not_less_than_two_thirds():
    members = ["A", "B", "C", "D", "E", "F"]
    text = "{count: deposited, at_least: {greater_of: [{number_from: assembly}, 2/3]}}"
    acts = [f"{each} 2020-01-0{day}" for day, each in enumerate("ABCDE", start=1)]
    five = compute(clause(text, *acts, members=members, numbers={"assembly": 5}))
    assert five["triggered_by"]["participant"] == "E"
    three = compute(clause(text, *acts, members=members, numbers={"assembly": 3}))
    assert three["triggered_by"]["participant"] == "D"


def test_an_annex_becomes_effective_unless_a_majority_disapproves_in_the_meantime():
    members = ["A", "B", "C", "D"]
    data = {
        "when": {"event": "submitted"},
        "then": {"after": "P3M"},
        "binds": "all",
        "unless": {"count": "disapprove", "more_than": "1/2"},
        "members": members,
        "events": [{"event": "submitted", "date": "2020-01-15"}],
    }
    assert compute(data)["enters_into_force"] == "2020-04-15"
    assert compute({**data, "events": []})["missing"]["says"] == "Missing: submitted."
    two = deposits("A 2020-02-01", "B 2020-03-01", kind="disapprove")
    assert compute({**data, "deposits": two})["enters_into_force"] == "2020-04-15"
    three = two + deposits("C 2020-04-14", kind="disapprove")
    halted = compute({**data, "deposits": three})
    assert halted["enters_into_force"] is None
    assert halted["halted_by"] == {"participant": "C", "date": "2020-04-14", "kind": "disapprove"}
    assert halted["missing"]["size"] is None
    too_late = two + deposits("C 2020-04-15", kind="disapprove")
    assert compute({**data, "deposits": too_late})["enters_into_force"] == "2020-04-15"


def test_an_event_may_halt_it():
    data = clause("{count: deposited, at_least: 1}", "A 2020-01-01", unless={"event": "terminated"})
    assert compute(data)["enters_into_force"] == "2020-01-31"
    ended = compute(data | {"events": [{"event": "terminated", "date": "2020-01-30"}]})
    assert ended["enters_into_force"] is None
    assert ended["halted_by"] == {"event": "terminated", "date": "2020-01-30"}


def test_an_objection_delays_it_for_all_and_afterwards_frees_the_objector():
    data = {
        "when": {"event": "notified"},
        "then": {"after": "P90D"},
        "delayed": {"if": {"count": "object", "more_than": 0}, "by": "P90D"},
        "binds": "all but objectors",
        "members": ["A", "B", "C"],
        "events": [{"event": "notified", "date": "2020-01-01"}],
    }
    assert compute(data)["enters_into_force"] == "2020-03-31"
    objected = compute({**data, "deposits": deposits("B 2020-02-01", kind="objection")})
    assert objected["enters_into_force"] == "2020-06-29"
    assert objected["delayed_by"]["participant"] == "B"
    assert [each["participant"] for each in objected["parties"]] == ["A", "C"]
    withdrawn = compute(
        {**data, "deposits": deposits("B 2020-02-01 objection", "B 2020-05-01 withdrawal of objection")}
    )
    assert [each["participant"] for each in withdrawn["parties"]] == ["A", "B", "C"]


def test_an_instrument_withdrawn_before_the_entry_is_missed():
    acts = ("A 2020-01-01", "B 2020-02-01", "A 2020-02-15 withdrawal")
    found = compute(clause("{count: deposited, at_least: 2}", *acts))
    assert found["enters_into_force"] is None
    assert found["missing"]["size"] == 1
    anew = compute(clause("{count: deposited, at_least: 2}", *acts, "C 2020-05-01"))
    assert anew["enters_into_force"] == "2020-05-31"
    assert [each["participant"] for each in anew["parties"]] == ["B", "C"]
    back = compute(clause("{count: deposited, at_least: 2}", *acts, "A 2020-06-01"))
    assert back["triggered_by"] == {"participant": "A", "date": "2020-06-01", "kind": "ratification"}


def test_a_withdrawal_after_the_entry_ends_only_its_own_participation():
    acts = ("A 2020-01-01", "B 2020-02-01", "A 2021-02-15 denunciation", "A 2022-01-01 accession")
    found = compute(clause("{count: deposited, at_least: 2}", *acts))
    assert found["enters_into_force"] == "2020-03-02"
    assert found["parties"][0] == {
        "participant": "A", "date": "2020-03-02", "deposited": "2020-01-01", "withdrawn": "2021-02-15",
    }  # fmt: skip
    assert found["later"] == [{"participant": "A", "date": "2022-01-31", "deposited": "2022-01-01"}]


def test_an_instrument_that_is_not_counted_binds_its_organisation_all_the_same():
    acts = [
        *deposits("A 2020-01-01", "B 2020-03-01"),
        {"participant": "EU", "date": "2020-02-01", "kind": "approval", "counted": False},
    ]
    found = compute(clause() | {"deposits": acts})
    assert found["triggered_by"]["participant"] == "B"
    assert [each["participant"] for each in found["parties"]] == ["A", "EU", "B"]


def test_instruments_of_one_day_count_together_in_the_order_given():
    found = compute(clause("{count: deposited, at_least: 2}", "A 2020-01-01", "B 2020-01-01", "C 2020-01-01"))
    assert found["triggered_by"]["participant"] == "B"
    assert found["later"] == []


@settings(deadline=None)  # the machine has other work
@given(st.lists(st.integers(0, 400), min_size=1, max_size=12), st.integers(1, 6))
def test_the_entry_follows_the_instrument_that_reaches_the_number_whatever_the_order(days, needed):
    import datetime as dt

    dates = [dt.date(2020, 1, 1) + dt.timedelta(days=day) for day in days]
    acts = [{"participant": f"P{n}", "date": day.isoformat(), "kind": "accession"} for n, day in enumerate(dates)]
    found = compute({"when": {"count": "deposited", "at_least": needed}, "then": {"after": "P90D"}, "deposits": acts})
    if len(dates) < needed:
        assert found["enters_into_force"] is None
        assert found["missing"]["size"] == needed - len(dates)
    else:
        reached = sorted(dates)[needed - 1]
        assert found["enters_into_force"] == (reached + dt.timedelta(days=90)).isoformat()
        assert len(found["parties"]) + len(found["later"]) == len(dates)


@pytest.mark.parametrize(
    ("change", "error", "place"),
    [
        ({"when": {"count": "deposited"}}, errors.WrongKind, "when"),
        ({"when": {"event": 5.5}}, errors.WrongKind, "when.event"),
        ({"then": {"after": "60"}}, errors.BadDuration, "then.after"),
        ({"then": {"after": "PT48H"}}, errors.WrongKind, "then.after"),
        ({"then": {"after": "P60D", "roll": "next-year"}}, errors.WrongKind, "then.roll"),
        ({"then": "P60D"}, errors.WrongKind, "then"),
        ({"not_before": "soon"}, errors.BadDate, "not_before"),
        ({"binds": "everybody"}, errors.WrongKind, "binds"),
        ({"each_on": "Monday"}, errors.WrongKind, "each_on"),
        ({"deposit": []}, errors.UnknownKey, "clause"),
        ({"deposits": [{"participant": "A", "date": "2020-01-01"}]}, errors.MissingKey, "deposits[0]"),
        ({"deposits": deposits("A 2020-02-30")}, errors.BadDate, "deposits[0].date"),
        ({"deposits": deposits("A 2020-01-01 ratificaton")}, errors.UnknownPosition, "deposits[0].kind"),
        ({"deposits": deposits("A 2020-01-01", "A 2020-02-01")}, errors.DuplicateMember, "deposits[1].participant"),
        ({"deposits": deposits("A 2020-01-01 withdrawal")}, errors.WrongKind, "deposits[0]"),
        ({"members": ["B"], "deposits": deposits("A 2020-01-01")}, errors.UnknownMember, "deposits[0].participant"),
        ({"members": ["A", "A"]}, errors.DuplicateMember, "members[1].id"),
        ({"events": [{"event": "x", "date": "2020-01-01"}]}, errors.WrongKind, "events[0].event"),
        ({"when": {"count": "deposited", "at_least": "2/3"}}, errors.MissingKey, "members"),
        ({"when": {"weight": "tonnage", "in": "deposited", "at_least": 5}}, errors.MissingKey, "members"),
        ({"when": {"count": "object", "at_most": 0}}, errors.OutOfRange, "when"),
        ({"numbers": {"assembly": 0.5}}, errors.NotExact, "numbers.assembly"),
        ({"delayed": {"by": "P1D"}}, errors.MissingKey, "delayed"),
    ],
)
def test_a_bad_clause_is_refused_with_its_place(change, error, place):
    with pytest.raises(error) as refused:
        compute(clause("{count: deposited, at_least: 2}") | change)
    assert refused.value.place == place


def test_what_is_no_clause_is_refused():
    with pytest.raises(errors.WrongKind):
        compute([])
