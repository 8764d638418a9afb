from __future__ import annotations

import io
import json

import pytest
from click.testing import CliRunner

from comity.cli import main
from comity.enterprises.names import pairs, read_pairs
from comity.phrase import Refusal


def _matched(tmp_path, body: bytes | str, *words: str):
    file = tmp_path / "pairs.csv"
    file.write_bytes(body.encode() if isinstance(body, str) else body)
    return CliRunner().invoke(main, ["enterprises", "match", str(file), *words])


def test_json_answers_every_pair_in_order(tmp_path):
    result = _matched(tmp_path, "name1,name2\nМонетка,Aist\nАист,Aist\n", "--json")
    assert result.exit_code == 0
    first, second = json.loads(result.stdout)
    assert set(first) == {"name1", "name2", "score", "verdict", "reason"}
    assert (first["name1"], first["name2"], first["verdict"]) == ("Монетка", "Aist", "different")
    assert (second["name1"], second["verdict"]) == ("Аист", "same")
    assert isinstance(second["score"], float)


def test_without_json_a_table_is_printed(tmp_path):
    result = _matched(tmp_path, "name1,name2\nАист,[bold]Aist\n")
    assert result.exit_code == 0
    assert "verdict" in result.output
    assert "[bold]Aist" in result.output


def test_further_columns_another_order_and_a_byte_order_mark_do_no_harm(tmp_path):
    result = _matched(tmp_path, b"\xef\xbb\xbfid,name2,name1\r\n1,Aist,\xd0\x90\xd0\xb8\xd1\x81\xd1\x82\r\n", "--json")
    assert json.loads(result.stdout)[0]["name1"] == "Аист"


def test_a_file_without_a_row_gives_an_empty_list(tmp_path):
    assert json.loads(_matched(tmp_path, "name1,name2\n", "--json").stdout) == []


def test_a_name_with_a_comma_stands_in_quotation_marks(tmp_path):
    result = _matched(tmp_path, 'name1,name2\n"Аист, ООО",Aist\n', "--json")
    assert json.loads(result.stdout)[0]["name1"] == "Аист, ООО"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "missing: name1, name2, found: nothing"),
        ("name1,other\na,b\n", "missing: name2, found: name1, other"),
        ("a,b\n", "missing: name1, name2"),
        ("name1;name2\nАист;Aist\n", "separated by semicolons"),
        ("name1\tname2\nАист\tAist\n", "separated by tabs"),
        ("name1,name2\nАист,Aist\n ,Aist\n", "Row 3: name1 is empty"),
        ("name1,name2\nАист,\n", "Row 2: name2 is empty"),
        ("name1,name2\nАист, ООО,Aist\n", "In row 2 cells found: 3, expected: 2"),
        ("name1,name2\nАист\n", "In row 2 cells found: 1, expected: 2"),
        ('name1,name2\n"Аист,Aist\n', "not well-formed CSV"),
        ("name1,name2\nАист,Aist\n".encode("cp1251"), "not UTF-8 text"),
        ("name1,name2\nАист,Aist\n".encode("utf-16"), "not UTF-8 text"),
        ("name1,name2\n" + "а" * 3000 + ",Aist\n", "3000 characters; the most is 2000"),
        ("name1,name2\n" + "а" * 140_000 + ",Aist\n", "not well-formed CSV"),
    ],
)
def test_a_bad_file_is_refused_in_one_line_and_prints_no_result(tmp_path, body, said):
    result = _matched(tmp_path, body, "--json")
    assert result.exit_code != 0
    assert result.stdout == ""
    assert said in result.stderr
    assert "Traceback" not in result.output


def test_a_file_beyond_the_limit_is_refused_before_it_is_read_whole(monkeypatch):
    monkeypatch.setattr(pairs, "MOST_BYTES", 1024 * 1024)
    with pytest.raises(Refusal, match="larger than 1 MB"):
        read_pairs(io.BytesIO(b"name1,name2\n" + b"a,b\n" * 300_000))


def test_more_pairs_than_the_limit_are_refused(monkeypatch):
    monkeypatch.setattr(pairs, "MOST_PAIRS", 10)
    with pytest.raises(Refusal, match="larger than 10 pairs"):
        read_pairs(io.BytesIO(b"name1,name2\n" + b"a,b\n" * 11))


def test_a_file_that_is_not_there_is_refused(tmp_path):
    result = CliRunner().invoke(main, ["enterprises", "match", str(tmp_path / "absent.csv")])
    assert result.exit_code != 0
