"""Who opened what is restricted, for the secretariat: every room on one page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.pages import words
from comity.pages.access import secretariat_only
from comity.pages.tables import Column, table
from comity.parties import circle_form, openings
from comity.parties.models import Opening, Party, Person

PAGE = 200


@require_safe
@secretariat_only
def opening_log(request: HttpRequest) -> HttpResponse:
    """The openings of all restricted things, the newest first, of one party if asked."""
    found = Opening.objects.order_by("-at", "-pk")
    party = request.GET.get("party", "")
    if party:
        found = found.filter(party=party)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    listed = list(page.object_list)
    known = openings.things(listed)
    rows = [{**row, "thing": known.get((row["opening"].kind, row["opening"].thing))} for row in rows_of(listed)]
    columns = (
        Column("thing", _("What"), heads_row=True),
        Column("who", _("Who")),
        Column("party", _("For")),
        Column("at", _("When")),
    )
    empty = _("Nobody has opened anything restricted yet. Whoever does is listed here.")
    context = {
        "table": table(request, rows, columns, caption=_("Opened"), empty=empty),
        "days": openings.kept_for().days,
        "party": party,
        "parties": circle_form.parties(),
        "page": page,
    }
    return render(request, "parties/openings.html", context)


def rows_of(found: Iterable[Opening]) -> list[dict[str, Any]]:
    """Openings with the function of the person and the name of the party; two queries."""
    listed = list(found)
    names = dict(Party.objects.filter(id__in={one.party for one in listed}).values_list("id", "name"))
    functions = dict(Person.objects.filter(id__in={one.person for one in listed}).values_list("id", "function"))
    return [
        {
            "opening": one,
            "party": names.get(one.party, one.party),
            "function": functions.get(one.person) or one.person,
            "part": words.language_name(one.part) if len(one.part) < 4 else one.part,
        }
        for one in listed
    ]
