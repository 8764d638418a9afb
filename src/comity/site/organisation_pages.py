"""The organisation for readers: its members and bodies, a party."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from comity.cases.models import Case, Position, Procedure
from comity.instruments.models import Deposit, Instrument
from comity.pages import vocabulary
from comity.pages.access import public
from comity.pages.tables import Column, table
from comity.pages.viewer import viewer_of
from comity.parties import queries
from comity.parties.models import Body, FullPowers, Party, Person
from comity.parties.rules import ADMITTED, PartyKind, Power, Standing, read_suspensions
from comity.parties.views.first_steps import may_for

COLUMNS = (
    Column("party", gettext_lazy("Party"), heads_row=True),
    Column("kind", gettext_lazy("Kind")),
    Column("since", gettext_lazy("Since")),
    Column("standing", gettext_lazy("Standing")),
    Column("weights", gettext_lazy("Weights")),
)


@require_safe
@public
def organisation(request: HttpRequest) -> HttpResponse:
    """Who takes part: members, observers, partners, and the bodies they sit in."""
    day = timezone.now().date()
    others = Party.objects.filter(kind__in=ADMITTED)
    parties = sorted(others, key=lambda one: (ADMITTED.index(PartyKind(one.kind)), one.id))
    weighed = any(one.weights for one in parties)
    rows = [
        {"party": one, "standing": one.standing(day), "weighed": weighed, "weights": _weights(one)} for one in parties
    ]
    columns = COLUMNS if weighed else COLUMNS[:-1]
    bodies = [
        {"body": one, "seats": [party for party in parties if one.seats_party(party)]}
        for one in Body.objects.filter(dissolved_at=None).order_by("established_at", "id")
    ]
    chosen = viewer_of(request).capacity
    context = {
        "parties": table(
            request,
            rows,
            columns,
            caption=_("Members, observers, partners"),
            per_page=250,
            empty=_("Nobody has been admitted yet. The secretariat admits members, observers and partners."),
        ),
        "bodies": bodies,
        "procedures": Procedure.objects.order_by("name", "-version"),
        "may_admit": chosen is not None and Power.ADMIT in chosen.powers,
        "may_compose": chosen is not None and Power.COMPOSE in chosen.powers,
        "may_publish": chosen is not None and Power.PUBLISH_PROCEDURE in chosen.powers,
    }
    return render(request, "comity/organisation/organisation.html", context)


@require_safe
@public
def party(request: HttpRequest, party: str) -> HttpResponse:
    """A party: its standing, who acts for it, what it said and deposited lately."""
    found = Party.objects.filter(id=party).first()
    if found is None:
        raise Http404
    viewer, now = viewer_of(request), timezone.now()
    held = list(FullPowers.objects.filter(party=found.id).order_by("-since"))
    functions = dict(Person.objects.filter(id__in={one.person for one in held}).values_list("id", "function"))
    # Functions are public, names are not: they are shown to those who work together here.
    inside = viewer.is_secretariat or viewer.member is not None
    names = queries.profiles(functions) if inside else {}
    standing = found.standing(now.date())
    positions = list(Position.objects.filter(member=found.id).exclude(position="").order_by("-at")[:12])
    deposits = list(Deposit.objects.filter(party=found.id).order_by("-on")[:12])
    cases = dict(Case.objects.filter(id__in={one.case for one in positions}).values_list("id", "title"))
    titles = dict(Instrument.objects.filter(id__in={one.instrument for one in deposits}).values_list("id", "title"))
    context = {
        "party": found,
        "standing": standing,
        "suspension": _suspension(found, now.date()) if standing is Standing.SUSPENDED else None,
        "weights": _weights(found),
        "bodies": [
            {"body": one, "may_seat": may_for(request, Power.GRANT_POWERS, found.id, one.id)}
            for one in Body.objects.filter(dissolved_at=None).order_by("established_at", "id")
            if one.seats_party(found)
        ],
        "powers": _powers(held, functions, names, now),
        "positions": [{"held": one, "title": cases.get(one.case, one.case)} for one in positions],
        "deposits": [{"deposit": one, "title": titles.get(one.instrument, one.instrument)} for one in deposits],
        "may_grant": may_for(request, Power.GRANT_POWERS, found.id),
        "may_admit": found.kind != PartyKind.SECRETARIAT
        and viewer.capacity is not None
        and viewer.capacity.holds(Power.ADMIT),
    }
    return render(request, "comity/organisation/party.html", context)


def _powers(
    held: list[FullPowers], functions: dict[str, Any], names: dict[str, dict[str, Any]], now: datetime
) -> list[dict[str, Any]]:
    shown = []
    for one in held:
        valid = one.revoked_at is None and (one.until is None or one.until > now)
        shown.append(
            {
                "held": one,
                "function": functions.get(one.person, {}),
                "name": queries.name_beside(functions.get(one.person, {}), names.get(one.person, {})),
                "valid": valid,
                "state": "valid" if valid else "revoked" if one.revoked_at else "expired",
                "words": ", ".join(str(vocabulary.power(power)) for power in one.powers),
            }
        )
    return shown


def _weights(party: Party) -> list[tuple[str, Any]]:
    return [(str(vocabulary.weight(name)), value) for name, value in sorted(party.weights.items())]


def _suspension(party: Party, day: date) -> dict[str, Any] | None:
    """The suspension that covers ``day``: since when, and on what grounds."""
    for one, read in zip(party.suspensions, read_suspensions(party.suspensions), strict=True):
        if read.covers(day):
            return {"since": read.since, "grounds": one.get("grounds", {})}
    return None
