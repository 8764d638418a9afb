"""The published JSON Schemas accept what the parsers accept, and refuse the usual mistakes as they do."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from comity.procedure import errors, notation, schema, testing
from comity.procedure.decision import Members, Rule, decide_document
from comity.procedure.entry_into_force import compute

REGISTRY = Registry().with_resources((uri, Resource.from_contents(each)) for uri, each in schema.by_id().items())
PROFILES = Path(__file__).parents[4] / "profiles" / "rules"


def validator(name):
    return Draft202012Validator(schema.load(name), registry=REGISTRY)


def valid(name, data):
    return validator(name).is_valid(data)


@pytest.mark.parametrize("name", schema.names())
def test_each_schema_is_a_schema_with_an_address_and_a_description(name):
    found = schema.load(name)
    Draft202012Validator.check_schema(found)
    assert found["$id"] == f"https://comity.example/schemas/{name}.schema.json"
    assert found["title"]
    assert found["description"]


def test_the_schemas_of_rules_cases_and_entry_into_force_are_there():
    assert {"formula", "members", "rule", "case", "entry-into-force"} <= set(schema.names())
    with pytest.raises(FileNotFoundError):
        schema.load("nothing")


@given(testing.rules(), testing.bodies())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_rule_the_parser_accepts_the_schema_accepts(rule, members):
    assert list(validator("rule").iter_errors(rule.as_data())) == []
    assert list(validator("members").iter_errors(members.as_data())) == []


GOOD = {"members": ["A", "B"], "rule": {"adopted_if": {"count": "yes", "at_least": 1}}, "positions": {"A": "yes"}}
THRESHOLD = GOOD["rule"]["adopted_if"]


def with_rule(rule):
    return {**GOOD, "rule": rule}


def with_formula(**changes):
    found = {**THRESHOLD, **changes}
    return with_rule({"adopted_if": {key: value for key, value in found.items() if value is not None}})


@pytest.mark.parametrize(
    "case",
    [
        GOOD,
        {**GOOD, "final": True, "id": 7, "title": "A case", "numbers": {"assembly": 3}},
        {key: value for key, value in GOOD.items() if key != "positions"},
        {**GOOD, "positions": {"A": {"position": "no", "with": ["reasons"]}, "B": None}},
        {**GOOD, "members": [{"id": "A", "weights": {"votes": "25/2"}, "groups": ["founder"]}, {"id": "B"}]},
        with_rule({"adopted_if": {"not": {"any": [THRESHOLD, {"all": [THRESHOLD]}]}}}),
        with_rule({"quorum": {"count": "present", "at_least": "1/2"}, "silent_as": "yes", "adopted_if": THRESHOLD}),
        with_formula(at_least=None, fewer_than={"lesser_of": ["62.5%", 3, "all"]}),
        with_formula(of={"except": ["A"], "holding": ["yes", "no"]}, at_least="all"),
        with_formula(of=["yes", {"position": "no", "with": "reasons"}], at_least="2/3"),
    ],
)
def test_valid_cases_are_accepted_by_both(case):
    assert list(validator("case").iter_errors(case)) == []
    decide_document(_written(case))


@pytest.mark.parametrize(
    "case",
    [
        {},
        {"members": ["A"]},
        {**GOOD, "member": []},
        {**GOOD, "final": "yes"},
        {**GOOD, "positions": ["A"]},
        {**GOOD, "positions": {"A": True}},
        {**GOOD, "positions": {"A": "present"}},
        {**GOOD, "members": [{"id": "A", "weights": {"votes": -1}}]},
        {**GOOD, "members": [{"id": "A", "weight": {}}]},
        {**GOOD, "members": [{"weights": {}}]},
        with_rule({}),
        with_rule({"adopted_if": THRESHOLD, "quorom": THRESHOLD}),
        with_rule({"adopted_if": {}}),
        with_rule({"adopted_if": {"all": []}}),
        with_rule({"adopted_if": {"all": [THRESHOLD], "any": [THRESHOLD]}}),
        with_formula(at_least=None),
        with_formula(at_most=1),
        with_formula(at_least=-1),
        with_formula(at_least="0.55"),
        with_formula(at_least="1/0"),
        with_formula(at_least="101%"),
        with_formula(at_least="half"),
        with_formula(at_least=True),
        with_formula(at_least={"fewest": {"weight": "votes"}}),
        with_formula(at_least={"fewest": {"weight": "votes", "more_than": 35}}),
        with_formula(count=None, weight="votes"),
        with_formula(weight="votes"),
        with_formula(count=[]),
        with_formula(count="all"),
        with_formula(of={}),
        with_formula(of={"gruop": "a"}),
        with_formula(of="everyone"),
    ],
)
def test_the_usual_mistakes_are_refused_by_both(case):
    assert not valid("case", case)
    with pytest.raises(errors.RuleError):
        decide_document(_written(case))


def test_a_number_with_a_point_is_refused_by_both():
    assert not valid("rule", {"adopted_if": {"count": "yes", "at_least": 0.55}})
    with pytest.raises(errors.NotExact):
        Rule.parse({"adopted_if": {"count": "yes", "at_least": 0.55}})


CLAUSE = {
    "when": {"count": "deposited", "at_least": 1},
    "then": {"after": "P60D", "roll": "next-month-start"},
    "deposits": [{"participant": "A", "date": "2020-01-01", "kind": "accession"}],
}


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"then": {"after": "P1M+P15D"}, "not_before": "2020-01-01", "binds": "all", "members": ["A"]},
        {"then": {"after": ["P1M", "P15D"]}, "later": {"after": "P1Y"}, "each_on": "own deposit"},
        {"unless": {"event": "ended"}, "events": [{"event": "ended", "date": "2020-01-15"}]},
        {"delayed": {"if": {"count": "object", "more_than": 0}, "by": "P90D"}},
    ],
)
def test_valid_clauses_are_accepted_by_both(more):
    data = {**CLAUSE, **more}
    assert list(validator("entry-into-force").iter_errors(data)) == []
    compute(data)


@pytest.mark.parametrize(
    "more",
    [
        {"then": "P60D"},
        {"then": {"after": "60 days"}},
        {"then": {"after": "P60D", "roll": "up"}},
        {"binds": "nobody"},
        {"not_before": "1 January"},
        {"deposit": []},
        {"deposits": [{"participant": "A", "date": "2020-01-01"}]},
        {"deposits": [{"participant": "A", "date": "2020", "kind": "accession"}]},
        {"unless": {"event": ""}},
        {"delayed": {"by": "P90D"}},
    ],
)
def test_the_usual_mistakes_in_clauses_are_refused_by_both(more):
    data = {**CLAUSE, **more}
    assert not valid("entry-into-force", data)
    with pytest.raises(errors.RuleError):
        compute(data)


def _rule_files():
    return sorted(PROFILES.glob("*.yaml"))


@pytest.mark.parametrize("path", _rule_files(), ids=lambda path: path.stem)
def test_the_rules_of_the_profiles_are_accepted(path):
    data = notation.load(path.read_bytes())
    if "rule" in data:
        assert list(validator("rule").iter_errors(data["rule"])) == []
    if "when" in data:
        clause = {key: value for key, value in data.items() if key in schema.load("entry-into-force")["properties"]}
        clause.pop("members", None)  # those files may name a list kept apart
        assert list(validator("entry-into-force").iter_errors(clause)) == []


@given(
    st.sampled_from(["members", "rule", "case", "entry-into-force"]),
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.sampled_from(["yes", "2/3", "count", "at_least", "all", "rule", "members", "P1D"]),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["count", "at_least", "adopted_if", "all", "rule", "members", "id", "when", "then", "after"]
                ),
                inner,
                max_size=3,
            )
        ),
        max_leaves=8,
    ),
)
@settings(max_examples=300, deadline=None)
def test_nothing_but_a_rule_error_comes_of_any_data(kind, data):
    parse = {
        "members": Members.parse,
        "rule": Rule.parse,
        "case": lambda each: decide_document(_written(each)),
        "entry-into-force": compute,
    }[kind]
    refused = None
    try:
        parse(data)
    except errors.RuleError as error:
        refused = error
    assert refused is None or (refused.place and str(refused))


def _written(data):
    import json

    return json.dumps(data)
