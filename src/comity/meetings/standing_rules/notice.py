"""Whether a session is convened in time, and until when its papers are."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from comity.meetings.standing_rules.form import Notice, Shorter, StandingRules
from comity.procedure.notation import Duration
from comity.record.refusals import ActRefused


class NoticeTooShort(ActRefused):
    """The rules ask for notice of {needed}: a session called now can begin on {earliest} at the earliest."""

    status = 422


class ShorterNoticeNeedsGround(NoticeTooShort):
    """The rules ask for notice of {needed}: a session called now can begin on {earliest} at the earliest, or sooner on
    a ground that the rules allow: {grounds}."""


class KindUnknown(ActRefused):
    """The rules of this body know no {kind} sessions; they know: {known}."""

    status = 422


@dataclass(frozen=True, slots=True)
class Given:
    """The notice given: when, for which beginning, and on what ground it may be shorter."""

    at: datetime
    begins: datetime
    ground: Shorter | None = None


def notice_of(rules: StandingRules, kind: str) -> Notice:
    """What the rules ask for before a session of this kind. Raises `KindUnknown`."""
    found = rules.sessions.get(kind)
    if found is None:
        raise KindUnknown(kind=kind, known=", ".join(rules.sessions))
    return found


def require_notice(rules: StandingRules, kind: str, given: Given) -> Notice:
    """The notice asked for. Raises `NoticeTooShort` unless it was given, or a ground allowed covers a shorter one.

    Days are counted in full, in UTC: at thirty days' notice, a session called on 1 June begins on 1 July.
    """
    notice = notice_of(rules, kind)
    if _in_time(given, notice.convening):
        return notice
    if given.ground in notice.shorter:
        if _in_time(given, notice.at_least):
            return notice
        raise NoticeTooShort(**_values(given, notice.at_least))
    if notice.shorter:
        raise ShorterNoticeNeedsGround(**_values(given, notice.convening), grounds=", ".join(notice.shorter))
    raise NoticeTooShort(**_values(given, notice.convening))


def _values(given: Given, needed: Duration) -> dict[str, object]:
    return {"needed": str(needed), "earliest": earliest(given.at, needed).date()}


def _in_time(given: Given, needed: Duration) -> bool:
    return earliest(given.at, needed) <= given.begins


def earliest(at: datetime, needed: Duration) -> datetime:
    """The earliest beginning after notice given at ``at``: in days, from the day's beginning; in hours, exactly."""
    at = at.astimezone(UTC)
    if needed.hours or needed == Duration():
        return needed.after(at)
    return needed.after(_day(at))


def latest(begins: datetime, before: Duration) -> datetime:
    """The last moment at which what is due ``before`` the beginning is in time: in days, the end of that day."""
    begins = begins.astimezone(UTC)
    years, month = divmod(begins.year * 12 + begins.month - 1 - before.months, 12)
    day = min(begins.day, calendar.monthrange(years, month + 1)[1])
    found = begins.replace(year=years, month=month + 1, day=day) - timedelta(days=before.days, hours=before.hours)
    if before.hours or before == Duration():
        return found
    return _day(found) + timedelta(days=1) - timedelta(seconds=1)


def _day(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)
