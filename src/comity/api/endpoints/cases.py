"""Procedures, and the cases that run under them."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Query, Router

from comity.api import reads
from comity.api.endpoints import answers
from comity.api.paging import Cursor, Limit, Page, page
from comity.api.schemas import CaseOut, CaseWhole, Name, ProcedureOut, ProcedureWhole
from comity.cases.models import Case, Procedure
from comity.cases.refusals import NoSuchCase, NoSuchProcedure
from comity.record.acts import Identifier

router = Router(tags=["cases"])


@router.get(
    "/procedures",
    response=answers.reads(Page[ProcedureOut]),
    operation_id="procedures.list",
    summary="Procedures",
)
def procedures(request: HttpRequest, cursor: Cursor, limit: Limit) -> dict[str, Any]:
    """Every published version of every procedure, by name and version."""
    return page(Procedure.objects.defer("source"), ["name", "version"], cursor, limit, reads.procedure_of)


@router.get(
    "/procedures/{name}/{version}",
    response=answers.finds(ProcedureWhole),
    operation_id="procedures.read",
    summary="A version of a procedure",
)
def procedure(
    request: HttpRequest, name: Annotated[Name, Path()], version: Annotated[int, Path(ge=1, le=999_999)]
) -> dict[str, Any]:
    """The procedure as data; a version never changes."""
    found = Procedure.objects.filter(id=f"{name}/{version}").first()
    if found is None:
        raise NoSuchProcedure(procedure=f"{name}/{version}")
    return {**reads.procedure_of(found), "source": found.source}


@router.get("/cases", response=answers.reads(Page[CaseOut]), operation_id="cases.list", summary="Cases")
def cases(
    request: HttpRequest,
    cursor: Cursor,
    limit: Limit,
    body: Annotated[Identifier | None, Query(None, description="Only cases of this body")],
    subject: Annotated[Identifier | None, Query(None, description="Only cases about this, such as an instrument")],
    open: Annotated[bool | None, Query(None, description="Only cases that run, or only those that ended")],
) -> dict[str, Any]:
    """Questions on their way through a procedure, by identifier."""
    found = Case.objects.defer("state")
    if body is not None:
        found = found.filter(body=body)
    if subject is not None:
        found = found.filter(subject=subject)
    if open is not None:
        found = found.filter(end="") if open else found.exclude(end="")
    return page(found, ["id"], cursor, limit, reads.case_of)


@router.get(
    "/cases/{id}", response=answers.finds(CaseWhole), operation_id="cases.read", summary="A case", url_name="case"
)
def case(request: HttpRequest, id: Annotated[Identifier, Path()]) -> dict[str, Any]:
    """Where a question stands: its path, every position in every round, and what is missing, in words."""
    found = Case.objects.filter(id=id).first()
    if found is None:
        raise NoSuchCase(case=id)
    return reads.whole_case(found)
