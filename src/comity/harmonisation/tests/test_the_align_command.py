from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from comity.cli import main
from comity.harmonisation.testing import LICENSING

RUSSIAN = (
    "Предприятие, производящее спасательное оборудование, должно иметь лицензию, выданную компетентным органом.",
    "Решения органа могут быть обжалованы в суд в соответствии с национальным законодательством.",
    "Орган ведёт открытый реестр лицензий и публикует его на своём сайте.",
)


@pytest.fixture
def files(tmp_path):
    def write(name, words, language="en", **changes):
        provisions = [{"id": f"{name}{at}", "text": one} for at, one in enumerate(words, start=1)]
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps({"language": language, "title": name, "provisions": provisions} | changes))
        return str(path)

    return write


def run(*arguments):
    return CliRunner().invoke(main, ["harmonise", "align", *arguments])


def test_proposals_are_printed_as_json(files):
    result = run(files("a", LICENSING), files("b", LICENSING[1:]), "--json")
    assert result.exit_code == 0
    lines = json.loads(result.stdout)
    assert {frozenset(line) for line in lines} == {frozenset({"source", "target", "probability", "evidence"})}
    assert list(dict.fromkeys(line["source"] for line in lines)) == [f"a{at}" for at in range(1, 9)]
    first = next(line for line in lines if line["source"] == "a1")
    assert first["target"] is None
    assert 0 <= first["probability"] <= 1
    assert all({"kind", "value", "weight", "says"} == set(ground) for line in lines for ground in line["evidence"])


def test_a_table_is_printed_for_people(files):
    result = run(files("a", LICENSING), files("b", LICENSING[1:]))
    assert result.exit_code == 0
    assert "no counterpart" in result.stdout
    assert "8 provisions, 1 of them without counterpart." in result.stdout


def test_a_russian_text_is_aligned_with_an_english_one_by_the_model_that_is_shipped(files, tmp_path):
    source = files("a", [LICENSING[0], LICENSING[5], LICENSING[6]])
    result = run(source, files("b", RUSSIAN, "ru"), "--json", "--kept", str(tmp_path / "kept"))
    assert result.exit_code == 0, result.stderr
    best = {}
    for line in json.loads(result.stdout):
        best.setdefault(line["source"], line["target"])
    assert best == {"a1": "b1", "a2": "b2", "a3": "b3"}
    assert len([path for path in (tmp_path / "kept").rglob("*") if path.is_file()]) == 6


def test_what_is_wrong_with_a_file_is_said_in_one_line_and_nothing_is_printed(files):
    double = [{"id": "1", "text": "x"}, {"id": "1", "text": "y"}]
    result = run(files("a", LICENSING), files("b", (), provisions=double), "--json")
    assert result.exit_code != 0
    assert result.stdout == ""
    assert "b.json" in result.stderr
    assert "“1”" in result.stderr


def test_a_language_that_the_model_does_not_know_is_refused(files):
    result = run(files("a", LICENSING), files("b", LICENSING, "tg"), "--json")
    assert result.exit_code != 0
    assert "does not know the language" in result.stderr
