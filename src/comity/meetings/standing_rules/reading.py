"""Reading rules of procedure from data. A mistake is named with its place, what was found and what was expected.

Defaults, in one place:

- ``notice``: as written for each kind of session; ``agenda`` and ``documents`` as long as the notice itself;
  ``shorter``: nothing; ``at_least``: none.
- ``agenda.proposed_by``: members and secretariat; ``supplementary``: none; ``additional_if``: the ordinary rule.
- ``credentials``: signed by head of state, head of government or minister for foreign affairs (Vienna Convention on
  the Law of Treaties, art. 7(2)(a)); due at the beginning; examined by the secretariat; provisional.
- ``speaking.by``: members, observers, secretariat; no limits. A motion: moved by members, without speakers, put to
  the vote by the ordinary rule.
- ``voting.by``: members; ``methods``: all; ``usual``: show of hands; ``elections``: secret ballot;
  ``withdrawal``: until voting begins (General Assembly, rule 122); ``signature``: that of the session.
- ``voting.ballots`` of elections: the first ``free``, all others restricted to two candidates a place, for as many
  ballots as it takes, without a lot.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, TypeVar, cast

import rfc8785

from comity.meetings.election import Rounds
from comity.meetings.standing_rules.form import (
    METHODS,
    SESSION_KINDS,
    Agenda,
    Count,
    Credentials,
    Delegation,
    Minutes,
    Notice,
    Reply,
    Shorter,
    Speaking,
    StandingRules,
    Voting,
    Who,
)
from comity.meetings.standing_rules.motions import motions
from comity.meetings.standing_rules.pattern import Pattern
from comity.meetings.standing_rules.shapes import duration, languages, listed, number, titles, whole, whom
from comity.procedure import formula, notation
from comity.procedure.decision import Rule
from comity.procedure.errors import OutOfRange, WrongKind
from comity.procedure.notation import Duration, choices, shown
from comity.procedure.stages.form import SIGNATURES

T = TypeVar("T")
REQUIRED = ["rules", "languages", "sessions", "voting", "numbering"]
OPTIONAL = ["version", "title", "source", "note", "quorum", "agenda", "delegation", "credentials", "speaking"]
ISSUERS = ("head of state", "head of government", "minister for foreign affairs")
COMMON_MINUTES = Minutes(Duration(days=7), "next session")


def parse(data: object, place: str = "") -> StandingRules:
    """The rules of procedure in ``data``. Raises a RuleError that names the place."""
    at = f"{place}." if place else ""
    known = [*OPTIONAL, "motions", "minutes", "seating"]
    found = notation.mapping(data, place or "file", required=REQUIRED, optional=known)
    name = notation.word(found["rules"], f"{at}rules")
    spoken = languages(found["languages"], f"{at}languages")
    voting = _voting(found["voting"], f"{at}voting", spoken)
    return StandingRules(
        id=name,
        version=whole(found.get("version", 1), f"{at}version", least=1, most=999_999),
        title=titles(found.get("title"), f"{at}title", name),
        source=str(found.get("source", "")),
        languages=spoken,
        sessions=_sessions(found["sessions"], f"{at}sessions"),
        quorum=_quorum(found.get("quorum", {}), f"{at}quorum"),
        agenda=_agenda(found.get("agenda", {}), f"{at}agenda", voting),
        delegation=_delegation(found.get("delegation", {}), f"{at}delegation"),
        credentials=_credentials(found.get("credentials", {}), f"{at}credentials"),
        speaking=_speaking(found.get("speaking", {}), f"{at}speaking"),
        motions=motions(found.get("motions", []), f"{at}motions", voting.rule()),
        voting=voting,
        minutes=_minutes(found["minutes"], f"{at}minutes") if "minutes" in found else COMMON_MINUTES,
        seating=languages(found["seating"], f"{at}seating") if "seating" in found else spoken,
        digest=_digest(found, place or "file"),
        **_numbering(found["numbering"], f"{at}numbering"),
    )


def _digest(data: Mapping[str, Any], place: str) -> str:
    try:
        return hashlib.sha256(rfc8785.dumps(cast(Any, data))).hexdigest()
    except rfc8785.CanonicalizationError as error:
        raise OutOfRange(place, str(error), "words, lists, mappings, and integers of at most 53 bits") from error


def _sessions(data: object, place: str) -> Mapping[str, Notice]:
    given = notation.mapping(data, place, optional=SESSION_KINDS)
    if not given:
        raise WrongKind(place, "no kind of session", choices(SESSION_KINDS))
    return {kind: _notice(one, f"{place}.{kind}") for kind, one in given.items()}


def _notice(data: object, place: str) -> Notice:
    given = notation.mapping(data, place, required=["notice"], optional=["agenda", "documents", "shorter", "at_least"])
    convening = duration(given["notice"], f"{place}.notice")
    grounds = [Shorter(notation.one_of(one, where, list(Shorter))) for one, where in listed(given, "shorter", place)]
    least = duration(given["at_least"], f"{place}.at_least") if "at_least" in given else Duration()
    if _hours(least) > _hours(convening):
        raise OutOfRange(f"{place}.at_least", str(least), f"at most the notice itself, {convening}")
    return Notice(
        convening=convening,
        agenda=duration(given.get("agenda", convening), f"{place}.agenda"),
        documents=duration(given.get("documents", convening), f"{place}.documents"),
        shorter=tuple(grounds),
        at_least=least,
    )


def _hours(span: Duration) -> int:
    return (30 * span.months + span.days) * 24 + span.hours


def _quorum(data: object, place: str) -> Count:
    given = notation.mapping(data, place, optional=["to_open", "to_decide"])
    read = {role: formula.parse(one, f"{place}.{role}") for role, one in given.items()}
    return Count(read.get("to_open"), read.get("to_decide"))


def _agenda(data: object, place: str, voting: Voting) -> Agenda:
    given = notation.mapping(data, place, optional=["proposed_by", "supplementary", "additional_if"])
    additional = given.get("additional_if")
    return Agenda(
        proposed_by=whom(given, "proposed_by", place, (Who.MEMBER, Who.SECRETARIAT)),
        supplementary=duration(given.get("supplementary", "P0D"), f"{place}.supplementary"),
        additional_if=voting.rule() if additional is None else Rule.parse(additional, f"{place}.additional_if"),
    )


def _delegation(data: object, place: str) -> Delegation:
    given = notation.mapping(data, place, optional=["alternates", "delegates", "advisers"])
    return Delegation(**{role: whole(most, f"{place}.{role}", least=0, most=1000) for role, most in given.items()})


def _credentials(data: object, place: str) -> Credentials:
    given = notation.mapping(data, place, optional=["issued_by", "due", "until_report", "examined_by"])
    issuers = [notation.word(one, where) for one, where in listed(given, "issued_by", place)]
    until = notation.one_of(given.get("until_report", "admitted"), f"{place}.until_report", ["admitted", "waiting"])
    by = notation.one_of(given.get("examined_by", "secretariat"), f"{place}.examined_by", ["secretariat", "committee"])
    return Credentials(
        issued_by=tuple(issuers) or ISSUERS,
        due=duration(given.get("due", "P0D"), f"{place}.due"),
        provisional=until == "admitted",
        examined_by="committee" if by == "committee" else "secretariat",
    )


def _speaking(data: object, place: str) -> Speaking:
    given = notation.mapping(data, place, optional=["by", "minutes", "times", "reply"])
    minutes = given.get("minutes", {})
    if not isinstance(minutes, Mapping):
        raise WrongKind(f"{place}.minutes", shown(minutes), "minutes by kind of intervention, such as {statement: 7}")
    return Speaking(
        by=whom(given, "by", place, (Who.MEMBER, Who.OBSERVER, Who.SECRETARIAT)),
        minutes={
            notation.word(kind, f"{place}.minutes"): whole(most, f"{place}.minutes.{kind}", least=1, most=600)
            for kind, most in minutes.items()
        },
        times=number(given.get("times"), f"{place}.times"),
        reply=_reply(given["reply"], f"{place}.reply") if "reply" in given else None,
    )


def _reply(data: object, place: str) -> Reply:
    given = notation.mapping(data, place, required=["minutes"])
    minutes = tuple(whole(one, where, least=1, most=600) for one, where in listed(given, "minutes", place))
    if not minutes:
        raise WrongKind(f"{place}.minutes", "an empty list", "the minutes of each reply, such as [10, 5]")
    return Reply(len(minutes), minutes)


def _voting(data: object, place: str, spoken: tuple[str, ...]) -> Voting:
    optional = ["by", "methods", "usual", "elections", "roll_call_on_request", "explanations", "order_language"]
    given = notation.mapping(
        data, place, required=["rules"], optional=[*optional, "withdrawal", "ballots", "signature"]
    )
    rules = given["rules"]
    if not isinstance(rules, Mapping) or "ordinary" not in rules:
        raise WrongKind(f"{place}.rules", shown(rules), "rules by kind of question, with one called ordinary")
    methods = [notation.one_of(one, where, METHODS) for one, where in listed(given, "methods", place)] or list(METHODS)
    first = "show of hands" if "show of hands" in methods else methods[0]
    ballot = "secret ballot" if "secret ballot" in methods else first
    says = ["before and after", "after", "none"]
    until = ["voting begins", "the vote is closed"]
    return Voting(
        by=whom(given, "by", place, (Who.MEMBER,)),
        methods=cast(Any, tuple(methods)),
        usual=cast(Any, notation.one_of(given.get("usual", first), f"{place}.usual", methods)),
        elections=cast(Any, notation.one_of(given.get("elections", ballot), f"{place}.elections", methods)),
        rules={notation.word(kind, place): Rule.parse(one, f"{place}.rules.{kind}") for kind, one in rules.items()},
        roll_call_on_request=_truth(given.get("roll_call_on_request", "allowed"), f"{place}.roll_call_on_request"),
        explanations=cast(Any, notation.one_of(given.get("explanations", says[0]), f"{place}.explanations", says)),
        order_language=notation.one_of(given.get("order_language", spoken[0]), f"{place}.order_language", spoken),
        withdrawal=cast(Any, notation.one_of(given.get("withdrawal", until[0]), f"{place}.withdrawal", until)),
        ballots=_ballots(given.get("ballots", {}), f"{place}.ballots"),
        signature=cast(Any, notation.one_of(given.get("signature", "session"), f"{place}.signature", SIGNATURES)),
    )


def _ballots(data: object, place: str) -> Rounds:
    given = notation.mapping(data, place, optional=["free", "restricted", "candidates_per_place", "lot_after", "most"])
    return Rounds(
        free=whole(given.get("free", 1), f"{place}.free", least=1, most=1000),
        restricted=number(given.get("restricted"), f"{place}.restricted"),
        candidates_per_place=whole(
            given.get("candidates_per_place", 2), f"{place}.candidates_per_place", least=2, most=100
        ),
        lot_after=number(given.get("lot_after"), f"{place}.lot_after"),
        most=number(given.get("most"), f"{place}.most"),
    )


def _truth(data: object, place: str) -> bool:
    return notation.one_of(data, place, ["allowed", "not allowed"]) == "allowed"


def _numbering(data: object, place: str) -> dict[str, Pattern]:
    given = notation.mapping(data, place, required=["decisions", "documents"])
    return {name: Pattern.parse(one, f"{place}.{name}") for name, one in given.items()}


def _minutes(data: object, place: str) -> Minutes:
    given = notation.mapping(data, place, required=["corrections"], optional=["adopted"])
    ways = ["next session", "written procedure", "lapse of the period"]
    return Minutes(
        corrections=duration(given["corrections"], f"{place}.corrections"),
        adopted=cast(Any, notation.one_of(given.get("adopted", ways[0]), f"{place}.adopted", ways)),
    )
