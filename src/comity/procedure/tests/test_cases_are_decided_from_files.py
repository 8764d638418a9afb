"""Cases come one a line, or as one document; a bad line is named."""

from __future__ import annotations

import json

import pytest

from comity.procedure import errors
from comity.procedure.decision import decide_document, decide_file

SHARED = {"members": ["A", "B", "C"], "rule": {"adopted_if": {"count": "yes", "at_least": 2}}}


def lines(*cases):
    return [json.dumps(each) for each in cases]


def outcomes(found):
    return [each["outcome"] for each in found]


def test_a_first_line_without_positions_holds_what_all_cases_share():
    found = decide_file(
        lines(
            {**SHARED, "final": True},
            {"id": "one", "positions": {"A": "yes", "B": "yes"}},
            {"id": 2, "positions": {"A": "yes"}},
            {"positions": {"A": "yes"}, "final": False},
        )
    )
    results = list(found)
    assert outcomes(results) == ["adopted", "rejected", "open"]
    assert [each.get("id") for each in results] == ["one", 2, None]
    assert set(results[2]) == {"outcome", "because", "missing"}
    assert json.loads(json.dumps(results)) == results


def test_each_line_may_be_a_case_of_its_own():
    other = {"adopted_if": {"count": "no", "at_least": 1}}
    found = decide_file(
        lines({**SHARED, "positions": {"A": "yes", "B": "yes"}}, {**SHARED, "rule": other, "positions": {}})
    )
    assert outcomes(found) == ["adopted", "open"]


def test_a_case_may_have_its_own_members_beside_what_is_shared():
    found = decide_file(
        lines(
            SHARED,
            {"positions": {"A": "yes", "X": "yes"}, "members": ["A", "X"]},
            {"positions": {"A": "yes", "B": "yes"}},
            {"positions": {"A": "yes"}, "rule": {"adopted_if": {"count": "yes", "at_least": 1}}},
        )
    )
    assert outcomes(found) == ["adopted", "adopted", "adopted"]


def test_empty_lines_are_passed_over_and_bytes_are_read():
    found = decide_file(
        ["\ufeff" + json.dumps(SHARED) + "\n", "\n", json.dumps({"positions": {"A": "yes"}}).encode() + b"\r\n"]
    )
    assert outcomes(found) == ["open"]


def test_results_come_in_order_before_the_line_that_is_bad():
    found = decide_file(lines(SHARED, {"positions": {"A": "yes", "B": "yes"}}, {"positions": {"A": "yess"}}))
    assert next(found)["outcome"] == "adopted"
    with pytest.raises(errors.BadLine) as refused:
        next(found)
    assert refused.value.place == "line 3: positions.A"
    assert str(refused.value).startswith("Line 3: positions.A: unknown position yess; expected")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "Line 2: This is not well-formed"),
        ('{"positions": {"A": 0.5}}', "Line 2: positions.A"),
        ('{"positions": {"A": "yes"}, "finale": true}', "Line 2: case: unknown key finale"),
        ('{"positions": {"A": "yes"}, "final": "yes"}', "Line 2: final: found yes; expected true or false"),
        ('{"positions": {"A": "yes", "A": "no"}}', "Line 2: file: the key A is written twice"),
        ('{"positions": []}', "Line 2: positions"),
        ('{"positions": {}, "id": 1.5}', "Line 2: id"),
        ("[]", "Line 2: case"),
        (b'{"positions": {"A": "\xff"}}', "Line 2: This is not well-formed"),
        ("[" * 100_000, "Line 2: The file is beyond the limits"),
        ('{"positions": {}, "numbers": {"assembly": "1/2"}}', "Line 2: numbers.assembly"),
        ('{"final": true}', "Line 2: case: positions is missing"),
    ],
)
def test_a_bad_line_is_an_error_that_names_it(line, words):
    with pytest.raises(errors.BadLine) as refused:
        list(decide_file([json.dumps(SHARED), line]))
    assert str(refused.value).startswith(words)
    assert refused.value.values["line"] == 2


def test_what_is_not_shared_must_be_in_the_case():
    with pytest.raises(errors.BadLine, match="Line 2: case: rule is missing"):
        list(decide_file(lines({"members": ["A"]}, {"positions": {}})))


def test_a_single_case_is_read_from_yaml():
    text = """
    title: A question before three members
    members: [{id: DE}, {id: FR}, {id: NO}]
    positions: {DE: yes, NO: yes}
    rule: {adopted_if: {count: yes, at_least: 2/3}}
    """
    assert decide_document(text)["outcome"] == "adopted"
    assert decide_document(text.replace("positions: {DE: yes, NO: yes}", ""))["outcome"] == "open"


def test_a_single_case_with_a_mistake_names_the_place():
    text = "{members: [{id: DE}], rule: {adopted_if: {any: [{count: yes, at_least: 1}, {count: yes, at_least: 0.55}]}}}"
    with pytest.raises(errors.NotExact) as refused:
        decide_document(text)
    assert refused.value.place == "rule.adopted_if.any[1].at_least"
