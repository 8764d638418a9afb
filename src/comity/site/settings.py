"""Django's settings, all from the environment; `docs/administrator.md` lists every variable."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

PACKAGE = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("COMITY_DATA", ".comity")).resolve()
DEBUG = os.environ.get("COMITY_DEBUG") == "1"
SECRET_KEY = os.environ.get("COMITY_SECRET_KEY", "")
SITE_URL = os.environ.get("COMITY_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", urlsplit(SITE_URL).hostname or "localhost"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
HTTPS = SITE_URL.startswith("https://")

INSTALLED_APPS = [
    "comity.record",
    "comity.parties",
    "comity.cases",
    "comity.instruments",
    "comity.meetings",
    "comity.enterprises",
    "comity.site",
    "comity.api",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "comity.site.security.security_headers",
    "comity.site.static_files.StaticFiles",
    "comity.site.compression.Compressed",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "comity.site.viewer.viewer_middleware",
    "comity.site.refusals.RefusalMiddleware",
]
ROOT_URLCONF = "comity.site.urls"
ASGI_APPLICATION = "comity.site.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "comity.site.context.base",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "comity.site.templatetags.comity",
            ],
        },
    }
]


# Connections of one process, opened as they are wanted; who finds none free waits so many seconds.
POOL = {"min_size": 0, "max_size": 16, "timeout": 10.0}


def database(url: str) -> dict[str, object]:
    """Django's form of a PostgreSQL address; `host` as a query holds the directory of a Unix socket."""
    parts = urlsplit(url)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "comity",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or query.pop("port", "")),
        # Under ASGI every request has a thread of its own: connections kept by thread would never be used again.
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 3, "pool": POOL, **query},
    }


DATABASES = {"default": database(os.environ.get("DATABASE_URL", "postgresql:///comity"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "site.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

# Accounts are made by invitation of the secretariat only; nobody learns from us whether an address has one.
ACCOUNT_ADAPTER = "comity.site.accounts.ByInvitation"
ACCOUNT_FORMS = {"login": "comity.site.accounts.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "preferred"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_TOLERANCE = 1

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "comity.site.views.csrf_failure"
# Behind a proxy that ends TLS, say so: its X-Forwarded-Proto is then believed, and its X-Forwarded-For counted on.
if os.environ.get("COMITY_BEHIND_PROXY") == "1":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
# Rate limits are counted here, so every web process must see the same counts.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "site_cache"}}

# Mail goes out by the SMTP server named; without one it is printed, so that a demonstration needs nothing.
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("COMITY_MAIL_FROM", "comity@localhost")
if mail := os.environ.get("COMITY_SMTP"):
    EMAIL_HOST, EMAIL_PORT = urlsplit(mail).hostname or "localhost", urlsplit(mail).port or 587
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = (
        unquote(urlsplit(mail).username or ""),
        unquote(urlsplit(mail).password or ""),
    )
    EMAIL_USE_TLS = urlsplit(mail).scheme == "smtp+tls"
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ru", "Русский")]
FORM_RENDERER = "comity.site.forms.OneStyle"
LOCALE_PATHS = [PACKAGE / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "comity.site.static_files.HashedWhenCollected"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 0 if DEBUG else 3600
WHITENOISE_ALLOW_ALL_ORIGINS = False

COMITY = {
    # The name of this record: it stands in every checkpoint and in every act's capacity.
    "ORIGIN": os.environ.get("COMITY_ORIGIN", "localhost/comity"),
    # The server's two private keys (checkpoints; attestation of sessions) lie here, readable by the server alone.
    "KEYS": Path(os.environ.get("COMITY_KEYS", DATA / "keys")),
    # For so long it is kept who opened what is restricted.
    "OPENINGS_KEPT": timedelta(days=int(os.environ.get("COMITY_OPENINGS_DAYS", "365"))),
}

# What goes wrong is said on standard error, where whoever runs the server looks; nothing of it is shown on a page.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "procrastinate": {"level": "WARNING"},
    },
}
