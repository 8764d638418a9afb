"""`comity programmes compose`: JSON or words; status 0 only where there is an assignment."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from comity.cli import main
from comity.programmes.workshare import schema
from comity.programmes.workshare.testing import drawn, small

QUESTION, ANSWER = (Draft202012Validator(schema.load(name)) for name in ("question", "answer"))


def run(tmp_path, value, *options):
    file = tmp_path / "work-share.json"
    file.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return CliRunner().invoke(main, ["programmes", "compose", str(file), *options])


@pytest.mark.parametrize("name", ["question", "answer"])
def test_the_schemas_are_themselves_valid(name):
    assert name in schema.names()
    Draft202012Validator.check_schema(schema.load(name))


@pytest.mark.parametrize("value", [small(), small(band_pp=3), small(pins={"clothing": "A1"}), small(offers=small()["offers"][:3])])  # fmt: skip  # noqa: E501
def test_question_and_answer_are_as_the_schemas_say(tmp_path, value):
    QUESTION.validate(value)
    result = run(tmp_path, value, "--json")
    answer = json.loads(result.stdout)
    ANSWER.validate(answer)
    assert result.exit_code == (0 if answer["assignment"] else 1)


@pytest.mark.parametrize("changes", [{"members": []}, {"band_pp": -1}, {"surplus": 1}, {"packages": [{"id": "P"}]}])
def test_what_the_schema_refuses_the_command_refuses(tmp_path, changes):
    assert not QUESTION.is_valid(small(**changes))
    result = run(tmp_path, small(**changes), "--json")
    assert result.exit_code == 1
    assert result.stdout == ""


def test_the_drawn_questions_are_as_the_schema_says():
    QUESTION.validate(drawn(20, 10))


def test_words_for_people(tmp_path):
    result = run(tmp_path, small())
    assert result.exit_code == 0
    assert "The cheapest assignment costs 995; this is proven." in result.stdout


def test_a_file_that_is_no_json_is_refused(tmp_path):
    assert run(tmp_path, "{", "--json").exit_code == 1
