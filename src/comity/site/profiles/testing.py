"""A small sound profile on disk, for tests to change one thing in."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from comity.site.profiles import loading, reading
from comity.site.profiles.faults import Fault, ProfileUnsound
from comity.site.profiles.playing import Plan

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
Change = Callable[[dict[str, Any]], None]


def profile() -> dict[str, Any]:
    """Two members, one body, a delegate each, a secretary, one procedure."""
    persons = ("p-0", "secretariat"), ("p-1", "AAA"), ("p-2", "BBB")
    return {
        "profile": "small",
        "organisation": {
            "name": {"en": "Small"},
            "short_name": {"en": "S"},
            "languages": ["en"],
            "demonstration": True,
        },
        "record": {"opened": "2026-01-01T00:00:00Z"},
        "parties": [
            {"id": id, "kind": "member", "since": "2020-01-01", "name": {"en": id}, "weights": {"share": 1}}
            for id in ("AAA", "BBB")
        ],
        "bodies": [{"id": "board", "name": {"en": "Board"}}],
        "persons": [
            {"id": id, "function": {"en": f"For {party}"}, "profile": {"name": party, "email": f"{id}@small.example"}}
            for id, party in persons
        ],
        "roles": {
            "delegate": ["position.take"],
            "secretary": ["question.put", "instrument.draft", "procedure.conduct"],
        },
        "powers": [
            {
                "id": f"{id}-powers",
                "person": id,
                "party": party,
                "powers": "secretary" if party == "secretariat" else "delegate",
                "title": {"en": "Powers"},
            }
            for id, party in persons
        ],
        "delegations": [{"body": "board", "party": "AAA", "person": "p-1", "role": "head"}],
        "procedures": ["simple.yaml"],
        "accounts": [{"username": "secretary", "person": "p-0", "staff": True}],
    }


def procedure() -> dict[str, Any]:
    """Everybody decides by majority within thirty days."""
    return {
        "procedure": "simple",
        "version": 1,
        "stages": [
            {
                "id": "vote",
                "body": "board",
                "positions": ["approve", "object"],
                "rule": {"adopted_if": {"count": "approve", "more_than": "1/2"}},
                "deadline": "P30D",
                "then": {"adopted": "adopted", "rejected": "rejected", "lapsed": "rejected"},
            }
        ],
        "ends": ["adopted", "rejected"],
    }


def question(at: str = "2026-02-01T09:00:00Z", case: str = "q1") -> dict[str, Any]:
    """An entry that puts a question."""
    payload = {"case": case, "body": "board", "procedure": "simple/1", "title": {"en": case}, "text": {"text": "Well?"}}
    return {"at": at, "by": "p-0-powers", "do": "cases.question.put", "with": payload}


def position(
    at: str = "2026-02-02T09:00:00Z", by: str = "p-1-powers", said: str = "approve", **more: Any
) -> dict[str, Any]:
    """An entry by which a delegate takes a position on the question."""
    return {"at": at, "by": by, "do": "cases.position.take", "with": {"case": "q1", "position": said}, **more}


def written(folder: Path, *, story: list[dict[str, Any]] | None = None, **changes: Change) -> Path:
    """Write the small profile into ``folder``, changed by ``profile=`` and ``procedure=``; JSON is YAML too."""
    form, stages = profile(), procedure()
    changes.get("profile", _as_it_is)(form)
    changes.get("procedure", _as_it_is)(stages)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "profile.yaml").write_text(json.dumps(form))
    (folder / "simple.yaml").write_text(json.dumps(stages))
    if story is not None:
        (folder / "story.yaml").write_text(json.dumps(story))
    return folder


def rehearsed(folder: Path, now: datetime = NOW) -> Plan:
    """The plan of the profile in ``folder``."""
    return loading.rehearse(reading.read(folder), now=now)


def mistakes(folder: Path) -> list[Fault]:
    """What is wrong with the profile in ``folder``; fails if nothing is."""
    try:
        rehearsed(folder)
    except ProfileUnsound as unsound:
        return unsound.faults
    raise AssertionError("the profile is sound")


def _as_it_is(data: dict[str, Any]) -> None:
    """Change nothing."""
