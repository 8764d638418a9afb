"""Accounts by invitation: allauth does the login, the secretariat says who has one."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm
from allauth.account.models import EmailAddress
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from comity.pages.words import in_language
from comity.site.models import Account


class SignInForm(LoginForm):
    """Name or address, and the password; the way to a forgotten one stands beside the button."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name or e-mail address")
        self.fields["password"].help_text = ""


class ByInvitation(DefaultAccountAdapter):
    """allauth's hooks: nobody signs up; the language of the account follows it into the browser."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if user.language:
            remember_language(response, user.language)
        return response

    def format_email_subject(self, subject: str) -> str:
        from comity.site.context import organisation

        return f"{in_language(organisation().name).text}: {subject}"


def open_account(username: str, password: str, *, email: str, person: str = "", **more: Any) -> Account:
    """Make an account that can sign in at once, its address taken as verified: for the demonstration and for tests.

    ``more`` are further fields of `Account`, such as ``is_staff`` or ``language``.
    """
    account = Account.objects.create_user(username, email, password, person=person, **more)
    EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
    return account


def remember_language(response: HttpResponse, code: str) -> None:
    """Keep a language in this browser."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
