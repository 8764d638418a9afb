"""My account: language, in which capacity I act, how I sign in."""

from __future__ import annotations

from typing import cast

from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_POST

from comity.pages.access import requires_person, signed_in
from comity.pages.viewer import viewer_of
from comity.site.accounts import remember_language
from comity.site.models import Account
from comity.site.viewer import CHOSEN


class LanguageForm(forms.ModelForm):
    """The language of pages and messages."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language of pages and messages"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )

    class Meta:
        model = Account
        fields = ["language"]


@signed_in
def show(request: HttpRequest) -> HttpResponse:
    """What this account is, and the choices that are its holder's own."""
    account = cast("Account", request.user)
    form = LanguageForm(
        request.POST or None, instance=account, initial={"language": account.language or request.LANGUAGE_CODE}
    )
    if request.method == "POST" and form.is_valid():
        form.save()
        with override(account.language):
            messages.success(request, _("The language is kept."))
        response = redirect("my_account")
        remember_language(response, account.language)
        return response
    kinds = list(Authenticator.objects.filter(user=account).values_list("type", flat=True))
    return render(
        request,
        "comity/account/show.html",
        {
            "form": form,
            "passkeys": kinds.count(Authenticator.Type.WEBAUTHN),
            "totp": Authenticator.Type.TOTP in kinds,
            "recovery_codes": Authenticator.Type.RECOVERY_CODES in kinds,
        },
    )


@require_POST
@requires_person
def choose_capacity(request: HttpRequest) -> HttpResponse:
    """Act from now on, in this session, in one of the capacities one holds."""
    wanted, back = request.POST.get("capacity", ""), request.POST.get("next", "")
    if any(capacity.id == wanted for capacity in viewer_of(request).capacities):
        request.session[CHOSEN] = wanted
        messages.success(request, _("You now act in the capacity you chose."))
    else:
        messages.error(request, _("You do not hold that capacity, or no longer. Nothing has been changed."))
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "my_account"
    return redirect(back)
