"""Common texts: the register, their versions, deposits, and the proposals that follow."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Query, Router

from comity.api import reads
from comity.api.endpoints import answers
from comity.api.paging import Cursor, Limit, Page, page
from comity.api.schemas import InstrumentOut, InstrumentWhole, ProposalOut
from comity.instruments.models import Instrument, Proposal
from comity.instruments.refusals import NoSuchInstrument, NoSuchProposal
from comity.instruments.rules import Status
from comity.record.acts import Identifier

router = Router(tags=["instruments"])


@router.get(
    "/instruments", response=answers.reads(Page[InstrumentOut]), operation_id="instruments.list", summary="The register"
)
def instruments(
    request: HttpRequest,
    cursor: Cursor,
    limit: Limit,
    status: Annotated[Status | None, Query(None)],
    body: Annotated[Identifier | None, Query(None)],
) -> dict[str, Any]:
    """Common texts with their standing, by reference."""
    found = Instrument.objects.all()
    if status is not None:
        found = found.filter(status=status)
    if body is not None:
        found = found.filter(body=body)
    return page(found, ["reference"], cursor, limit, reads.instrument_of)


@router.get(
    "/instruments/{id}",
    response=answers.finds(InstrumentWhole),
    operation_id="instruments.read",
    summary="An instrument",
    url_name="instrument",
)
def instrument(request: HttpRequest, id: Annotated[Identifier, Path()]) -> dict[str, Any]:
    """A common text: its versions, its deposits, its clause on entry into force and what has come of it."""
    found = Instrument.objects.filter(id=id).first()
    if found is None:
        raise NoSuchInstrument(instrument=id)
    return reads.whole_instrument(found)


@router.get("/proposals", response=answers.reads(Page[ProposalOut]), operation_id="proposals.list", summary="Proposals")
def proposals(
    request: HttpRequest,
    cursor: Cursor,
    limit: Limit,
    responsible: Annotated[Identifier | None, Query(None, description="Only those asked of this party")],
    instrument: Annotated[Identifier | None, Query(None)],
) -> dict[str, Any]:
    """What adopted instruments ask for by a date, the nearest first."""
    found = Proposal.objects.all()
    if responsible is not None:
        found = found.filter(responsible=responsible)
    if instrument is not None:
        found = found.filter(instrument=instrument)
    return page(found, ["due", "id"], cursor, limit, reads.proposal_of)


@router.get("/proposals/{id}", response=answers.finds(ProposalOut), operation_id="proposals.read", summary="A proposal")
def proposal(request: HttpRequest, id: Annotated[Identifier, Path()]) -> dict[str, Any]:
    """One of them, by the identifier of the act that asked for it."""
    found = Proposal.objects.filter(id=id).first()
    if found is None:
        raise NoSuchProposal(proposal=id)
    return reads.proposal_of(found)
