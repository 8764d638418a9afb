"""Invitations: the secretariat makes an account, its holder opens it by a link that works once.

The link carries a signature over the account and over what it was when the link was made: once the password is set,
or a newer invitation sent, or the address changed, the old link is void. Nothing is stored for it.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, password_validation
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from comity.pages.access import public, secretariat_only
from comity.pages.tables import Column, table
from comity.pages.words import in_language
from comity.site.accounts import remember_language
from comity.site.context import organisation
from comity.site.models import Account

VALID_FOR = timedelta(days=7)
SALT = "comity.site.invitation"
BACKEND = settings.AUTHENTICATION_BACKENDS[0]


class InvitationForm(forms.ModelForm):
    """Who is invited, and whom the account stands for."""

    class Meta:
        model = Account
        fields = ["email", "username", "person", "language", "is_staff"]
        labels = {
            "email": gettext_lazy("E-mail address"),
            "username": gettext_lazy("User name"),
            "person": gettext_lazy("Person on the record"),
            "language": gettext_lazy("Language of the invitation"),
            "is_staff": gettext_lazy("Belongs to the secretariat's staff"),
        }
        help_texts = {
            "email": gettext_lazy("The invitation goes here; it is valid for seven days and works once."),
            "username": gettext_lazy("Names a function, not a person, such as “armenia-2”."),
            "person": gettext_lazy(
                "The opaque identifier under which the person stands on the record. Empty for somebody who only reads."
            ),
            "is_staff": gettext_lazy(
                "May invite others. What somebody may do on the record is decided by full powers."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True
        self.fields["language"] = forms.ChoiceField(
            label=self.fields["language"].label, choices=settings.LANGUAGES, widget=forms.RadioSelect
        )

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        if Account.objects.filter(email__iexact=email).exists():
            raise ValidationError(_("An account with this address exists already."))
        return email


class AcceptanceForm(forms.Form):
    """The holder's own password; the length is what counts."""

    password = forms.CharField(
        label=gettext_lazy("Password"),
        help_text=gettext_lazy("At least twelve characters; a sentence is easier to keep than a riddle."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )
    again = forms.CharField(
        label=gettext_lazy("The same password again"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )

    def __init__(self, account: Account, *args: Any, **kwargs: Any) -> None:
        self.account = account
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        password_validation.validate_password(password, self.account)
        return password

    def clean_again(self) -> str:
        again = str(self.cleaned_data["again"])
        if "password" in self.cleaned_data and again != self.cleaned_data["password"]:
            raise ValidationError(_("The two passwords differ."))
        return again


def token_for(account: Account) -> str:
    """The secret part of an invitation's link."""
    return signing.dumps({"account": account.pk, "as": _fingerprint(account)}, salt=SALT)


def account_for(token: str) -> Account | None:
    """The account an invitation opens, or None for one that is expired, used, replaced or not ours."""
    try:
        content = signing.loads(token, salt=SALT, max_age=VALID_FOR)
    except signing.BadSignature:
        return None
    account = Account.objects.filter(pk=content["account"], is_active=True).first()
    if account is None or account.has_usable_password() or content["as"] != _fingerprint(account):
        return None
    return account


def send_invitation(account: Account) -> None:
    """Make every earlier invitation of the account void and send a new one, in its language."""
    account.set_unusable_password()  # a fresh random mark: the old links' fingerprints no longer match
    account.save(update_fields=["password"])
    link = settings.SITE_URL + reverse("accept_invitation", args=[token_for(account)])
    with override(account.language or settings.LANGUAGE_CODE):
        name = in_language(organisation().name).text
        text = render_to_string(
            "comity/mail/invitation.txt", {"account": account, "link": link, "organisation_name": name}
        )
        subject = _("%(organisation)s: your account") % {"organisation": name}
    send_mail(subject, text, None, [account.email])


def _fingerprint(account: Account) -> str:
    state = f"{account.pk}\0{account.email}\0{account.password}"
    return hashlib.sha256(state.encode()).hexdigest()[:32]


COLUMNS = (
    Column("username", gettext_lazy("User name"), order="username", heads_row=True),
    Column("email", gettext_lazy("E-mail address"), order="email"),
    Column("person", gettext_lazy("Person on the record"), order="person"),
    Column("last_login", gettext_lazy("Last signed in"), order="last_login"),
    Column("status", gettext_lazy("Status")),
    Column("actions", gettext_lazy("Actions")),
)


@secretariat_only
def accounts(request: HttpRequest) -> HttpResponse:
    """All accounts, for the secretariat."""
    shown = table(
        request,
        Account.objects.all(),
        COLUMNS,
        caption=gettext_lazy("Accounts"),
        sort="username",
        empty=gettext_lazy("Nobody has an account yet. Invite the first one."),
    )
    return render(request, "comity/account/accounts.html", {"accounts": shown})


@secretariat_only
def invite(request: HttpRequest) -> HttpResponse:
    """Make an account and send its invitation."""
    form = InvitationForm(request.POST or None, initial={"language": request.LANGUAGE_CODE})
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            account = form.save(commit=False)
            account.set_unusable_password()
            account.save()
            send_invitation(account)
        messages.success(request, _("The invitation has been sent to %(address)s.") % {"address": account.email})
        return redirect("accounts")
    return render(request, "comity/account/invite.html", {"form": form})


@require_POST
@secretariat_only
def invite_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a new link to somebody who has not opened their account; the old link is void."""
    account = get_object_or_404(Account, pk=pk, is_active=True)
    if account.has_usable_password():
        messages.error(request, _("This account has been opened already; its holder can reset the password."))
    else:
        send_invitation(account)
        messages.success(request, _("The invitation has been sent to %(address)s.") % {"address": account.email})
    return redirect("accounts")


@secretariat_only
def close_or_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account, or open a closed one again, after a confirmation. Nobody closes their own."""
    account = get_object_or_404(Account.objects.exclude(username=request.user.get_username()), pk=pk)
    if request.method == "POST":
        account.is_active = not account.is_active
        account.save(update_fields=["is_active"])
        return redirect("accounts")
    closing = account.is_active
    return render(
        request,
        "comity/confirm.html",
        {
            "heading": _("Close this account?") if closing else _("Open this account again?"),
            "lead": _("Whoever holds it is signed out and cannot sign in. What they did stays on the record.")
            if closing
            else _("Its holder can sign in again as before."),
            "pairs": [(_("User name"), account.username), (_("E-mail address"), account.email)],
            "action": _("Close the account") if closing else _("Open again"),
            "kind": "danger" if closing else "primary",
            "back": reverse("accounts"),
        },
    )


@never_cache
@sensitive_post_parameters()
@public
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """The invited person sets a password and is signed in."""
    account = account_for(token)
    if account is None:
        return render(request, "comity/account/invitation_void.html", status=410)
    form = AcceptanceForm(account, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            # The same link opened twice at the same moment works once.
            account = Account.objects.select_for_update().get(pk=account.pk)
            if account_for(token) is None:
                return render(request, "comity/account/invitation_void.html", status=410)
            account.set_password(form.cleaned_data["password"])
            account.save(update_fields=["password"])
            # The link came by mail to this address: it is verified by being used.
            EmailAddress.objects.update_or_create(
                user=account, email=account.email, defaults={"verified": True, "primary": True}
            )
        login(request, account, backend=BACKEND)
        record_authentication(request, account, method="password", reauthenticated=True)
        messages.success(request, _("Your account is open. Add a passkey now: with it you sign positions."))
        response = redirect("mfa_index")
        if account.language:
            remember_language(response, account.language)
        return response
    return render(request, "comity/account/accept.html", {"form": form, "account": account})
