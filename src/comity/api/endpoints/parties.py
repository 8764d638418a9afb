"""The organisation, its parties and its bodies."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Path, Query, Router

from comity.api import reads
from comity.api.endpoints import answers
from comity.api.paging import Cursor, Limit, Page, page
from comity.api.refusals import NotFound
from comity.api.schemas import BodyOut, OrganisationOut, PartyOut
from comity.parties.models import Body, Party
from comity.parties.refusals import NoSuchBody, NoSuchParty
from comity.parties.rules import PartyKind
from comity.record.acts import Identifier

router = Router(tags=["parties"])


@router.get(
    "/organisation",
    response=answers.finds(OrganisationOut),
    operation_id="organisation.read",
    summary="The organisation",
)
def organisation(request: HttpRequest) -> dict[str, Any]:
    """Whose record this is, in which languages, and how many acts it holds."""
    found = reads.organisation()
    if found is None:
        raise NotFound(kind=_("organisation"), id="")
    return found


@router.get("/parties", response=answers.reads(Page[PartyOut]), operation_id="parties.list", summary="Parties")
def parties(
    request: HttpRequest, cursor: Cursor, limit: Limit, kind: Annotated[PartyKind | None, Query(None)]
) -> dict[str, Any]:
    """Members, observers, partners and the secretariat, former ones too, by identifier."""
    found = Party.objects.all()
    return page(found if kind is None else found.filter(kind=kind), ["id"], cursor, limit, reads.party_of)


@router.get("/parties/{id}", response=answers.finds(PartyOut), operation_id="parties.read", summary="A party")
def party(request: HttpRequest, id: Annotated[Identifier, Path()]) -> dict[str, Any]:
    """A party with its standing of today, its weights with their source, and its suspensions."""
    found = Party.objects.filter(id=id).first()
    if found is None:
        raise NoSuchParty(party=id)
    return reads.party_of(found)


@router.get("/bodies", response=answers.reads(list[BodyOut]), operation_id="bodies.list", summary="Bodies")
def bodies(request: HttpRequest) -> list[dict[str, Any]]:
    """Every organ that decides, dissolved ones too, with the parties that sit in it today."""
    return reads.bodies(Body.objects.order_by("id"))


@router.get("/bodies/{id}", response=answers.finds(BodyOut), operation_id="bodies.read", summary="A body")
def body(request: HttpRequest, id: Annotated[Identifier, Path()]) -> dict[str, Any]:
    """A body with the parties that sit in it today."""
    found = reads.bodies(Body.objects.filter(id=id))
    if not found:
        raise NoSuchBody(body=id)
    return found[0]
