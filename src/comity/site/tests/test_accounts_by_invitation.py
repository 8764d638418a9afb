from __future__ import annotations

import re
from datetime import timedelta
from unittest import mock

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse

from comity.site import invitations
from comity.site.accounts import open_account
from comity.site.models import Account

pytestmark = pytest.mark.django_db
GOOD = "a sentence that is easy to keep"


@pytest.fixture
def secretariat(client):
    client.force_login(open_account("secretary", GOOD, email="secretary@example.org", is_staff=True))
    return client


def invite(client, **more):
    wanted = {"email": "delegate@example.org", "username": "armenia", "person": "p-1", "language": "en"}
    return client.post(reverse("invite"), wanted | more)


def link_in(message) -> str:
    return re.search(r"http\S+/account/invitation/\S+", message.body).group(0).split("/", 3)[3]


def accept(client, link, password=GOOD, again=None):
    return client.post("/" + link, {"password": password, "again": again or password})


def test_an_invitation_opens_the_account_once_and_verifies_the_address(secretariat, client):
    assert invite(secretariat).status_code == 302
    link = link_in(mail.outbox[0])
    secretariat.logout()
    answer = accept(client, link)
    assert answer.status_code == 302
    account = Account.objects.get(username="armenia")
    assert account.check_password(GOOD)
    assert account.person == "p-1"
    assert EmailAddress.objects.get(user=account).verified
    assert client.get(reverse("my_account")).status_code == 200
    client.logout()
    assert client.get("/" + link).status_code == 410
    assert accept(client, link, "another good sentence").status_code == 410
    account.refresh_from_db()
    assert account.check_password(GOOD)


def test_a_newer_invitation_voids_the_older_one(secretariat, client):
    invite(secretariat)
    secretariat.post(reverse("invite_again", args=[Account.objects.get(username="armenia").pk]))
    first, second = (link_in(message) for message in mail.outbox)
    secretariat.logout()
    assert client.get("/" + first).status_code == 410
    assert client.get("/" + second).status_code == 200


def test_an_invitation_expires_after_its_days(secretariat, client):
    invite(secretariat)
    with mock.patch.object(invitations, "VALID_FOR", timedelta(seconds=-1)):
        assert client.get("/" + link_in(mail.outbox[0])).status_code == 410


@pytest.mark.parametrize("token", ["x", "eyJhY2NvdW50IjoxfQ:1abc:forged", "%F0%9F%92%A5"])
def test_a_forged_invitation_is_void(client, token):
    assert client.get(f"/account/invitation/{token}/").status_code == 410


def test_a_closed_account_cannot_be_opened_by_its_old_invitation(secretariat, client):
    invite(secretariat)
    Account.objects.filter(username="armenia").update(is_active=False)
    assert client.get("/" + link_in(mail.outbox[0])).status_code == 410


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [("short", None, "at least 12"), (GOOD, GOOD + "x", "differ"), ("armenia@delegate.org", None, "too similar")],
)
def test_a_weak_or_mistyped_password_is_refused_and_the_invitation_stays_good(
    secretariat, client, password, again, said
):
    invite(secretariat, username="armenia-delegate")
    link = link_in(mail.outbox[0])
    secretariat.logout()
    answer = accept(client, link, password, again)
    assert said in answer.content.decode()
    assert not Account.objects.get(username="armenia-delegate").has_usable_password()
    assert accept(client, link).status_code == 302


def test_the_invitation_is_written_in_the_language_chosen_for_it(secretariat):
    invite(secretariat, language="ru")
    assert "Секретариат" in mail.outbox[0].body


def test_the_same_address_is_not_invited_twice(secretariat):
    invite(secretariat)
    answer = invite(secretariat, username="other", email="Delegate@Example.org")
    assert answer.status_code == 200
    assert "exists already" in answer.content.decode()
    assert len(mail.outbox) == 1


def test_only_the_secretariat_invites(client):
    assert invite(client).status_code == 302
    client.force_login(open_account("armenia", GOOD, email="a@example.org", person="p-1"))
    assert invite(client, username="x", email="x@example.org").status_code == 403
    assert client.get(reverse("accounts")).status_code == 403
    assert not mail.outbox


def test_nobody_signs_up(client):
    answer = client.post("/account/signup/", {"email": "x@example.org", "username": "x", "password1": GOOD})
    assert "by invitation" in answer.content.decode()
    assert not Account.objects.exists()


def test_an_account_is_closed_after_a_confirmation_and_its_session_ends(secretariat, client):
    delegate = open_account("armenia", GOOD, email="a@example.org")
    other = type(client)()
    other.force_login(delegate)
    address = reverse("close_account", args=[delegate.pk])
    assert "Close this account?" in secretariat.get(address).content.decode()
    assert Account.objects.get(pk=delegate.pk).is_active
    secretariat.post(address)
    assert other.get(reverse("my_account")).status_code == 302
    secretariat.post(address)
    assert Account.objects.get(pk=delegate.pk).is_active


def test_nobody_closes_their_own_account(secretariat):
    own = Account.objects.get(username="secretary")
    assert secretariat.post(reverse("close_account", args=[own.pk])).status_code == 404
