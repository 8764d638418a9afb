"""The pages on which an account keeps what its programmes and messages need."""

from __future__ import annotations

from django.http import HttpRequest

from comity.pages.viewer import viewer_of


def my_account(request: HttpRequest) -> int:
    """The key of the account that looks at a page behind a login."""
    account = viewer_of(request).account
    assert account is not None
    return int(account.pk)
