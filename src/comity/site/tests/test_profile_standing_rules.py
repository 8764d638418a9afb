"""A profile may bring rules of procedure; a mistake in them is said as every other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from comity.meetings.models import BodyRules
from comity.meetings.testing import RULES
from comity.site.profiles import faults
from comity.site.profiles.testing import mistakes, rehearsed, written


def with_rules(tmp_path: Path, bodies: list[str], **changes: Any) -> Path:
    """The small profile, whose bodies follow the rules of the file."""

    def change(form: dict[str, Any]) -> None:
        form["standing_rules"] = [{"file": "rules.yaml", "bodies": bodies}]

    folder = written(tmp_path / "small", profile=change)
    (folder / "rules.yaml").write_text(json.dumps({**RULES, **changes}))
    return folder


def test_bodies_follow_the_rules_from_the_founding_on(tmp_path: Path) -> None:
    plan = rehearsed(with_rules(tmp_path, ["board"]))
    followed = plan.rows.read(BodyRules, "board")
    assert followed is not None
    assert followed.rules == "commission/1"


def test_a_mistake_in_the_rules_is_said_with_the_place_in_their_file(tmp_path: Path) -> None:
    (found,) = mistakes(with_rules(tmp_path, ["board"], sessions={"regular": {"notice": "a month"}}))
    assert type(found) is faults.UnsoundRules
    assert (found.values["file"], found.values["place"]) == ("rules.yaml", "sessions.regular.notice")


def test_a_body_that_is_none_and_a_file_that_is_not_there_are_named(tmp_path: Path) -> None:
    (unknown,) = mistakes(with_rules(tmp_path, ["borad"]))
    assert unknown.values["place"] == "standing_rules[0].bodies[0]"
    folder = with_rules(tmp_path, ["board"])
    (folder / "rules.yaml").unlink()
    (missing,) = mistakes(folder)
    assert type(missing) is faults.NoSuchFile
