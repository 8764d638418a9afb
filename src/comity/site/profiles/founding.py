"""The acts that an organisation's profile comes to: its founding, parties, bodies, persons, powers, procedures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from pydantic import BaseModel

from comity.record.acts import Level
from comity.site.profiles.reading import PROFILE, STORY, Profile

SYSTEM = "system"


@dataclass(frozen=True)
class Step:
    """An act still to be made: where it is written, when, by whom, which, with what (contents and names as written).

    ``at`` is a moment, or a text that says one (`moments`).
    """

    file: str
    place: str
    at: datetime | str
    by: str
    do: str
    payload: dict[str, Any]
    level: Level = "session"
    name: str | None = None


def steps(profile: Profile, opened: datetime) -> Iterator[Step]:
    """Every act of the profile in order: those that found the organisation, at ``opened``, then those of the story."""
    for place, do, payload in _founding(profile, opened):
        yield Step(PROFILE, place, opened, SYSTEM, do, payload)
    for entry in profile.story:
        shape = entry.shape
        yield Step(STORY, entry.place, shape.at, shape.by, shape.do, shape.payload, shape.signed, shape.name)


def _founding(profile: Profile, opened: datetime) -> Iterator[tuple[str, str, dict[str, Any]]]:
    form = profile.form
    yield "organisation", "parties.organisation.found", _plain(form.organisation)
    for index, party in enumerate(form.parties):
        yield f"parties[{index}]", "parties.party.admit", _named(party, "party")
    for index, body in enumerate(form.bodies):
        yield f"bodies[{index}]", "parties.body.establish", _named(body, "body")
    for index, person in enumerate(form.persons):
        confidential = orjson.dumps(person.profile.model_dump(), option=orjson.OPT_SORT_KEYS).decode()
        content = {"text": confidential, "media_type": "application/json", "confidential": True}
        payload = {"person": person.id, "function": person.function, "profile": content}
        yield f"persons[{index}]", "parties.person.register", payload
    for index, powers in enumerate(form.powers):
        yield f"powers[{index}]", "parties.powers.grant", {"since": opened.isoformat(), **_named(powers, "powers_id")}
    for index, delegate in enumerate(form.delegations):
        yield f"delegations[{index}]", "parties.delegation.seat", _plain(delegate)
    for index, named in enumerate(form.procedures):
        source = profile.procedures[named]
        title = source.get("title") or {"en": str(source.get("procedure"))}
        words = title if isinstance(title, dict) else {"en": title}
        yield f"procedures[{index}]", "cases.procedure.publish", {"title": words, "source": source}
    for index, rules in enumerate(form.standing_rules):
        source = profile.standing_rules[rules.file]
        place, name = f"standing_rules[{index}]", f"{source['rules']}/{source.get('version', 1)}"
        yield place, "meetings.rules.publish", {"source": source}
        for follower in rules.bodies:
            yield place, "meetings.rules.follow", {"body": follower, "rules": name}


def _plain(shape: BaseModel) -> dict[str, Any]:
    return shape.model_dump(mode="json", exclude_defaults=True)


def _named(shape: BaseModel, key: str) -> dict[str, Any]:
    """The payload of a shape whose ``id`` the act calls ``key``."""
    payload = _plain(shape)
    return {key: payload.pop("id"), **payload}
