"""My messages: how mail reaches me, and my own calendar's address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from comity.api.feeds import keys
from comity.api.models import CalendarKey, MailChoice
from comity.api.views import my_account
from comity.pages.access import signed_in
from comity.pages.forms import Card, CardField

CARDS = (
    Card(
        MailChoice.AT_ONCE,
        gettext_lazy("At once"),
        gettext_lazy("A message for each question, deadline and decision, as it comes."),
        icon="mail",
    ),
    Card(
        MailChoice.DAILY,
        gettext_lazy("Once a day"),
        gettext_lazy("One summary in the morning (06:00 UTC), if there is anything to say."),
        icon="calendar-days",
    ),
    Card(
        MailChoice.NONE,
        gettext_lazy("Never"),
        gettext_lazy("Nothing is sent. What waits for you stands on the home page."),
        icon="bell-off",
    ),
)


class MailForm(forms.Form):
    """How mail reaches the account."""

    mode = CardField(cards=CARDS, label=gettext_lazy("Messages by e-mail"))


@never_cache
@signed_in
def preferences(request: HttpRequest) -> HttpResponse:
    """How mail reaches me, and whether my calendar has an address."""
    form = MailForm(request.POST or None, initial={"mode": _chosen(request)})
    if request.method == "POST" and form.is_valid():
        MailChoice.objects.update_or_create(
            account_id=my_account(request), defaults={"mode": form.cleaned_data["mode"]}
        )
        messages.success(request, _("Your choice is kept."))
        return redirect("api_messages")
    return _page(request, form)


@never_cache
@require_POST
@signed_in
def make_calendar(request: HttpRequest) -> HttpResponse:
    """A new secret address for my calendar, shown once; an older one is worth nothing from now on."""
    address = f"{settings.SITE_URL}{reverse('my_calendar')}?key={keys.renew(my_account(request))}"
    return _page(request, MailForm(initial={"mode": _chosen(request)}), calendar=address)


@require_POST
@signed_in
def end_calendar(request: HttpRequest) -> HttpResponse:
    """My calendar has no address any more."""
    CalendarKey.objects.filter(account_id=my_account(request)).delete()
    messages.success(request, _("The address of your calendar is worth nothing any more."))
    return redirect("api_messages")


def _chosen(request: HttpRequest) -> str:
    chosen = MailChoice.objects.filter(account_id=my_account(request)).values_list("mode", flat=True).first()
    return chosen or MailChoice.AT_ONCE


def _page(request: HttpRequest, form: MailForm, **more: Any) -> HttpResponse:
    context = {
        "form": form,
        "key": CalendarKey.objects.filter(account_id=my_account(request)).first(),
        "public_calendar": f"{settings.SITE_URL}{reverse('deadlines_calendar')}",
        **more,
    }
    return render(request, "api/messages.html", context, status=422 if form.errors else 200)
