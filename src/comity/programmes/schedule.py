"""The network of work packages: what is critical, how much each may slip, and when all will probably be done. Pure.

Durations are in plain calendar days: members keep different weekends and holidays, and an estimate given in calendar
days means the same to all of them. A package that takes five days and begins on the 1st ends on the 5th; what follows
begins on the 6th.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

import numpy as np
from numpy.typing import NDArray

from comity.phrase import Refusal

DRAWS = 10_000
PERCENTILES = (10, 50, 80, 90)
Days = NDArray[np.float64]


class CyclicDependencies(Refusal):
    """These packages wait for one another in a circle: {cycle}. Take one of the dependencies out."""


class UnknownDependency(Refusal):
    """{package} waits for {missing}, and there is no such package."""


class PackageTwice(Refusal):
    """There are two packages {package}; give one of them another name."""


class BadEstimate(Refusal):
    """{package}: the estimates {least}, {likely}, {most} must be days from 0 on, none below the one before."""


class BadProgress(Refusal):
    """{package}: {found}; a package begins before it ends, and neither lies after {today}."""


@dataclass(frozen=True, slots=True)
class Package:
    """A work package: what it waits for, three estimates of its duration in days, and how far it is."""

    id: str
    least: float
    likely: float
    most: float
    after: tuple[str, ...] = ()
    earliest: date | None = None
    due: date | None = None
    started: date | None = None
    finished: date | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """A package in the plan of likely durations; ``slack`` is by how many days it may slip before the end does."""

    start: date
    finish: date
    slack: int

    @property
    def critical(self) -> bool:
        """Whether any slip of it is one of the whole."""
        return self.slack <= 0


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of likely durations, by package, and its end."""

    packages: Mapping[str, Planned]
    finish: date

    @property
    def critical_path(self) -> tuple[str, ...]:
        """The packages without slack, in the order of their start."""
        critical = [name for name, planned in self.packages.items() if planned.critical]
        return tuple(sorted(critical, key=lambda name: (self.packages[name].start, name)))


@dataclass(frozen=True, slots=True)
class Forecast:
    """When packages end, and all of them, at percentiles; ``late`` is the chance of missing the date that is due."""

    packages: Mapping[str, Mapping[int, date]]
    whole: Mapping[int, date]
    late: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Slip:
    """A package that is not late yet and probably will be, or is late already."""

    package: str
    due: date
    expected: date
    chance: float
    late_already: bool


def ordered(packages: Sequence[Package]) -> list[Package]:
    """Packages so that each stands after what it waits for; raises the refusals of this module."""
    by_id: dict[str, Package] = {}
    for package in packages:
        if package.id in by_id:
            raise PackageTwice(package=package.id)
        by_id[package.id] = package
    for package in packages:
        _require_sound(package, by_id)
    waiting = {package.id: len(set(package.after)) for package in packages}
    followers: dict[str, list[str]] = {package.id: [] for package in packages}
    for package in packages:
        for name in set(package.after):
            followers[name].append(package.id)
    ready = [package.id for package in packages if not waiting[package.id]]
    found: list[Package] = []
    while ready:
        name = ready.pop()
        found.append(by_id[name])
        for follower in followers[name]:
            waiting[follower] -= 1
            if not waiting[follower]:
                ready.append(follower)
    if len(found) < len(packages):
        raise CyclicDependencies(cycle=" → ".join(_cycle(by_id, [name for name, count in waiting.items() if count])))
    return found


def plan(packages: Sequence[Package], today: date) -> Plan:
    """The critical path method over likely durations; what is finished stays where it was (J. E. Kelley, 1961)."""
    order = ordered(packages)
    _require_past(order, today)
    durations = {package.id: np.array([float(ceil(package.likely))]) for package in order}
    starts, ends = _times(order, durations, today)
    end = max((float(each[0]) for each in ends.values()), default=0.0)
    latest = dict.fromkeys(ends, end)
    for package in reversed(order):
        begins = latest[package.id] - float(ends[package.id][0] - starts[package.id][0])
        for name in package.after:
            latest[name] = min(latest[name], begins)
    return Plan(
        {
            package.id: Planned(
                start=_day(today, float(starts[package.id][0]) + 1),
                finish=_day(today, float(ends[package.id][0])),
                slack=round(latest[package.id] - float(ends[package.id][0])),
            )
            for package in order
        },
        _day(today, end),
    )


def forecast(packages: Sequence[Package], today: date, *, draws: int = DRAWS, seed: int = 0) -> Forecast:
    """When packages will end, from so many drawn courses of events; the same seed gives the same dates.

    Durations are drawn from the PERT beta distribution of the three estimates (D. G. Malcolm and others, 1959). What is
    finished counts as it was; what is under way ends today at the earliest, what is not begun begins tomorrow at the
    earliest.
    """
    order = ordered(packages)
    _require_past(order, today)
    chance = np.random.default_rng(seed)
    durations = {package.id: _drawn(package, draws, chance) for package in order}
    _, ends = _times(order, durations, today)
    whole = np.maximum.reduce(list(ends.values())) if ends else np.zeros(1)
    late = {
        package.id: float(np.mean(np.ceil(ends[package.id]) > (package.due - today).days))
        for package in order
        if package.due is not None
    }
    return Forecast({name: _percentiles(end, today) for name, end in ends.items()}, _percentiles(whole, today), late)


def slips_next(packages: Sequence[Package], found: Forecast, today: date) -> list[Slip]:
    """Packages not finished that are more likely than not to miss their date, the nearest date first."""
    slips = [
        Slip(
            package=package.id,
            due=package.due,
            expected=found.packages[package.id][50],
            chance=found.late[package.id],
            late_already=package.due < today,
        )
        for package in packages
        if package.due is not None and package.finished is None and found.late[package.id] > 0.5
    ]
    return sorted(slips, key=lambda slip: (slip.due, slip.package))


def _times(
    order: Iterable[Package], durations: Mapping[str, Days], today: date
) -> tuple[dict[str, Days], dict[str, Days]]:
    """Starts and ends in days after the end of today; a package ends so many days after it starts."""
    starts: dict[str, Days] = {}
    ends: dict[str, Days] = {}
    for package in order:
        if package.finished is not None:
            end = np.full_like(durations[package.id], (package.finished - today).days)
            began = package.started or package.finished
            starts[package.id], ends[package.id] = np.full_like(end, (began - today).days - 1), end
            continue
        if package.started is not None:
            start = np.full_like(durations[package.id], (package.started - today).days - 1)
            starts[package.id], ends[package.id] = start, np.maximum(start + durations[package.id], 0.0)
            continue
        soonest = 0 if package.earliest is None else max(0, (package.earliest - today).days - 1)
        start = np.full_like(durations[package.id], soonest)
        for name in package.after:
            start = np.maximum(start, ends[name])
        starts[package.id], ends[package.id] = start, start + durations[package.id]
    return starts, ends


def _drawn(package: Package, draws: int, chance: np.random.Generator) -> Days:
    spread = package.most - package.least
    if package.finished is not None or not spread:
        return np.full(draws, float(package.likely))
    low, high = 1 + 4 * (package.likely - package.least) / spread, 1 + 4 * (package.most - package.likely) / spread
    return package.least + spread * chance.beta(low, high, draws)


def _percentiles(ends: Days, today: date) -> dict[int, date]:
    places = [min(len(ends) - 1, ceil(len(ends) * each / 100) - 1) for each in PERCENTILES]
    parted = np.partition(ends, places)
    return {each: _day(today, float(parted[place])) for each, place in zip(PERCENTILES, places, strict=True)}


def _day(today: date, days: float) -> date:
    return today + timedelta(days=ceil(days - 1e-9))


def _require_sound(package: Package, by_id: Mapping[str, Package]) -> None:
    if not 0 <= package.least <= package.likely <= package.most < float("inf"):
        raise BadEstimate(package=package.id, least=package.least, likely=package.likely, most=package.most)
    for name in package.after:
        if name not in by_id:
            raise UnknownDependency(package=package.id, missing=name)


def _require_past(packages: Iterable[Package], today: date) -> None:
    for package in packages:
        started, finished = package.started, package.finished
        if started is not None and started > today:
            raise BadProgress(package=package.id, found=f"it began on {started}", today=today)
        if finished is not None and (finished > today or (started is not None and finished < started)):
            raise BadProgress(package=package.id, found=f"it ended on {finished}", today=today)


def _cycle(by_id: Mapping[str, Package], among: Sequence[str]) -> list[str]:
    """One circle among packages that wait for one another, its first package repeated at the end."""
    inside, path = set(among), [among[0]]
    while path[-1] not in path[:-1]:
        path.append(next(name for name in by_id[path[-1]].after if name in inside))
    return path[path.index(path[-1]) :][::-1]
