"""Checking rules and procedures before they are used: can this work, always, and as it is meant?

:func:`check` finds, in a procedure or a rule: mistakes of form, each with its place; stages that can never open,
circles without a limit, ways without an end, waiting for ever; rules that can never be carried or never fail, that a
further position in favour undoes, by which two contrary proposals can both be carried; members named that are none on
the day. An ``error`` means that it must not be used as it is, a ``warning`` that somebody should look.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from comity.phrase import Phrase
from comity.procedure import notation, rulebook
from comity.procedure.check.findings import Finding, Level, fault
from comity.procedure.check.membership import Membership, members_on, named_members, read_memberships
from comity.procedure.check.routes import routes
from comity.procedure.check.rules import CONTRARY, FAVOURABLE, Wording, rule_findings
from comity.procedure.decision import Members, Rule
from comity.procedure.decision.cases import numbers
from comity.procedure.entry_into_force.clause import KEYS, REMARKS, Clause, Event
from comity.procedure.errors import MissingKey, RuleError, WrongKind
from comity.procedure.notation import choices, shown
from comity.procedure.stages.form import ADOPTED, Procedure, Stage
from comity.procedure.stages.reading import read
from comity.procedure.stages.wording import span

__all__ = ["Finding", "Level", "check", "check_file", "read_memberships"]

Roll = list[Membership] | Members | None


def check(
    data: object, members: Roll = None, on: dt.date | None = None, *, bodies: Mapping[str, Members] | None = None
) -> list[Finding]:
    """Everything wrong or doubtful about a procedure or a decision rule, errors first.

    ``data`` is a procedure, or a mapping with ``rule`` (a decision) or ``when`` (a clause on entry into force).
    ``members`` are those of the organisation, dated or not, ``on`` the day that counts; ``bodies`` those of the bodies
    that stages name. Never raises for what is wrong with ``data``.
    """
    memberships = [Membership(each) for each in members] if isinstance(members, Members) else members
    found: list[Finding] = []
    try:
        found = list(_findings(data, memberships, on, bodies or {}))
    except RuleError as error:
        found.append(fault(error))
    once = [each for index, each in enumerate(found) if each not in found[:index]]
    return sorted(once, key=lambda each: each.level != "error")


def check_file(data: object, on: dt.date | None = None, members: Members | None = None) -> dict[str, Any]:
    """What ``comity rule check FILE`` prints: ``{"ok", "errors", "warnings", "findings": [{level, code, place,
    says}]}``.

    ``data`` is the file as loaded: a rule, a clause or a procedure, with ``members`` beside it (each with ``since``
    and ``until`` where dated), or as a mapping under ``procedure``. ``members`` given here replace those.
    """
    found: list[Finding] = []
    roll: Roll = members
    if isinstance(data, Mapping):
        if roll is None and "members" in data:
            try:
                roll = _listed(data["members"])
            except RuleError as error:
                found.append(fault(error))
        data = _content(data)
    found = [*found, *check(data, roll, on)]
    errors = sum(each.level == "error" for each in found)
    return {
        "ok": not errors,
        "errors": errors,
        "warnings": len(found) - errors,
        "findings": [each.as_json() for each in found],
    }


def _content(data: Mapping[str, Any]) -> object:
    """The procedure, rule or clause of a file, without what stands beside it."""
    if isinstance(data.get("procedure"), Mapping):
        return data["procedure"]
    if "stages" in data or "procedure" in data:
        return {key: value for key, value in data.items() if key != "members"}
    if isinstance(data.get("clause"), Mapping):
        return data["clause"]
    return data


def _listed(data: object) -> list[Membership] | None:
    """Members as a file lists them; None if they stand in another file."""
    if isinstance(data, Mapping) and "from" in data:
        return None
    listed = notation.sequence(data, "members", what="a list of members")
    if any(isinstance(each, Mapping) and "count" in each for each in listed):
        return [Membership(each) for each in rulebook.members(listed, Path())]
    return read_memberships(listed)


def _findings(
    data: object, memberships: list[Membership] | None, on: dt.date | None, bodies: Mapping[str, Members]
) -> Iterator[Finding]:
    if not isinstance(data, Mapping):
        raise WrongKind("file", shown(data), "a procedure, or a mapping with rule or when")
    if "stages" in data or "procedure" in data:
        yield from _procedure(data, memberships, on, bodies)
    elif "rule" in data:
        rule = Rule.parse(data["rule"], "rule", positions=_declared(data.get("positions")))
        wording = Wording(Phrase("The question"), numbers=numbers(data.get("numbers", {})))
        yield from _rule(rule, memberships, on, "rule", wording)
    elif "when" in data:
        yield from _clause(data, memberships, on)
    else:
        raise MissingKey("file", choices(data), "stages, rule or when")


def _clause(data: Mapping[str, Any], memberships: list[Membership] | None, on: dt.date | None) -> Iterator[Finding]:
    notation.mapping(data, "clause", required=["when", "then"], optional=[*KEYS, *REMARKS])
    clause = Clause.parse(data)
    if isinstance(clause.when, Event):
        return
    rule = Rule(clause.when, declared=clause.positions, place="when")
    wording = Wording(
        Phrase("The entry into force"), Phrase("triggered"), numbers=numbers(data.get("numbers", {})), contrary=False
    )
    yield from _rule(rule, memberships, on, "when", wording)


def _declared(positions: object) -> object:
    """The positions a rule file declares: a list; a mapping holds those taken."""
    return positions if isinstance(positions, list) else None


def _procedure(
    data: Mapping[str, Any], memberships: list[Membership] | None, on: dt.date | None, bodies: Mapping[str, Members]
) -> Iterator[Finding]:
    procedure, faults = read(data)
    yield from (fault(each) for each in faults)
    if procedure is None:
        return
    yield from routes(procedure)
    yield from _never(procedure, data)
    for stage in procedure.stages:
        if stage.rule is None or stage.nothing_defeats:
            continue
        body = bodies.get(stage.body or "")
        asked = memberships if body is None else [Membership(each) for each in body]
        yield from _rule(stage.rule, asked, on, stage.rule.place, _wording(stage))
    yield from _confirmations(procedure)
    for stage in procedure.stages:
        if stage.on_objection.leaves:
            values = {"stage": stage.id, "span": span(stage.on_objection.leaves)}
            said = Phrase('The window of "{stage}" stays open while members object anew within {span}.', values)
            yield Finding("warning", "WindowMayMove", stage.place, said)


def _wording(stage: Stage) -> Wording:
    subject = Phrase('The stage "{stage}"', {"stage": stage.id})
    if stage.kind != "tacit":
        return Wording(subject)
    against = tuple(word for word in (*FAVOURABLE, *stage.positions) if word not in stage.objections)
    return Wording(
        subject,
        Phrase("defeated"),
        for_it=(*stage.objections, *CONTRARY),
        against=against,
        cannot_be_carried="warning",
        cannot_fail="error",
        contrary=False,
    )


def _rule(
    rule: Rule, memberships: list[Membership] | None, on: dt.date | None, place: str, wording: Wording
) -> Iterator[Finding]:
    if memberships is None:
        yield from rule_findings(rule, None, place, wording)
        return
    wrong = list(named_members(rule, memberships, on))
    yield from wrong
    if not wrong:
        yield from rule_findings(rule, members_on(memberships, on), place, wording)


def _never(procedure: Procedure, data: Mapping[str, Any]) -> Iterator[Finding]:
    """Outcomes that a procedure provides for and that cannot come about."""
    written = {each.get("id"): each.get("then") for each in data["stages"] if isinstance(each, Mapping)}
    for stage in procedure.stages:
        then = written.get(stage.id)
        for outcome in then if isinstance(then, Mapping) else ():
            if outcome not in stage.then and not (outcome == "defeated" and "rejected" in stage.then):
                values = {"stage": stage.id, "outcome": outcome}
                said = Phrase('The stage "{stage}" can never close as {outcome}.', values)
                yield Finding("warning", "NeverHappens", f"{stage.place}.then.{outcome}", said)


def _confirmations(procedure: Procedure) -> Iterator[Finding]:
    """Positions ad referendum that have little or no time to be confirmed."""
    for stage in procedure.stages:
        if not stage.ad_referendum:
            continue
        if not procedure.leads_on(stage):
            said = Phrase(
                'No stage follows "{stage}" in which positions ad referendum could be confirmed: they count only once '
                "confirmed, before it closes.",
                {"stage": stage.id},
            )
            yield Finding("warning", "NoTimeToConfirm", stage.place, said)
        elif procedure.stage(stage.then[ADOPTED]).deadline is None:
            values = {"stage": stage.id, "next": stage.then[ADOPTED]}
            said = Phrase(
                'Positions ad referendum in "{stage}" can be confirmed until "{next}" closes, which has no deadline.',
                values,
            )
            yield Finding("warning", "NoDeadlineToConfirm", stage.place, said)
