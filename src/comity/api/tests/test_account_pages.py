"""The pages on which an account keeps its tokens, webhooks and messages, and the API described for people."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.account.internal.flows.login import record_authentication
from django.test import Client, RequestFactory
from django.utils import timezone

from comity.api.models import CalendarKey, MailChoice, Token, Webhook
from comity.api.testing import Programme, refused
from comity.api.views.reference import groups
from comity.api.webhooks import addresses, signing
from comity.pages.access import access_of
from comity.record import log


def signed_in(account) -> Client:
    """A browser in which the account has just signed in and given its password again."""
    client = Client()
    client.force_login(account)
    session = client.session
    request = RequestFactory().get("/")
    request.session, request.user = session, account
    record_authentication(request, account, method="password", reauthenticated=True)
    session.save()
    return client


@pytest.fixture
def armenia(house):
    return signed_in(house.account(house.delegates["AM"]))


@pytest.fixture
def belarus(house):
    return signed_in(house.account(house.delegates["BY"]))


# Tokens


def make_token(client, **more):
    data = {"name": "Registry", "scopes": ["position.take"], "days": "30", **more}
    return client.post("/account/tokens/make/", data)


def test_a_token_is_made_in_my_capacity_and_shown_once(house, armenia):
    answer = make_token(armenia)
    assert answer.status_code == 201
    secret = re.search(r"comity_[\w-]{40,}", answer.content.decode()).group()
    assert "no-store" in answer["Cache-Control"]
    assert Programme(secret).get("parties").status_code == 200
    token = Token.objects.get()
    assert (token.powers, token.scopes) == (house.delegates["AM"].powers, ["position.take"])
    assert token.expires_at - timezone.now() < timedelta(days=31)
    page = armenia.get("/account/tokens/").content.decode()
    assert secret not in page
    assert token.prefix in page
    assert "take positions" in page


def test_a_token_may_do_nothing_that_i_may_not(armenia):
    answer = make_token(armenia, scopes=["record.keep"])
    assert answer.status_code == 422
    assert not Token.objects.exists()


def test_a_token_without_a_purpose_or_a_power_is_not_made(armenia):
    assert make_token(armenia, name="").status_code == 422
    assert make_token(armenia, scopes=[]).status_code == 422


def test_my_token_ends_when_i_say_so(house, armenia):
    secret = re.search(r"comity_[\w-]{40,}", make_token(armenia).content.decode()).group()
    armenia.post(f"/account/tokens/{Token.objects.get().pk}/revoke/")
    assert refused(Programme(secret).get("parties")) == (401, "TokenInvalid")
    assert "revoked" in armenia.get("/account/tokens/").content.decode()


def test_nobody_sees_or_ends_the_token_of_another(armenia, belarus):
    make_token(armenia)
    assert "Registry" not in belarus.get("/account/tokens/").content.decode()
    belarus.post(f"/account/tokens/{Token.objects.get().pk}/revoke/")
    assert Token.objects.get().revoked_at is None


def test_a_token_is_made_only_by_somebody_who_signed_in_a_moment_ago(house):
    client = Client()
    client.force_login(house.account(house.delegates["AM"]))
    answer = make_token(client)
    assert answer.status_code == 302
    assert "reauthenticate" in answer["Location"]
    assert not Token.objects.exists()


def test_somebody_with_two_capacities_chooses_one_first(house):
    account = house.account(house.delegates["AM"])
    house.empowered("d-AM", "BY", "position.take")
    answer = make_token(signed_in(account))
    assert (answer.status_code, answer["Location"]) == (302, "/account/")


def test_an_account_that_stands_for_nobody_makes_no_tokens(house, django_user_model):
    reader = django_user_model.objects.create(username="reader", email="reader@example.org")
    assert make_token(signed_in(reader)).status_code == 403


@pytest.mark.parametrize("path", ["tokens", "tokens/make", "webhooks", "webhooks/make", "messages"])
def test_a_stranger_is_sent_to_the_login(db, path):
    answer = Client().get(f"/account/{path}/")
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/account/login/")


# Webhooks


@pytest.fixture
def world(monkeypatch):
    """A world in which every name leads to a public address."""
    monkeypatch.setattr(
        addresses.socket, "getaddrinfo", lambda host, port, **_: [(None, None, None, "", ("8.8.8.8", port))]
    )


def make_webhook(client, **more):
    return client.post(
        "/account/webhooks/make/", {"url": "https://hook.example/in", "topics": "cases\nregister", **more}
    )


def test_a_webhook_is_told_of_acts_from_now_on(house, armenia, world):
    house.place()
    answer = make_webhook(armenia)
    made = Webhook.objects.get()
    assert answer["Location"] == f"/account/webhooks/{made.pk}/"
    assert (made.topics, made.position) == (["cases", "register"], log.size())
    page = armenia.get(answer["Location"]).content.decode()
    assert signing.shown(made) in page


@pytest.mark.parametrize("url", ["http://hook.example/", "nonsense", "https://user@hook.example/"])
def test_an_address_that_cannot_be_told_is_refused_at_once(armenia, world, url):
    answer = make_webhook(armenia, url=url)
    assert answer.status_code == 422
    assert not Webhook.objects.exists()


def test_an_address_in_a_private_network_is_refused_at_once(armenia, monkeypatch):
    monkeypatch.setattr(
        addresses.socket, "getaddrinfo", lambda host, port, **_: [(None, None, None, "", ("10.0.0.1", port))]
    )
    assert "private network" in make_webhook(armenia).content.decode()


def test_a_topic_that_is_none_is_refused(armenia, world):
    assert make_webhook(armenia, topics="cases\n<script>").status_code == 422


def test_nobody_has_more_webhooks_than_the_limit(armenia, world, monkeypatch):
    monkeypatch.setattr("comity.api.views.webhooks.MOST", 1)
    make_webhook(armenia)
    assert make_webhook(armenia).status_code == 422
    assert Webhook.objects.count() == 1


def test_the_webhook_of_another_is_not_there(armenia, belarus, world):
    make_webhook(armenia)
    pk = Webhook.objects.get().pk
    assert belarus.get(f"/account/webhooks/{pk}/").status_code == 404
    for action in ("enable", "secret", "remove"):
        assert belarus.post(f"/account/webhooks/{pk}/{action}/").status_code == 404
    assert Webhook.objects.filter(pk=pk).exists()


def test_a_disabled_webhook_says_so_and_is_tried_again(armenia, world):
    make_webhook(armenia)
    Webhook.objects.update(disabled_at=timezone.now(), failures=10)
    pk = Webhook.objects.get().pk
    assert "disabled" in armenia.get(f"/account/webhooks/{pk}/").content.decode()
    armenia.post(f"/account/webhooks/{pk}/enable/")
    found = Webhook.objects.get()
    assert (found.disabled_at, found.failures) == (None, 0)


def test_a_webhook_gets_a_new_secret_or_is_removed(armenia, world):
    make_webhook(armenia)
    found = Webhook.objects.get()
    armenia.post(f"/account/webhooks/{found.pk}/secret/")
    assert signing.shown(Webhook.objects.get()) != signing.shown(found)
    assert armenia.get(f"/account/webhooks/{found.pk}/remove/").status_code == 200
    armenia.post(f"/account/webhooks/{found.pk}/remove/")
    assert not Webhook.objects.exists()


# Messages


def test_i_choose_how_mail_reaches_me(armenia):
    assert armenia.get("/account/messages/").status_code == 200
    armenia.post("/account/messages/", {"mode": "daily"})
    assert MailChoice.objects.get().mode == MailChoice.DAILY
    assert armenia.post("/account/messages/", {"mode": "hourly"}).status_code == 422


def test_my_calendar_gets_an_address_and_loses_it(armenia):
    page = armenia.post("/account/messages/calendar/").content.decode()
    address = re.search(r"/feeds/mine\.ics\?key=[\w-]+", page).group()
    assert Client().get(address).status_code == 200
    assert address not in armenia.get("/account/messages/").content.decode()
    armenia.post("/account/messages/calendar/end/")
    assert Client().get(address).status_code == 404
    assert not CalendarKey.objects.exists()


# The API for people


def test_every_operation_is_described_for_people(db):
    names = Client().get("/api/").content.decode()
    assert len(names.encode()) < 100_000
    assert sum(len(group.operations) for group in groups()) > 60
    for group in groups():
        page = Client().get(f"/api/?about={group.id}").content.decode()
        assert len(page.encode()) < 100_000
        assert "`" not in page
        for operation in group.operations:
            assert f'?about={group.id}#{operation.id}"' in names
            assert f'id="{operation.id}"' in page
            assert f"{operation.method} {operation.path}" in page
    assert "<code>on</code> is the digest of the text" in Client().get("/api/?about=cases").content.decode()


def test_every_address_of_the_api_carries_its_mark():
    from comity.api.urls import urlpatterns

    api = urlpatterns[0].url_patterns
    assert len(api) > 60
    assert [pattern for pattern in api if access_of(pattern.callback) is None] == []


@pytest.mark.parametrize("path", ["tokens", "tokens/make", "webhooks", "webhooks/make", "messages"])
def test_the_pages_come_in_russian(armenia, path):
    page = armenia.get(f"/account/{path}/", headers={"Accept-Language": "ru"}).content.decode()
    assert 'lang="ru"' in page
