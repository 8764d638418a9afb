"""Decision rules worked out on demand, as `comity rule` does, within bounds; and the schemas of their formats."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Path, Router
from pydantic import StringConstraints

from comity.api import parsing
from comity.api.endpoints import answers
from comity.api.refusals import BodyRefused, BodyTooLarge, NotFound, TooComplex
from comity.procedure import formula, notation, power, schema
from comity.procedure.decision import Members, Rule
from comity.procedure.decision.cases import decide_document
from comity.procedure.entry_into_force import compute
from comity.procedure.errors import WrongKind

router = Router(tags=["rules"])
LARGEST = 256 * 1024
# So that whatever is asked takes no more than two seconds or so; the command line knows no such bounds.
MOST_MEMBERS = 250
MOST_PLAYERS = 30
MOST_THRESHOLDS = 3
NEARLY = 0.005
Answer = dict[str, Any]
SchemaName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z-]{0,60}$")]


def _body(required: list[str], properties: dict[str, str], example: dict[str, Any]) -> dict[str, Any]:
    """The description of a request that is read by the rule language itself, which wants exact numbers."""
    kinds = {"members": "array", "deposits": "array", "final": "boolean"}
    described = {
        name: {"description": text, **({"type": kinds[name]} if name in kinds else {})}
        for name, text in properties.items()
    }
    body = {"type": "object", "required": required, "properties": described, "examples": [example]}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": body}}}}


MEMBERS = "A list of members: `{id, weights?, groups?}`; see the schema `members`"
RULE = "`{adopted_if, quorum?, silent_as?}`; see the schema `rule`"
EXAMPLE = {
    "members": [{"id": "AM"}, {"id": "BY"}, {"id": "KZ"}],
    "rule": {"adopted_if": {"count": "yes", "at_least": "2/3"}},
    "positions": {"AM": "yes", "BY": "no"},
}


@router.post(
    "/rules/decide",
    response=answers.computes(Answer),
    operation_id="rules.decide",
    summary="Decide a question",
    url_name="rules-decide",
    openapi_extra=_body(
        ["members", "rule"],
        {
            "members": MEMBERS,
            "rule": RULE,
            "positions": "Position by member",
            "final": "Whether the deadline has passed",
        },
        EXAMPLE,
    ),
)
def decide(request: HttpRequest) -> Answer:
    """The outcome of a question under a rule, exactly: why, and what is missing. Sentences come in English."""
    return _worked_out(request, decide_document)


@router.post(
    "/rules/entry-into-force",
    response=answers.computes(Answer),
    operation_id="rules.entry-into-force",
    summary="Compute an entry into force",
    url_name="rules-entry-into-force",
    openapi_extra=_body(
        ["when", "then"],
        {
            "when": "The formula that must hold; positions are `deposited` and `none`",
            "then": "`{after: P30D, roll?: next-month-start}`",
            "members": MEMBERS,
            "deposits": "A list of `{participant, date, kind}`",
        },
        {
            "when": {"count": "deposited", "at_least": 2},
            "then": {"after": "P30D"},
            "deposits": [
                {"participant": "AM", "date": "2026-01-15", "kind": "ratification"},
                {"participant": "BY", "date": "2026-02-01", "kind": "accession"},
            ],
        },
    ),
)
def enters(request: HttpRequest) -> Answer:
    """When an instrument enters into force under its clause, what triggered it, for whom, and what is missing."""
    return _worked_out(request, lambda text: compute(notation.load_json(text)))


@router.post(
    "/rules/power",
    response=answers.computes(Answer),
    operation_id="rules.power",
    summary="Measure voting power",
    url_name="rules-power",
    openapi_extra=_body(["members", "rule"], {"members": MEMBERS, "rule": RULE}, EXAMPLE),
)
def measure(request: HttpRequest) -> Answer:
    """The Banzhaf and Shapley-Shubik indices of every member: exact where that can be counted, else with their error.

    At most 30 members and 3 thresholds here; `comity rule power` takes any number.
    """

    def measured(text: str) -> Answer:
        data = notation.load_json(text)
        read = notation.mapping(data, "file", required=["members", "rule"])
        members = Members.parse(read["members"])
        rule = Rule.parse(read["rule"])
        _require_few(len(members), _("members"), MOST_PLAYERS)
        found = sum(1 for each in rule.formulas for _one in formula.thresholds(each))
        _require_few(found, _("thresholds"), MOST_THRESHOLDS)
        return power.analyse(rule, members, tolerance=NEARLY)

    return _worked_out(request, measured)


@router.get(
    "/schemas", response=answers.reads(list[str]), operation_id="schemas.list", summary="Schemas of the formats"
)
def schemas(request: HttpRequest) -> list[str]:
    """The JSON Schemas of the rule language, by the name of what they describe."""
    return schema.names()


@router.get(
    "/schemas/{name}",
    response=answers.finds(Answer),
    operation_id="schemas.read",
    summary="A schema",
    url_name="schema",
)
def one_schema(request: HttpRequest, name: Annotated[SchemaName, Path()]) -> Answer:
    """One of them, for editors and for programmes in other languages."""
    if name not in schema.names():
        raise NotFound(kind=_("schema"), id=name)
    return schema.load(name)


def _worked_out(request: HttpRequest, work: Callable[[str], Answer]) -> Answer:
    """What ``work`` makes of the body. Raises the RuleErrors of the rule language, which name the place."""
    body = request.body
    if len(body) > LARGEST:
        raise BodyTooLarge(limit=LARGEST)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BodyRefused(reason=str(error)) from error
    data = notation.load_json(text)
    parsing.require_storable(data)
    if not isinstance(data, Mapping):
        raise WrongKind("body", notation.shown(data), "an object")
    if isinstance(data.get("members"), list):
        _require_few(len(data["members"]), _("members"), MOST_MEMBERS)
    return work(text)


def _require_few(found: int, what: str, limit: int) -> None:
    if found > limit:
        raise TooComplex(found=found, what=what, limit=limit)
