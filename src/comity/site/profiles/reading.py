"""Reading a profile's files: everything that can be seen without playing it, every mistake named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from comity.meetings import standing_rules
from comity.parties.acts import SECRETARIAT
from comity.parties.rules import PartyKind
from comity.procedure import check, notation
from comity.procedure.decision import Members
from comity.procedure.errors import RuleError
from comity.procedure.position import nearest
from comity.procedure.stages import reading as procedures
from comity.site.profiles import faults
from comity.site.profiles.folder import Folder
from comity.site.profiles.form import EntryShape, ProfileFile
from comity.site.profiles.shapes import shaped

PROFILE, STORY = "profile.yaml", "story.yaml"
MAX_ENTRIES = 20_000


@dataclass(frozen=True)
class Entry:
    """An entry of the story and where it stands."""

    place: str
    shape: EntryShape


@dataclass(frozen=True)
class Profile:
    """A profile as its files have it: the organisation, its procedures' sources, its story."""

    folder: Folder
    form: ProfileFile
    procedures: dict[str, dict[str, Any]]
    standing_rules: dict[str, dict[str, Any]] = field(default_factory=dict)
    story: list[Entry] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.form.profile


def read(path: Path, *, story: bool = True) -> Profile:
    """The profile in a folder, with its story if asked for and there is one.

    Raises `ProfileUnsound` with every mistake found; nothing else is touched.
    """
    folder, form = Folder(path), read_form(path)
    wrong = _names(form)
    sources = {} if wrong else dict(_procedures(folder, form, wrong))
    rules = {} if wrong else dict(_standing_rules(folder, form, wrong))
    entries = _story(folder, form, wrong) if story and folder.has(STORY) else []
    if wrong:
        raise faults.ProfileUnsound(form.profile, wrong)
    return Profile(folder, form, sources, rules, entries)


def read_form(path: Path) -> ProfileFile:
    """What `profile.yaml` in a folder says, its shape checked and nothing else. Raises `ProfileUnsound`."""
    wrong: list[faults.Fault] = []
    form = _form(Folder(path), wrong)
    if form is None:
        raise faults.ProfileUnsound(path.name, wrong)
    return form


def _form(folder: Folder, wrong: list[faults.Fault]) -> ProfileFile | None:
    try:
        found = shaped(ProfileFile, folder.yaml(PROFILE, file=PROFILE, place="file"), file=PROFILE)
    except faults.Fault as fault:
        found = [fault]
    if isinstance(found, ProfileFile):
        return found
    wrong += found
    return None


def _procedures(folder: Folder, form: ProfileFile, wrong: list[faults.Fault]) -> Iterator[tuple[str, dict[str, Any]]]:
    members, bodies = members_of(form)
    for index, named in enumerate(form.procedures):
        try:
            source = folder.yaml(named, file=PROFILE, place=f"procedures[{index}]")
        except faults.Fault as fault:
            wrong.append(fault)
            continue
        found = list(_unsound(named, source, members, bodies))
        wrong += found
        if not found:
            yield named, source


def _standing_rules(
    folder: Folder, form: ProfileFile, wrong: list[faults.Fault]
) -> Iterator[tuple[str, dict[str, Any]]]:
    for index, one in enumerate(form.standing_rules):
        try:
            source = folder.yaml(one.file, file=PROFILE, place=f"standing_rules[{index}]")
            standing_rules.parse(source)
        except faults.Fault as fault:
            wrong.append(fault)
        except RuleError as error:
            wrong.append(faults.UnsoundRules(one.file, error.place, error.found, error.expected))
        else:
            yield one.file, source


def _unsound(named: str, source: Any, members: Members, bodies: Mapping[str, Members]) -> Iterator[faults.Fault]:
    """What is wrong with a procedure: its form first, then the bodies it names, then what the check finds."""
    procedure, errors = procedures.read(source)
    yield from (faults.UnsoundProcedure(named, error.place, error.found, error.expected) for error in errors)
    if procedure is None or errors:
        return
    unknown = [stage for stage in procedure.stages if stage.body is not None and stage.body not in bodies]
    for stage in unknown:
        yield from _unknown(str(stage.body), bodies, named, f"{stage.place}.body")
    if not unknown:
        for finding in check.check(source, members, bodies=bodies):
            if finding.level == "error":
                yield faults.UnsoundProcedure(named, finding.place, finding.phrase, "a procedure that can be used")


def doubts(profile: Profile) -> Iterator[tuple[str, check.Finding]]:
    """What somebody should look at in the procedures, though it is no mistake: the file and the finding."""
    members, bodies = members_of(profile.form)
    for named, source in profile.procedures.items():
        for finding in check.check(source, members, bodies=bodies):
            if finding.level == "warning":
                yield named, finding


def members_of(form: ProfileFile) -> tuple[Members, dict[str, Members]]:
    """The members of the organisation, and of each body, as rules count them."""
    parties = {
        party.id: {"id": party.id, "weights": dict(party.weights), "groups": list(party.groups)}
        for party in form.parties
        if party.kind is PartyKind.MEMBER
    }
    seated = {
        body.id: [parties[seat] for seat in body.seats if seat in parties] if body.seats else list(parties.values())
        for body in form.bodies
    }
    return Members.parse(list(parties.values())), {body: Members.parse(listed) for body, listed in seated.items()}


def _story(folder: Folder, form: ProfileFile, wrong: list[faults.Fault]) -> list[Entry]:
    try:
        listed = folder.yaml(STORY, file=STORY, place="file")
    except faults.Fault as fault:
        wrong.append(fault)
        return []
    if not isinstance(listed, list) or len(listed) > MAX_ENTRIES:
        wrong.append(faults.WrongShape(STORY, "file", notation.shown(listed), f"a list of at most {MAX_ENTRIES} acts"))
        return []
    lines = _lines(folder, len(listed))
    entries: list[Entry] = []
    for index, data in enumerate(listed):
        place = f"entry {index + 1}" + (f" (line {lines[index]})" if lines else "")
        shape = shaped(EntryShape, data, file=STORY, place=f"{place}, ")
        if isinstance(shape, EntryShape):
            entries.append(Entry(place, shape))
        else:
            wrong += shape
    return entries


def _lines(folder: Folder, entries: int) -> list[int]:
    """The line of each entry, where the story is written as one list at the margin."""
    text = folder.body(STORY, file=STORY, place="file", limit=1 << 30).decode("utf-8", "replace")
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.startswith("- ")]
    return lines if len(lines) == entries else []


def _names(form: ProfileFile) -> list[faults.Fault]:
    """Names that are taken twice, and names that nothing has."""
    parties = [party.id for party in form.parties] + [SECRETARIAT]
    bodies = [body.id for body in form.bodies]
    persons = [person.id for person in form.persons]
    found = [
        *_twice([party.id for party in form.parties], "parties", taken=[SECRETARIAT]),
        *_twice(bodies, "bodies"),
        *_twice(persons, "persons"),
        *_twice([one.id for one in form.powers], "powers"),
        *_twice([one.username for one in form.accounts], "accounts", key="username"),
    ]
    for index, body in enumerate(form.bodies):
        for number, seat in enumerate(body.seats):
            found += _unknown(seat, parties, PROFILE, f"bodies[{index}].seats[{number}]")
    for index, one in enumerate(form.powers):
        place = f"powers[{index}]"
        found += _unknown(one.person, persons, PROFILE, f"{place}.person")
        found += _unknown(one.party, parties, PROFILE, f"{place}.party")
        if one.body is not None:
            found += _unknown(one.body, bodies, PROFILE, f"{place}.body")
        if isinstance(one.powers, str):
            found += _unknown(one.powers, form.roles, PROFILE, f"{place}.powers")
    for index, seated in enumerate(form.delegations):
        place = f"delegations[{index}]"
        found += _unknown(seated.body, bodies, PROFILE, f"{place}.body")
        found += _unknown(seated.party, parties, PROFILE, f"{place}.party")
        found += _unknown(seated.person, persons, PROFILE, f"{place}.person")
    for index, rules in enumerate(form.standing_rules):
        for number, follower in enumerate(rules.bodies):
            found += _unknown(follower, bodies, PROFILE, f"standing_rules[{index}].bodies[{number}]")
    for index, account in enumerate(form.accounts):
        found += _unknown(account.person, persons, PROFILE, f"accounts[{index}].person")
    return found


def _unknown(name: str, known: Iterable[str], file: str, place: str) -> list[faults.Fault]:
    known = list(known)
    if name in known:
        return []
    near = nearest(name, known)
    hint = f" (did you mean {notation.shown(near)}?)" if near else ""
    return [faults.UnknownName(file, place, notation.shown(name), notation.choices(known) + hint)]


def _twice(names: list[str], place: str, *, key: str = "id", taken: Iterable[str] = ()) -> Iterator[faults.Fault]:
    seen = set(taken)
    for index, name in enumerate(names):
        if name in seen:
            expected = "a name of its own"
            yield faults.NamedTwice(PROFILE, f"{place}[{index}].{key}", notation.shown(name), expected)
        seen.add(name)
