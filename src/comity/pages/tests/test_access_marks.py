from __future__ import annotations

import asyncio

import pytest
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from comity.pages import access
from comity.pages.viewer import Capacity, Viewer
from comity.site.models import Account

MEMBER = Capacity("fp-1", "AM", {"en": "Armenia"}, {"en": "Head of delegation"})
OBSERVER = Capacity("fp-2", "UN", {"en": "An observer"}, {"en": "Observer"}, is_member=False)
OFFICE = Capacity("fp-3", "secretariat", {"en": "Secretariat"}, {"en": "Officer"}, is_member=False, is_secretariat=True)


def account(*, staff: bool = False) -> AbstractUser:
    return Account(username="someone", is_staff=staff)


STRANGER = Viewer()
READER = Viewer(account())
PERSON = Viewer(account(), "p-1")
DELEGATE = Viewer(account(), "p-1", (MEMBER,), MEMBER)
GUEST = Viewer(account(), "p-2", (OBSERVER,), OBSERVER)
STAFF = Viewer(account(staff=True))
OFFICER = Viewer(account(), "p-3", (OFFICE,), OFFICE)


def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse("seen")


def asked_by(viewer: Viewer) -> HttpRequest:
    request = RequestFactory().get("/room/?a=1")
    request.viewer = viewer
    return request


@pytest.mark.parametrize(
    ("mark", "admitted", "refused"),
    [
        (access.public, [STRANGER, READER, DELEGATE, STAFF], []),
        (access.signed_in, [READER, PERSON, GUEST, STAFF], []),
        (access.requires_person, [PERSON, DELEGATE, GUEST], [READER, STAFF]),
        (access.member_only, [DELEGATE], [READER, PERSON, GUEST, STAFF, OFFICER]),
        (access.secretariat_only, [STAFF, OFFICER], [READER, PERSON, DELEGATE, GUEST]),
    ],
)
def test_a_mark_admits_its_circle_of_readers_and_no_other(mark, admitted, refused):
    guarded = mark(view)
    for viewer in admitted:
        assert guarded(asked_by(viewer)).content == b"seen"
    for viewer in refused:
        with pytest.raises(PermissionDenied):
            guarded(asked_by(viewer))


@pytest.mark.parametrize(
    "mark", [access.signed_in, access.requires_person, access.member_only, access.secretariat_only]
)
def test_a_stranger_is_sent_to_the_sign_in_page_and_back_again(mark):
    answer = mark(view)(asked_by(STRANGER))
    assert answer.status_code == 302
    assert answer["Location"] == "/account/login/?next=/room/%3Fa%3D1"


def test_a_request_without_a_viewer_counts_as_a_strangers():
    assert access.member_only(view)(RequestFactory().get("/")).status_code == 302


def test_an_asynchronous_view_is_guarded_too():
    async def later(request: HttpRequest) -> HttpResponse:
        return HttpResponse("seen later")

    guarded = access.member_only(later)
    assert asyncio.run(guarded(asked_by(DELEGATE))).content == b"seen later"
    assert asyncio.run(guarded(asked_by(STRANGER))).status_code == 302
    with pytest.raises(PermissionDenied):
        asyncio.run(guarded(asked_by(READER)))


def test_the_mark_of_a_view_can_be_read():
    assert access.access_of(access.member_only(view)) is access.Access.MEMBER
    assert access.access_of(lambda request: HttpResponse()) is None
