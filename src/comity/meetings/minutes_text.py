"""Minutes, the journal of a day and a draft communiqué, put together from what stands on the record. Pure.

Everything is a phrase with its values apart, so that the same record gives the text in every language. A name that is
known in several languages is a mapping, said in the language of the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from comity.phrase import Phrase

Names = Mapping[str, str]
Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened on an item: when, and what, as a phrase."""

    at: datetime
    item: str
    says: Phrase


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the agenda; ``number`` is how it is called, ``2`` or ``2(a)``, if not by its place."""

    id: str
    place: int
    title: Names
    number: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """A decision as minutes and communiqué name it."""

    number: str
    item: str
    title: Names
    text: Names
    responsible: tuple[Names, ...] = ()
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A session as it was held: what minutes are made of. All times are on the clock of its place, ``zone``."""

    title: Names
    body: Names
    number: int
    place: Names
    opened: datetime
    closed: datetime | None
    zone: Names
    chair: Names
    present: tuple[Names, ...]
    items: tuple[Item, ...]
    happenings: tuple[Happening, ...] = ()
    decisions: tuple[Taken, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the text: its heading, and its paragraphs."""

    heading: Phrase
    paragraphs: tuple[Phrase, ...]


def minutes(held: Held) -> list[Section]:
    """Minutes: opening, attendance, each item with what happened and was decided on it, closing."""
    opening = [
        Phrase(
            "The session was opened on {day} at {time} ({zone}). {chair} presided.",
            {**_when(held.opened), "zone": held.zone, "chair": held.chair},
        ),
        Phrase("Delegations present: {parties}.", {"parties": held.present}),
    ]
    sections = [Section(Phrase("Minutes: {title}", {"title": held.title}), tuple(opening))]
    for item in sorted(held.items, key=lambda one: one.place):
        here = [one.says for one in _of(held.happenings, item)]
        here += [says for one in held.decisions if one.item == item.id for says in decided(one)]
        if here:
            heading = Phrase("Item {place}. {title}", {"place": item.number or item.place, "title": item.title})
            sections.append(Section(heading, tuple(here)))
    if held.closed is not None:
        closing = Phrase(
            "The session was closed on {day} at {time} ({zone}).", {**_when(held.closed), "zone": held.zone}
        )
        sections.append(Section(Phrase("Closing"), (closing,)))
    return sections


def journal(held: Held, day: date) -> list[Section]:
    """The journal of a day: what happened on it, item by item, with the times."""
    heading = Phrase("Journal of {day}: {title}", {"day": day, "title": held.title})
    sections = [Section(heading, (Phrase("All times: {zone}.", {"zone": held.zone}),))]
    for item in sorted(held.items, key=lambda one: one.place):
        said = [
            Phrase("{time} {what}", {"time": f"{one.at:%H:%M}", "what": one.says})
            for one in _of(held.happenings, item)
            if one.at.date() == day
        ]
        if said:
            heading = Phrase("Item {place}. {title}", {"place": item.number or item.place, "title": item.title})
            sections.append(Section(heading, tuple(said)))
    return sections


def communique(held: Held) -> list[Section]:
    """A draft of the communiqué: what was held, who took part, what was decided, in that order and no more."""
    about = {"title": held.title, "body": held.body, "place": held.place, "number": held.number, **_when(held.opened)}
    opening = (
        Phrase("Session {number} of the body “{body}” was held in {place}, beginning on {day}.", about),
        Phrase("Delegations of {parties} took part.", {"parties": held.present}),
    )
    sections = [Section(Phrase("Communiqué: {title}", {"title": held.title}), opening)]
    if held.decisions:
        taken = tuple(
            Phrase("{number}. {title}: {text}", {"number": one.number, "title": one.title, "text": one.text})
            for one in held.decisions
        )
        sections.append(Section(Phrase("What was decided"), taken))
    return sections


def decided(one: Taken) -> list[Phrase]:
    """A decision in the minutes, with who carries it out and until when."""
    says = [Phrase("Decision {number}. {text}", {"number": one.number, "text": one.text})]
    if one.responsible and one.due is not None:
        says.append(Phrase("Responsible: {parties}; due on {day}.", {"parties": one.responsible, "day": one.due}))
    elif one.responsible:
        says.append(Phrase("Responsible: {parties}.", {"parties": one.responsible}))
    return says


def corrected(text: str, corrections: Iterable[tuple[str, str]]) -> str:
    """The text with accepted corrections made, each where its passage first stands; one made before changes nothing."""
    for reads, should_read in corrections:
        text = text.replace(reads, should_read, 1)
    return text


def written(sections: Iterable[Section], language: str, translate: Translate) -> str:
    """The text in a language: headings with ``#``, a blank line between paragraphs."""
    lines: list[str] = []
    for place, section in enumerate(sections):
        lines.append(("# " if place == 0 else "## ") + said(section.heading, language, translate))
        lines += [said(one, language, translate) for one in section.paragraphs]
    return "\n\n".join(lines) + "\n"


def said(phrase: Phrase, language: str, translate: Translate) -> str:
    """A phrase in a language, names among its values too."""
    values = {name: _value(value, language, translate) for name, value in phrase.values.items()}
    return translate(phrase.template).format(**values)


def _value(value: Any, language: str, translate: Translate) -> str:
    if isinstance(value, Phrase):
        return said(value, language, translate)
    if isinstance(value, Mapping):
        return str(value.get(language) or value.get("en") or next(iter(value.values()), ""))
    if isinstance(value, tuple):
        return ", ".join(_value(one, language, translate) for one in value) or "–"
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    return str(value)


def _when(at: datetime) -> dict[str, Any]:
    return {"day": at.date(), "time": f"{at:%H:%M}"}


def _of(happenings: Sequence[Happening], item: Item) -> list[Happening]:
    return sorted((one for one in happenings if one.item == item.id), key=lambda one: one.at)


# What happens in a sitting, in words. Each is a function of what the rows say, so that the words stand in one place.
SPEECHES_MADE = {
    "statement": "{party} made a statement ({minutes} min).",
    "right of reply": "{party} spoke in exercise of the right of reply ({minutes} min).",
    "point of order": "{party} raised a point of order.",
    "explanation of vote": "{party} explained its vote ({minutes} min).",
}
QUESTIONS_PUT = {
    "proposal": "{party} put a proposal: {title}.",
    "amendment": "{party} proposed an amendment: {title}.",
    "motion": "{party} moved: {title}.",
    "challenge": "{party} challenged a ruling of the chair.",
    "election": "An election was called: {title}.",
    "part": "A separate vote was to be taken on: {title}.",
}
VOTES_ENDED = {
    "adopted": "Adopted: {title} ({counts}).",
    "rejected": "Rejected: {title} ({counts}).",
    "no quorum": "There was no quorum, and nothing was decided: {title}.",
    "no consensus": "There was no consensus: {title}.",
}


def spoke(party: Names, kind: str, seconds: int) -> Phrase:
    """A delegation had the floor."""
    return Phrase(SPEECHES_MADE[kind], {"party": party, "minutes": max(1, round(seconds / 60))})


def ruled(party: Names, ruling: Names) -> Phrase:
    """The chair ruled on a point of order."""
    return Phrase("The chair ruled on the point of order of {party}: {ruling}", {"party": party, "ruling": ruling})


def put(party: Names, matter: str, title: Names) -> Phrase:
    """A question was put before the session."""
    return Phrase(QUESTIONS_PUT[matter], {"party": party, "title": title})


def withdrawn(title: Names) -> Phrase:
    """A question was withdrawn."""
    return Phrase("The question was withdrawn: {title}.", {"title": title})


def voted(title: Names, outcome: str, counts: Sequence[tuple[Any, int]], elected: tuple[Names, ...] = ()) -> Phrase:
    """A vote had its result. ``counts`` are words, or names, with how many said them."""
    told = tuple(Phrase("{word} {number}", {"word": word, "number": number}) for word, number in counts)
    values: dict[str, Any] = {"title": title, "counts": told}
    if elected:
        return Phrase("By secret ballot ({counts}) were elected: {names}.", {**values, "names": elected})
    return Phrase(VOTES_ENDED[outcome], values)
