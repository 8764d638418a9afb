"""The format as editors and readers know it: the schemas, the shipped profiles, and how moments are written."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from comity.procedure import notation
from comity.site.profiles import moments, schema, shipped
from comity.site.profiles.faults import NoSuchProfile
from comity.site.profiles.folder import MEDIA_TYPES

NOW = datetime(2026, 3, 10, 12, 30, tzinfo=UTC)
TEXTS = [path for name in shipped.names() for path in (shipped.folder() / name).rglob("*.txt")]


def validator(name: str) -> Draft202012Validator:
    found = json.loads((shipped.folder() / name).read_text("utf-8"))
    Draft202012Validator.check_schema(found)
    return Draft202012Validator(found, format_checker=Draft202012Validator.FORMAT_CHECKER)


def test_two_organisations_ship_and_the_rules_are_none():
    assert shipped.names() == ["commission", "river-basin"]


@pytest.mark.parametrize("name", ["profile.schema.json", "story.schema.json"])
def test_the_schemas_are_those_of_the_loader(name):
    assert (shipped.folder() / name).read_text("utf-8") == schema.files()[name], "run: comity profile schema profiles"


@pytest.mark.parametrize("name", shipped.names())
@pytest.mark.parametrize("kind", ["profile", "story"])
def test_the_shipped_files_fit_their_schema(name, kind):
    data = notation.load((shipped.folder() / name / f"{kind}.yaml").read_bytes())
    assert [error.message for error in validator(f"{kind}.schema.json").iter_errors(data)] == []


@pytest.mark.parametrize(
    "entry",
    [
        {"at": "now", "by": "system", "do": "cases.stage.closed"},
        {"at": "now", "by": "system", "do": "cases.stage.close", "signed": "pen"},
        {"at": "now", "do": "cases.stage.close"},
        {"at": "now", "by": "x", "do": "cases.question.put", "with": {"text": {"file": "a.txt", "text": "both"}}},
    ],
)
def test_the_schema_of_a_story_refuses_what_the_loader_refuses(entry):
    assert list(validator("story.schema.json").iter_errors([entry]))


def test_the_schema_of_a_profile_refuses_what_the_loader_refuses():
    data = notation.load((shipped.folder() / "river-basin" / "profile.yaml").read_bytes())
    data["parties"][0]["kind"] = "friend"
    data["parties"][1]["since"] = "May 1998"
    data["persons"][0]["name"] = "nobody is named"
    assert len(list(validator("profile.schema.json").iter_errors(data))) == 3


def test_a_profile_is_found_by_name_by_folder_and_by_file():
    commission = shipped.folder() / "commission"
    assert shipped.find("commission") == commission
    assert shipped.find(str(commission)) == commission
    assert shipped.find(str(commission / "profile.yaml")) == commission
    for other in ("rules", str(shipped.folder() / "rules"), "", "../commission/none"):
        with pytest.raises(NoSuchProfile):
            shipped.find(other)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_a_shipped_text_is_plain_paragraphs_in_a_known_kind(path: Path):
    text = path.read_text("utf-8")
    assert path.suffix in MEDIA_TYPES
    assert text.endswith("\n")
    assert not re.search(r"[ \t]$|\t|\r|\n\n\n", text, re.MULTILINE)


@pytest.mark.parametrize("path", [path for path in TEXTS if path.name.endswith(".en.txt")], ids=lambda path: path.name)
def test_translations_of_a_text_have_the_same_paragraphs(path: Path):
    here = len(path.read_text("utf-8").split("\n\n"))
    others = [other for other in path.parent.glob(path.name.replace(".en.", ".*.")) if other != path]
    assert others
    assert {len(other.read_text("utf-8").split("\n\n")) for other in others} == {here}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2021-09-09T10:30:00+03:00", datetime(2021, 9, 9, 7, 30, tzinfo=UTC)),
        ("2021-09-09T07:30:00Z", datetime(2021, 9, 9, 7, 30, tzinfo=UTC)),
        ("now", NOW),
        ("now-3d", datetime(2026, 3, 7, 12, 30, tzinfo=UTC)),
        ("now-3d 09:15", datetime(2026, 3, 7, 9, 15, tzinfo=UTC)),
        ("now-2h", datetime(2026, 3, 10, 10, 30, tzinfo=UTC)),
        ("now+20d", datetime(2026, 3, 30, 12, 30, tzinfo=UTC)),
        ("now 09:15", datetime(2026, 3, 10, 9, 15, tzinfo=UTC)),
        ("2021-09-09T10:30:00", None),
        ("now-3", None),
        ("now-3d 24:00", None),
        ("now -3d", None),
        ("today", None),
    ],
)
def test_moments_as_a_story_writes_them(written, meant):
    assert moments.moment(written, NOW) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("today", date(2026, 3, 10)),
        ("today+20d", date(2026, 3, 30)),
        ("today-40d", date(2026, 1, 29)),
        ("today+20", None),
        ("now", None),
        ("the day today", None),
    ],
)
def test_days_as_a_story_writes_them(written, meant):
    assert moments.day(written, NOW) == meant
