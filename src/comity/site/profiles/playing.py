"""A profile played through in memory: every act made, checked and applied in order, without a database.

What comes out is the plan that `loading` commits; a mistake anywhere is found here, before anything is written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from pydantic import ValidationError

from comity.cases.models import Case
from comity.instruments.models import Instrument
from comity.parties.models import FullPowers
from comity.phrase import Refusal
from comity.procedure import notation
from comity.procedure.position import nearest
from comity.record import authority
from comity.record.acts import Act, Capacity, GrantKey, Level, Occasion, OpenRecord, PublicKey, registry
from comity.record.clock import ClockedRows
from comity.record.commit import Draft, draft
from comity.record.refusals import ContentMissing
from comity.site.profiles import faults, moments
from comity.site.profiles.founding import SYSTEM, Step, steps
from comity.site.profiles.payloads import Payloads, Stored
from comity.site.profiles.reading import PROFILE, Profile
from comity.site.profiles.shapes import mistakes
from comity.site.profiles.signing import DemonstrationKeys


@dataclass(frozen=True, slots=True)
class Planned:
    """An act of the plan, drafted, to be signed at ``level`` and committed."""

    draft: Draft
    level: Level


@dataclass
class Plan:
    """What loading a profile will do: its acts in order, the contents they name, and the rows they lead to."""

    acts: list[Planned] = field(default_factory=list)
    contents: dict[str, Stored] = field(default_factory=dict)
    rows: ClockedRows = field(init=False)

    def __post_init__(self) -> None:
        self.rows = ClockedRows(self._public)

    def _public(self, digest: str) -> bytes | None:
        stored = self.contents.get(digest)
        return None if stored is None or stored.salt is not None else stored.body

    @property
    def numbers(self) -> dict[str, int]:
        """How many of what."""
        return {
            "acts": len(self.acts),
            "contents": len(self.contents),
            "instruments": len(self.rows.rows(Instrument)),
            "cases": len(self.rows.rows(Case)),
        }


def play(
    profile: Profile,
    *,
    now: datetime,
    origin: str,
    attestation: PublicKey,
    keys: DemonstrationKeys,
    told: Callable[[int, int], None] = lambda done, of: None,
) -> Plan:
    """The plan of a profile loaded at ``now``; ``told`` hears of the progress.

    Raises `ProfileUnsound` with the first act that does not follow from those before it.
    """
    player = _Player(profile, now.astimezone(UTC), origin, keys)
    try:
        player.play(OpenRecord(origin=origin, key=attestation), told)
    except faults.Fault as fault:
        raise faults.ProfileUnsound(profile.name, [fault]) from fault
    return player.plan


class _Player:
    def __init__(self, profile: Profile, now: datetime, origin: str, keys: DemonstrationKeys) -> None:
        self.plan = Plan()
        self._profile, self._now, self._origin, self._keys = profile, now, origin, keys
        roles = {name: [str(power) for power in powers] for name, powers in profile.form.roles.items()}
        self._payloads = Payloads(profile.folder, now, roles, self.plan.contents)
        self._granted: set[tuple[str, Level]] = set()
        self._latest: datetime | None = None

    def play(self, opening: OpenRecord, told: Callable[[int, int], None]) -> None:
        opened = self._profile.form.record.opened or self._now
        opened = opened.astimezone(UTC)
        self._require_past(opened, PROFILE, "record.opened")
        self._of_system(opening, opened, PROFILE, "record")
        listed = list(steps(self._profile, opened))
        for number, step in enumerate(listed, 1):
            self._make(step)
            told(number, len(listed))
        self._tick(self._now, PROFILE, "record")

    def _make(self, step: Step) -> None:
        cls = _act_class(step)
        at = self._moment(step)
        self._tick(at, step.file, step.place)
        by = self._capacity(step)
        written = self._payloads.ready(step.payload, cls, self.plan.rows, file=step.file, place=step.place)
        try:
            act = cls.model_validate(written)
        except ValidationError as error:
            raise mistakes(error, file=step.file, place=f"{step.place}, with", root=cls)[0] from error
        if step.level != "session":
            self._require_signer(step, by)
            self._grant_key(step, by, at)
        identifier = self._apply(act, at, by, step.level, step.file, step.place)
        if step.name is not None:
            self._payloads.named[step.name] = identifier

    def _of_system(self, act: Act, at: datetime, file: str, place: str) -> None:
        self._apply(act, at, Capacity.of_system(), "session", file, place)

    def _apply(self, act: Act, at: datetime, by: Capacity, level: Level, file: str, place: str) -> str:
        """Do in memory what the corridor will do, and add it to the plan; the act's identifier."""
        try:
            prepared = draft(act, by, at=at, origin=self._origin)
            occasion = Occasion(prepared.id, prepared.at, by, level, tuple(act.contents()))
            authority.require(self.plan.rows, act, occasion)
            act.apply(self.plan.rows, occasion)
            for digest in occasion.contents:
                if digest not in self.plan.contents:
                    raise ContentMissing(digest=digest)
        except Refusal as refusal:
            raise faults.ActDoesNotFollow(file, place, act.type, refusal) from refusal
        self.plan.acts.append(Planned(prepared, level))
        return prepared.id

    def _moment(self, step: Step) -> datetime:
        at = step.at if isinstance(step.at, datetime) else moments.moment(step.at, self._now)
        if at is None:
            raise faults.WrongShape(step.file, f"{step.place}, at", notation.shown(step.at), moments.MOMENT)
        self._require_past(at, step.file, f"{step.place}, at")
        if self._latest is not None and at < self._latest:
            expected = f"nothing before {self._latest:%Y-%m-%d %H:%M} UTC"
            raise faults.WrongOrder(step.file, f"{step.place}, at", f"{step.at}", expected)
        self._latest = at
        return at

    def _require_past(self, at: datetime, file: str, place: str) -> None:
        if at > self._now:
            raise faults.WrongShape(file, place, f"{at:%Y-%m-%d %H:%M} UTC", "a moment that has passed")

    def _capacity(self, step: Step) -> Capacity:
        if step.by == SYSTEM:
            return Capacity.of_system()
        powers = self.plan.rows.read(FullPowers, step.by)
        if powers is None:
            known = [one.id for one in self.plan.rows.rows(FullPowers)]
            near = nearest(step.by, known)
            hint = f" (did you mean {notation.shown(near)}?)" if near else ""
            expected = f"full powers granted by then ({notation.choices(known)}), or system{hint}"
            raise faults.UnknownName(step.file, f"{step.place}, by", notation.shown(step.by), expected)
        return Capacity(powers.person, powers.party, powers.id)

    def _require_signer(self, step: Step, by: Capacity) -> None:
        """Only persons sign with keys of their own, and the loader holds such keys for a demonstration only."""
        demonstration = self._profile.form.organisation.demonstration
        if demonstration and not by.is_system:
            return
        expected = (
            "session: the system has no key of its own"
            if demonstration
            else ("session: the loader holds persons' keys only where organisation.demonstration is true")
        )
        raise faults.WrongShape(step.file, f"{step.place}, signed", step.level, expected)

    def _grant_key(self, step: Step, by: Capacity, at: datetime) -> None:
        """Before the first act that a person signs with a key of its own, that key is granted on the record."""
        if (by.actor, step.level) in self._granted:
            return
        self._granted.add((by.actor, step.level))
        act = GrantKey(key=self._keys.public(by.actor, step.level), holder=by.actor)
        self._of_system(act, at, step.file, step.place)

    def _tick(self, until: datetime, file: str, place: str) -> None:
        """Let the clock do what falls due before ``until``: each act at its own moment."""
        while (found := self.plan.rows.next_due(until)) is not None:
            self._of_system(found.act, found.at, file, f"before {place}")


def _act_class(step: Step) -> type[Act]:
    cls = registry.get(step.do)
    if cls is None or cls is OpenRecord:
        near = nearest(step.do, registry)
        expected = notation.shown(near) if near else "the type of an act, such as cases.position.take"
        raise faults.UnknownAct(step.file, f"{step.place}, do", notation.shown(step.do), expected)
    return cls
