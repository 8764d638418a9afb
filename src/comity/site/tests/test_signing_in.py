from __future__ import annotations

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from comity.site.accounts import open_account

pytestmark = pytest.mark.django_db
GOOD = "a sentence that is easy to keep"
LOGIN = "/account/login/"


@pytest.fixture(autouse=True)
def _nothing_counted_yet():
    cache.clear()


@pytest.fixture
def armenia():
    return open_account("armenia", GOOD, email="armenia@example.org", language="ru")


def sign_in(client, name="armenia", password=GOOD, **more):
    return client.post(LOGIN, {"login": name, "password": password}, **more)


@pytest.mark.parametrize("name", ["armenia", "armenia@example.org"])
def test_somebody_signs_in_by_name_or_address_and_their_language_comes_along(client, armenia, name):
    answer = sign_in(client, name)
    assert answer["Location"] == "/"
    assert answer.cookies["django_language"].value == "ru"


def test_the_session_ends_with_the_browser_and_no_script_can_read_it(client, armenia):
    cookie = sign_in(client).cookies["session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["max-age"]


def test_a_wrong_password_tells_nothing_about_whether_the_account_exists(client, armenia):
    wrong = sign_in(client, password="wrong").content.decode()
    nobody = sign_in(client, name="nobody", password="wrong").content.decode()
    assert wrong.count("not correct") == nobody.count("not correct") >= 1


def test_after_five_wrong_passwords_even_the_right_one_has_to_wait(client, armenia):
    for _ in range(5):
        sign_in(client, password="wrong")
    answer = sign_in(client)
    assert answer.status_code in (200, 429)
    assert "_auth_user_id" not in client.session


def test_the_limits_are_counted_where_every_web_process_sees_them(settings):
    assert settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")


def test_a_new_password_is_asked_for_by_mail_and_an_unknown_address_gets_the_same_page(client, armenia):
    known = client.post(reverse("account_reset_password"), {"email": "armenia@example.org"})
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    assert known["Location"] == unknown["Location"]
    assert len(mail.outbox) == 1
    link = next(word for word in mail.outbox[0].body.split() if "/password/reset/key/" in word)
    address = client.get(link.split("testserver", 1)[1])["Location"]
    client.post(address, {"password1": "quite another sentence", "password2": "quite another sentence"})
    assert sign_in(client, password="quite another sentence").status_code == 302


def test_signing_out_needs_a_confirmed_click(client, armenia):
    sign_in(client)
    assert client.get("/account/logout/").status_code == 200
    assert "_auth_user_id" in client.session
    client.post("/account/logout/")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "name",
    [
        "my_account", "account_email", "account_change_password", "account_reauthenticate", "mfa_index",
        "mfa_list_webauthn", "mfa_add_webauthn", "mfa_activate_totp",
    ],
)  # fmt: skip
def test_every_page_about_ones_account_renders_for_its_holder_and_sends_strangers_to_sign_in(client, armenia, name):
    assert client.get(reverse(name)).status_code == 302
    sign_in(client)
    client.post(reverse("account_reauthenticate"), {"password": GOOD})
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert b"site-header" in answer.content


@pytest.mark.parametrize(
    "name",
    ["account_login", "account_signup", "account_reset_password", "account_reset_password_done", "account_inactive",
     "account_reset_password_from_key_done", "account_email_verification_sent"],
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_page_before_signing_in_renders_in_both_languages(client, name, language):
    client.cookies["django_language"] = language
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.content.decode()


def test_the_language_is_kept_with_the_account(client, armenia):
    sign_in(client)
    answer = client.post(reverse("my_account"), {"language": "en"})
    assert answer.cookies["django_language"].value == "en"
    armenia.refresh_from_db()
    assert armenia.language == "en"


@pytest.mark.parametrize("back", ["//elsewhere.example", "https://elsewhere.example/", "javascript:alert(1)", ""])
def test_the_language_link_leads_nowhere_else(client, back):
    answer = client.get("/language/", {"to": "ru", "next": back})
    assert answer["Location"] == "/"
    assert answer.cookies["django_language"].value == "ru"


def test_an_unknown_language_is_not_kept(client):
    assert "django_language" not in client.get("/language/", {"to": "xx", "next": "/account/login/"}).cookies


@pytest.mark.parametrize("name", ["mfa_add_webauthn", "mfa_activate_totp"])
def test_what_concerns_the_safety_of_an_account_asks_for_the_password_again(client, armenia, name):
    sign_in(client)
    assert client.get(reverse(name))["Location"].startswith(reverse("account_reauthenticate"))


def test_a_second_factor_is_set_up_asked_for_and_backed_by_recovery_codes(client, armenia):
    sign_in(client)
    client.post(reverse("account_reauthenticate"), {"password": GOOD})
    page = client.get(reverse("mfa_activate_totp"))
    assert "<svg" in page.content.decode()
    secret = page.context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})
    codes = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    assert len(codes) == 10
    client.logout()
    assert sign_in(client)["Location"] == reverse("mfa_authenticate")
    assert "second factor" in client.get(reverse("mfa_authenticate")).content.decode()
    assert "_auth_user_id" not in client.session
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "_auth_user_id" not in client.session
    client.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert "_auth_user_id" in client.session


def code_for(secret: str) -> str:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
