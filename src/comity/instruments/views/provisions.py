"""A provision at its permanent address: what it says in every language, and what is said about it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from comity.instruments import acts, provision_queries, queries
from comity.instruments.comments import MOST, Said
from comity.instruments.consolidating import consolidated
from comity.instruments.exporting.layout import lines_of
from comity.instruments.models import Instrument, Version
from comity.instruments.rules import Visibility
from comity.instruments.text import Provision, Text
from comity.instruments.views.first_steps import about, form_page
from comity.instruments.views.register import language_of, readable
from comity.pages import words
from comity.pages.access import public, requires_person
from comity.pages.forms import chosen_word
from comity.pages.viewer import viewer_of
from comity.parties.circles import reader_of
from comity.parties.models import Party
from comity.parties.rules import PartyKind, Power
from comity.record import content
from comity.record.signing import propose, require_power

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
CIRCLES = {
    Visibility.OWN: gettext_lazy("My own delegation"),
    Visibility.MEMBERS: gettext_lazy("The members and the secretariat"),
    Visibility.PUBLIC: gettext_lazy("Everybody"),
}


class CommentForm(forms.Form):
    """What is said, and to whom."""

    visibility = forms.ChoiceField(
        label=gettext_lazy("Who may read it"),
        choices=[(str(circle), label) for circle, label in CIRCLES.items()],
        widget=forms.RadioSelect,
        initial=str(Visibility.OWN),
    )
    text = forms.CharField(label=gettext_lazy("Comment"), max_length=MOST, widget=forms.Textarea(attrs={"rows": 5}))


@require_safe
@public
def provision(request: HttpRequest, instrument: str, version: str, language: str, provision: str) -> HttpResponse:
    """One provision of a version, or (with a date) of the text in force on that day."""
    found = readable(request, instrument)
    shown, text = _text_at(found, version, language)
    path = text.path(provision)
    if not path:
        raise Http404
    viewer = viewer_of(request)
    party = viewer.capacity.party if viewer.capacity else ""
    comments = provision_queries.comments_on(found, reader_of(viewer))
    reserving = provision_queries.reservations_to(found, provision)
    names = dict(Party.objects.filter(id__in={one.party for one in reserving}).values_list("id", "name"))
    context = {
        "instrument": found,
        "shown": shown,
        "version": version,
        "language": language,
        "languages": sorted(shown.texts, key=lambda code: (code != language, code)),
        "path": path,
        "name": _name(path[-1]),
        "columns": [(code, lines) for code in sorted(shown.texts) if (lines := _lines(shown, code, provision))],
        "provision": provision,
        "base": reverse("instrument_text", args=[found.id, shown.number, language]),
        "amendments": [one for one in provision_queries.amendments_to(found) if _touches(one.target, provision)],
        "comments": [one for one in comments if one.said.provision == provision],
        "reserving": [(one, names.get(one.party, one.party)) for one in reserving],
        "may_propose": bool(viewer.capacity and Power.PROPOSE in viewer.capacity.powers),
        "party": party,
    }
    return render(request, "instruments/provision.html", context)


@require_http_methods(["GET", "POST"])
@requires_person
def comment(request: HttpRequest, instrument: str, version: int, language: str, provision: str) -> HttpResponse:
    """Comment on a provision."""
    require_power(request, Power.PROPOSE)
    found = readable(request, instrument)
    _version, text = _text_at(found, str(version), language)
    path = text.path(provision)
    if not path:
        raise Http404
    here = reverse("provision", args=[found.id, version, language, provision])
    form = CommentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        visibility, said = form.cleaned_data["visibility"], form.cleaned_data["text"].strip()
        body = Said(request.LANGUAGE_CODE if visibility != Visibility.PUBLIC else language, provision, said).written()
        kept = content.deposit(body, "application/json", confidential=visibility != Visibility.PUBLIC)
        act = acts.CommentOnText(instrument=found.id, on=version, visibility=visibility, content=kept)
        pairs = [
            *about(found),
            (_("Provision"), _name(path[-1])),
            (_("Who may read it"), chosen_word(form, "visibility")),
            (_("Comment"), said),
        ]
        return propose(request, act, heading=_("Comment"), pairs=pairs, back=here, then=here)
    return form_page(request, form, _("Comment on a provision"), here, found)


@require_http_methods(["GET"])
@requires_person
def withdraw_comment(request: HttpRequest, instrument: str, comment: str) -> HttpResponse:
    """Take a comment back."""
    require_power(request, Power.PROPOSE)
    found = readable(request, instrument)
    act = acts.WithdrawComment(instrument=found.id, comment=comment)
    here = reverse("instrument", args=[found.id])
    return propose(request, act, heading=_("Withdraw a comment"), pairs=about(found), back=here, then=here)


@require_safe
@public
def in_force(request: HttpRequest, instrument: str) -> HttpResponse:
    """The text in force on a day, for everybody or for one member."""
    found = readable(request, instrument)
    version = queries.versions_of(found, found.version)[found.version]
    language = language_of(request, version.texts)
    day = _day(request.GET.get("day", "")) or timezone.now().date()
    members = [(one.id, words.in_language(one.name).text) for one in Party.objects.filter(kind=PartyKind.MEMBER)]
    party = request.GET.get("party", "")
    party = party if party in dict(members) else ""
    result = consolidated(found, language, day, party)
    names = dict(members)
    context = {
        "instrument": found,
        "language": language,
        "languages": sorted(version.texts),
        "day": day,
        "party": party,
        "members": members,
        "result": result,
        "lines": lines_of(result.text),
        "reservations": [(one, names.get(one.party, one.party)) for one in result.reservations],
        "base": f"/instruments/{found.id}/{day.isoformat()}/{language}/",
    }
    return render(request, "instruments/in_force.html", context)


def _text_at(found: Instrument, version: str, language: str) -> tuple[Version, Text]:
    """The version and its text, by number or (the one in force) by date. Raises `Http404`."""
    if DAY.fullmatch(version):
        day = _day(version)
        if day is None:
            raise Http404
        result = consolidated(found, language, day)
        if result.version is None or language not in result.version.texts:
            raise Http404
        return result.version, result.text
    number = int(version) if version.isdecimal() and len(version) < 7 else 0
    shown = queries.versions_of(found, number).get(number)
    if shown is None or language not in shown.texts:
        raise Http404
    return shown, queries.structure_of(shown, language)


def _lines(shown: Version, language: str, provision: str) -> list[Any]:
    """The lines of the provision in a language, with those of what lies within it."""
    found = queries.structure_of(shown, language).find(provision)
    if found is None:
        return []
    return list(lines_of(Text(language, body=(found,))))


def _name(found: Provision) -> str:
    return found.number.rstrip(" .:—–-") or found.id


def _touches(target: str, provision: str) -> bool:
    return target == provision or target.startswith(f"{provision}__") or provision.startswith(f"{target}__")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        return None
