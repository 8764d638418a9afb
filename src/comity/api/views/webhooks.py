"""My webhooks: addresses that are told of acts, how deliveries went, and their secrets."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from comity.api.models import Webhook
from comity.api.refusals import AddressRefused
from comity.api.views import my_account
from comity.api.webhooks import addresses, delivering, signing
from comity.pages.access import signed_in
from comity.pages.tables import Column, table
from comity.pages.words import said
from comity.record import log
from comity.record.touch import TOPIC

MOST = 20
MOST_TOPICS = 32
COLUMNS = (
    Column("url", gettext_lazy("Address"), order="url", heads_row=True),
    Column("topics", gettext_lazy("Topics")),
    Column("state", gettext_lazy("State")),
)
LOG = (
    Column("at", gettext_lazy("When"), heads_row=True),
    Column("act", gettext_lazy("Act")),
    Column("answer", gettext_lazy("Answer")),
    Column("time", gettext_lazy("Milliseconds"), numeric=True),
)


class WebhookForm(forms.Form):
    """Where to, and about what."""

    url = forms.CharField(
        label=gettext_lazy("Address"),
        help_text=gettext_lazy("An https address that takes POST and answers with a status of 2xx."),
        max_length=addresses.LONGEST,
        widget=forms.URLInput,
    )
    topics = forms.CharField(
        label=gettext_lazy("Topics"),
        help_text=gettext_lazy(
            "One a line, such as “cases”, “register”, “case:strategy” or “instrument:statute”. Empty for every act."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_url(self) -> str:
        url = str(self.cleaned_data["url"])
        try:
            addresses.check(url)
        except AddressRefused as refusal:
            raise ValidationError(said(refusal)) from refusal
        return url

    def clean_topics(self) -> list[str]:
        topics = list(dict.fromkeys(self.cleaned_data["topics"].split()))
        for topic in topics:
            if not TOPIC.fullmatch(topic):
                raise ValidationError(_("“%(topic)s” is no topic.") % {"topic": topic[:80]})
        if len(topics) > MOST_TOPICS:
            raise ValidationError(_("At most %(number)d topics can be named.") % {"number": MOST_TOPICS})
        return topics


@never_cache
@signed_in
def webhooks(request: HttpRequest) -> HttpResponse:
    """My webhooks, and how they fare."""
    shown = table(
        request,
        _mine(request),
        COLUMNS,
        caption=gettext_lazy("My webhooks"),
        sort="url",
        empty=gettext_lazy("Nobody is told of acts in your name."),
    )
    return render(request, "api/webhooks.html", {"webhooks": shown})


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    """A new webhook; it is told of acts from now on."""
    form = WebhookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if _mine(request).count() >= MOST:
            form.add_error(None, _("You have %(number)d webhooks, and no more can be made.") % {"number": MOST})
        else:
            made = Webhook.objects.create(
                account_id=my_account(request),
                url=form.cleaned_data["url"],
                topics=form.cleaned_data["topics"],
                salt=signing.new_salt(),
                position=log.size(),
            )
            messages.success(request, _("The webhook is made. Keep its secret where the programme finds it."))
            return redirect("api_webhook", pk=made.pk)
    return render(request, "api/webhook_make.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@signed_in
def webhook(request: HttpRequest, pk: int) -> HttpResponse:
    """One webhook: its secret, its state, and the newest deliveries."""
    found = get_object_or_404(_mine(request), pk=pk)
    deliveries = table(
        request,
        found.deliveries.order_by("-pk"),
        LOG,
        caption=gettext_lazy("Deliveries, the newest first"),
        empty=gettext_lazy("Nothing has been delivered yet."),
    )
    context = {
        "webhook": found,
        "secret": signing.shown(found),
        "deliveries": deliveries,
        "waiting": max(0, log.size() - found.position),
    }
    return render(request, "api/webhook.html", context)


@require_POST
@signed_in
def enable(request: HttpRequest, pk: int) -> HttpResponse:
    """Try again from the first act that was not taken."""
    found = get_object_or_404(_mine(request), pk=pk)
    delivering.enable(found)
    messages.success(request, _("The webhook is tried again from where it stopped."))
    return redirect("api_webhook", pk=pk)


@require_POST
@signed_in
def new_secret(request: HttpRequest, pk: int) -> HttpResponse:
    """A new secret; the old one signs nothing any more."""
    found = get_object_or_404(_mine(request), pk=pk)
    _mine(request).filter(pk=found.pk).update(salt=signing.new_salt())
    messages.success(request, _("The webhook has a new secret."))
    return redirect("api_webhook", pk=pk)


@signed_in
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a webhook up, after a confirmation."""
    found = get_object_or_404(_mine(request), pk=pk)
    if request.method == "POST":
        found.delete()
        messages.success(request, _("The webhook is removed."))
        return redirect("api_webhooks")
    context: dict[str, Any] = {
        "heading": _("Remove this webhook?"),
        "lead": _("Its address is told of nothing any more, and the log of deliveries goes with it."),
        "pairs": [(_("Address"), found.url)],
        "action": _("Remove the webhook"),
        "kind": "danger",
        "back": reverse("api_webhook", args=[pk]),
    }
    return render(request, "comity/confirm.html", context)


def _mine(request: HttpRequest) -> QuerySet[Webhook]:
    return Webhook.objects.filter(account_id=my_account(request))
