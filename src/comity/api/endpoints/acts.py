"""Acts: one operation for every type there is, drafts to be signed elsewhere, signed acts, and what stands."""

from __future__ import annotations

import inspect
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Header, Path, Query, Router, Status

from comity.api import reads, submitting
from comity.api.authentication import Bearer
from comity.api.endpoints import answers
from comity.api.paging import Cursor, Limit, Page
from comity.api.refusals import NotFound, NotPlacedYet
from comity.api.schemas import ActId, ActOut, ActType, Drafted, ReceiptOut, Submission, Wanted
from comity.api.submitting import Standing
from comity.record import log
from comity.record import receipt as receipts
from comity.record.acts import Act, registry
from comity.record.commit import Receipt
from comity.record.signature import to_base64

router = Router(tags=["acts"])
token = Bearer()
Once = Annotated[
    str | None,
    Header(
        None,
        alias="Idempotency-Key",
        description="A UUID that becomes the act's identifier: the same request sent again gives the same receipt",
        pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
    ),
]
OneAct = Annotated[ActId, Path(description="The act's identifier")]


def add_acts(to: Router) -> None:
    """An operation for every registered act; the acts of later rooms appear by themselves."""
    for kind in registry.values():
        to.post(
            f"/acts/{kind.type}",
            auth=token,
            response=answers.acts(ReceiptOut),
            operation_id=kind.type,
            summary=kind.done,
            description=_described(kind),
            url_name="acts-do",
            tags=[kind.type.partition(".")[0]],
        )(_operation(kind))


def _operation(kind: type[Act]) -> Any:
    def do(request: HttpRequest, act: Act, once: str | None) -> Status[ReceiptOut]:
        return shown(submitting.under_token(act, request.caller, once))  # type: ignore[attr-defined]

    parameter = inspect.Parameter
    do.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            parameter("request", parameter.POSITIONAL_OR_KEYWORD),
            parameter("act", parameter.POSITIONAL_OR_KEYWORD, annotation=kind),
            parameter("once", parameter.POSITIONAL_OR_KEYWORD, annotation=Once),
        ]
    )
    return do


def _described(kind: type[Act]) -> str:
    said = inspect.cleandoc(kind.__doc__ or "")
    return f"{said}\n\nNeeds the power `{kind.needs}`."


@router.post(
    "/drafts",
    response=answers.acts(Drafted, 200),
    operation_id="drafts.prepare",
    summary="Prepare an act to be signed",
    url_name="drafts-prepare",
)
def prepare(request: HttpRequest, wanted: Wanted) -> Drafted:
    """The exact bytes that a signature must cover, in base64, and their SHA-256. Nothing is recorded.

    A national system may as well make the bytes itself: the canonical JSON of FORMATS, without `signature`.
    """
    made = submitting.prepare(wanted)
    return Drafted(
        draft=to_base64(made.signed),
        sha256=made.challenge.hex(),
        id=made.id,
        type=made.fields["type"],
        at=made.at,
        contents=list(made.act.contents()),
    )


@router.post(
    "/acts",
    response=answers.acts(ReceiptOut),
    operation_id="acts.submit",
    summary="Hand in a signed act",
    url_name="acts-submit",
)
def submit(request: HttpRequest, submission: Submission) -> Status[ReceiptOut]:
    """Put a signed act on the record. The signature is the only authority: no token is needed.

    The same signed act handed in again gives the same receipt. Contents that the act names and that are not deposited
    yet may come with it; they are kept only if the act is.
    """
    return shown(submitting.submit(submission))


@router.get("/acts", response=answers.reads(Page[ActOut]), operation_id="acts.list", summary="The record, act by act")
def listed(
    request: HttpRequest,
    cursor: Cursor,
    limit: Limit,
    type: Annotated[ActType | None, Query(None, description="Only acts of this type")],
    newest_first: Annotated[bool, Query(False)],
) -> dict[str, Any]:
    """The acts that have their place in the record, in its order."""
    return reads.acts(cursor, limit, type, newest_first=newest_first)


@router.get("/acts/{id}", response=answers.finds(ActOut), operation_id="acts.read", summary="One act", url_name="act")
def read(request: HttpRequest, id: OneAct) -> dict[str, Any]:
    """The act as it stands on the record, with its signature."""
    return reads.act_of(_standing(id))


@router.get(
    "/acts/{id}/receipt",
    response=answers.reads(None, 404, 409),
    operation_id="acts.receipt",
    summary="The act's receipt",
    url_name="act-receipt",
    openapi_extra={"responses": {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}},
)
def receipt(request: HttpRequest, id: OneAct) -> HttpResponse:
    """The proof that the act stands on the record (C2SP tlog-proof); `comity record verify` checks it offline."""
    found = _standing(id)
    if found.position is None:
        raise NotPlacedYet(id=id)
    size = log.size()
    note = log.checkpoint_note(size)
    assert note is not None
    body = receipts.make(found.leaf.encoded, found.position, log.tree(size).inclusion_proof(found.position), note)
    answer = HttpResponse(body, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{id}{receipts.SUFFIX}"'
    answer["Cache-Control"] = "no-cache"
    return answer


def shown(receipt: Receipt) -> Status[ReceiptOut]:
    """What the corridor answered, for the one who asked."""
    told = ReceiptOut(
        id=receipt.id,
        number=receipt.number,
        leaf_hash=receipt.leaf_hash.hex(),
        at=receipt.at,
        position=log.position_of(receipt.id),
        receipt=reverse("api:act-receipt", args=[receipt.id]),
    )
    return Status(201, told)


def _standing(id: str) -> Standing:
    found = submitting.standing(id)
    if found is None:
        raise NotFound(kind=_("act"), id=id)
    return found
