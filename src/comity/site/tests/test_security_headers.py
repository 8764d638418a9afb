from __future__ import annotations

import re
import subprocess
import sys

import pytest

pytestmark = pytest.mark.django_db


def test_a_page_loads_nothing_from_elsewhere_and_runs_nothing_inline(client):
    answer = client.get("/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert "publickey-credentials-get=(self)" in answer["Permissions-Policy"]
    assert "camera=()" in answer["Permissions-Policy"]


@pytest.mark.parametrize("address", ["/", "/account/login/", "/no/such/page/", "/account/password/reset/"])
def test_no_page_holds_inline_scripts_styles_or_handlers_or_another_host(client, address):
    html = client.get(address).content.decode()
    assert not re.findall(r"<script(?![^>]*(\bsrc=|type=\"application/json\"))", html)
    assert not re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:", html)
    assert not re.findall(r"(?:src|href|action)=\"(?:https?:)?//", html)


def test_static_files_carry_the_policy_too(client):
    answer = client.get("/static/comity/comity.css")
    assert answer.status_code == 200
    assert "default-src 'self'" in answer["Content-Security-Policy"]


def test_a_public_page_sets_no_cookie(client):
    assert not client.get("/").cookies


def settings_of(url: str) -> dict[str, str]:
    names = "SECURE_HSTS_SECONDS SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SESSION_COOKIE_HTTPONLY SESSION_COOKIE_NAME"
    code = f"from comity.site import settings as s\nfor n in '{names}'.split(): print(n, getattr(s, n))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"COMITY_URL": url, "COMITY_SECRET_KEY": "x"},
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(line.split(" ", 1) for line in done.stdout.splitlines())


def test_over_https_cookies_are_secure_and_the_browser_is_told_to_stay_there():
    found = settings_of("https://comity.example.org")
    assert int(found["SECURE_HSTS_SECONDS"]) >= 31_536_000
    assert found["SESSION_COOKIE_SECURE"] == found["CSRF_COOKIE_SECURE"] == found["SESSION_COOKIE_HTTPONLY"] == "True"
    assert found["SESSION_COOKIE_NAME"] == "__Host-session"


def test_without_https_no_promise_is_made_that_cannot_be_kept():
    found = settings_of("http://127.0.0.1:8000")
    assert found["SECURE_HSTS_SECONDS"] == "0"
    assert found["SESSION_COOKIE_SECURE"] == "False"
