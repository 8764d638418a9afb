"""The public register of licences: search, a licence with its history, an enterprise with its licences."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from comity.enterprises import phrases, queries
from comity.enterprises.certificates import issuing
from comity.enterprises.models import Authority, Enterprise, Licence
from comity.pages.access import public
from comity.pages.tables import Column, csv_file, harmless, table
from comity.parties.models import Party

COLUMNS = (
    Column("number", gettext_lazy("Number"), order="id", heads_row=True),
    Column("holder", gettext_lazy("Holder")),
    Column("class", gettext_lazy("Class"), order="licence_class"),
    Column("member", gettext_lazy("Member"), order="member"),
    Column("validity", gettext_lazy("Today")),
    Column("until", gettext_lazy("Until"), order="until"),
)

FILE = ("number", "class", "member", "authority", "enterprise", "name", "scope", "since", "until", "today", "act")


@require_safe
@public
def licences(request: HttpRequest) -> HttpResponse:
    """Every licence of every member, with what it is worth today."""
    wanted = _wanted(request)
    shown = table(
        request,
        queries.licences(wanted),
        COLUMNS,
        caption=_("Licences"),
        sort="number",
        empty=_("No licence matches. Clear the filter."),
    )
    _tell(shown.page)
    members, classes = queries.choices()
    context = {
        "table": shown,
        "wanted": wanted,
        "members": members,
        "classes": classes,
        "export": request.GET.urlencode(),
    }
    return render(request, "enterprises/licences.html", context)


@require_safe
@public
def licences_export(request: HttpRequest, form: str) -> HttpResponse:
    """The register as CSV or JSON, with the same filters."""
    found = list(queries.licences(_wanted(request)).order_by("id"))
    names = queries.names_of(found)
    today = timezone.now().date()
    rows = [_exported(one, names, today) for one in found]
    if form == "json":
        return JsonResponse({"licences": rows})
    if form != "csv":
        raise Http404
    return csv_file("licences", FILE, ({**row, **_said(row)} for row in rows))


def _said(row: dict[str, Any]) -> dict[str, str]:
    return {"name": harmless(" · ".join(row["names"].values())), "scope": " ".join(row["scope"])}


@require_safe
@public
def licence(request: HttpRequest, licence: str) -> HttpResponse:
    """A licence: what it is worth today, what it covers, and everything that happened to it."""
    found = Licence.objects.filter(id=licence).first()
    today = timezone.now().date()
    answer = found.on(today) if found is not None else None
    if found is None or answer is None:
        raise Http404
    context = {
        "one": issuing.stated(found, answer),
        "answer": answer,
        "status": phrases.validity(answer.validity),
        "said": phrases.statement(answer, today),
        "history": [(event, phrases.HAPPENED[event.what]) for event in reversed(found.history)],
    }
    return render(request, "enterprises/licence.html", context)


@require_safe
@public
def enterprise(request: HttpRequest, enterprise: str) -> HttpResponse:
    """An enterprise on the register, with the licences that it holds or held."""
    found = Enterprise.objects.filter(id=enterprise).first()
    if found is None:
        raise Http404
    shown = table(
        request,
        Licence.objects.filter(enterprise=found.id),
        [one for one in COLUMNS if one.key not in ("holder", "member")],
        caption=_("Licences"),
        sort="number",
        empty=_("It holds no licence."),
    )
    _tell(shown.page)
    context = {
        "one": found,
        "names": sorted(found.names.items()),
        "authority": Authority.objects.get(id=found.authority),
        "member": Party.objects.get(id=found.member),
        "table": shown,
    }
    return render(request, "enterprises/enterprise.html", context)


def _wanted(request: HttpRequest) -> queries.Wanted:
    asked = {
        name: request.GET.get(name, "").replace("\0", "").strip()[:100] for name in ("q", "member", "class", "code")
    }
    return queries.Wanted(asked["q"], asked["member"], asked["class"], asked["code"])


def _tell(page: Page[Any]) -> None:
    """Put beside each licence of a page what it is worth today and what its identifiers stand for."""
    found = list(page.object_list)
    names, today = queries.names_of(found), timezone.now().date()
    page.object_list = [
        {
            "licence": one,
            "holder": names.enterprises[one.enterprise],
            "class": names.classes[one.licence_class],
            "member": names.parties[one.member],
            "status": phrases.validity(answer.validity) if (answer := one.on(today)) is not None else None,
        }
        for one in found
    ]


def _exported(one: Licence, names: queries.Names, today: Any) -> dict[str, Any]:
    answer = one.on(today)
    return {
        "number": one.id,
        "class": one.licence_class,
        "member": one.member,
        "authority": one.authority,
        "enterprise": one.enterprise,
        "names": names.enterprises[one.enterprise].names,
        "scope": list(one.scope),
        "since": one.since.isoformat(),
        "until": one.until.isoformat() if one.until else None,
        "today": str(answer.validity) if answer else None,
        "act": answer.act if answer else None,
    }
