"""Who may see a page. Every view carries exactly one of these marks; a test walks all addresses and asks for it.

A mark is the first gate only: what a person may *do* is decided by their full powers when the act is committed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from enum import StrEnum
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from comity.pages.viewer import Viewer, viewer_of

View = TypeVar("View", bound=Callable[..., HttpResponseBase | Awaitable[HttpResponseBase]])


class Access(StrEnum):
    """The circles of readers, from the widest to the narrowest."""

    PUBLIC = "public"
    SIGNED_IN = "signed in"
    PERSON = "person"
    MEMBER = "member"
    SECRETARIAT = "secretariat"


ADMITS: dict[Access, Callable[[Viewer], bool]] = {
    Access.PUBLIC: lambda viewer: True,
    Access.SIGNED_IN: lambda viewer: viewer.signed_in,
    Access.PERSON: lambda viewer: bool(viewer.person),
    Access.MEMBER: lambda viewer: viewer.member is not None,
    Access.SECRETARIAT: lambda viewer: viewer.is_secretariat,
}


def public(view: View) -> View:
    """Anyone may see it, without a login."""
    return _marked(view, Access.PUBLIC)


def signed_in(view: View) -> View:
    """Anyone with an account."""
    return _guarded(view, Access.SIGNED_IN)


def requires_person(view: View) -> View:
    """An account that stands for a person on the record."""
    return _guarded(view, Access.PERSON)


def member_only(view: View) -> View:
    """A person who acts for a member in the capacity they have chosen."""
    return _guarded(view, Access.MEMBER)


def secretariat_only(view: View) -> View:
    """The secretariat's own staff."""
    return _guarded(view, Access.SECRETARIAT)


def access_of(view: Callable[..., Any]) -> Access | None:
    """The mark a view carries, or None."""
    return cast("Access | None", getattr(view, "access", None))


def _marked(view: View, access: Access) -> View:
    view.access = access  # type: ignore[attr-defined]
    return view


def _guarded(view: View, access: Access) -> View:
    """Strangers are sent to the login; somebody known but not admitted is told so (403)."""
    admits = ADMITS[access]

    def refused(request: HttpRequest) -> HttpResponse | None:
        viewer = viewer_of(request)
        if admits(viewer):
            return None
        if not viewer.signed_in:
            return redirect_to_login(request.get_full_path())
        raise PermissionDenied

    if iscoroutinefunction(view):
        from asgiref.sync import sync_to_async

        @wraps(view)
        async def guarded_async(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return await sync_to_async(refused)(request) or await view(request, *args, **kwargs)

        return _marked(cast("View", guarded_async), access)

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return refused(request) or cast("HttpResponseBase", view(request, *args, **kwargs))

    return _marked(cast("View", guarded), access)
