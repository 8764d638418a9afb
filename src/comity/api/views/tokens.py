"""My tokens: what my programmes may do in my name, until when."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from comity.api import authentication
from comity.api.models import Token
from comity.api.views import my_account
from comity.pages import vocabulary
from comity.pages.access import requires_person
from comity.pages.tables import Column, table
from comity.pages.viewer import Capacity, viewer_of
from comity.parties.models import FullPowers

LIFETIMES = (30, 90, 365)
COLUMNS = (
    Column("name", gettext_lazy("For what"), order="name", heads_row=True),
    Column("scopes", gettext_lazy("May")),
    Column("ends", gettext_lazy("Valid until"), order="expires_at"),
    Column("used", gettext_lazy("Last used"), order="used_at"),
    Column("actions", gettext_lazy("Actions")),
)


class TokenForm(forms.Form):
    """What a new token is for, what it may do, and for how long."""

    name = forms.CharField(
        label=gettext_lazy("For what"),
        help_text=gettext_lazy("The programme that will use it, such as “National registry, import of proposals”."),
        max_length=100,
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"),
        help_text=gettext_lazy("Choose no more than the programme needs."),
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("Valid for"),
        coerce=int,
        choices=[(days, ngettext_lazy("%(days)d day", "%(days)d days", days) % {"days": days}) for days in LIFETIMES],
        widget=forms.RadioSelect,
        initial=LIFETIMES[1],
    )

    def __init__(self, capacity: Capacity, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [(one, capfirst(str(vocabulary.power(one)))) for one in sorted(capacity.powers)]  # type: ignore[attr-defined]


@never_cache
@requires_person
def tokens(request: HttpRequest) -> HttpResponse:
    """My tokens, those that have ended too."""
    mine = Token.objects.filter(account_id=my_account(request))
    shown = table(
        request,
        mine.order_by("-created_at"),
        COLUMNS,
        caption=gettext_lazy("My tokens"),
        empty=gettext_lazy("You have made no tokens."),
    )
    return render(request, "api/tokens.html", {"tokens": shown, "now": timezone.now()})


@never_cache
@requires_person
@reauthentication_required
@require_http_methods(["GET", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    """Make a token in the capacity I have chosen; the secret is shown here, once."""
    viewer = viewer_of(request)
    if viewer.capacity is None:
        messages.error(request, _("Choose first in which capacity you act; a token acts in that one."))
        return redirect("my_account")
    form = TokenForm(viewer.capacity, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        ends = timezone.now() + timedelta(days=given["days"])
        powers = FullPowers.objects.get(id=viewer.capacity.id)
        token, secret = authentication.issue(my_account(request), given["name"], powers, given["scopes"], ends)
        return render(request, "api/token_made.html", {"token": token, "secret": secret}, status=201)
    return render(
        request, "api/token_make.html", {"form": form, "capacity": viewer.capacity}, status=422 if form.errors else 200
    )


@require_POST
@requires_person
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of my tokens at once."""
    if authentication.revoke(my_account(request), pk):
        messages.success(request, _("The token is revoked; nothing is accepted with it any more."))
    else:
        messages.error(request, _("This token has ended already. Nothing has been changed."))
    return redirect("api_tokens")
