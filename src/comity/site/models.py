"""Accounts: who may log in. An account is not on the record; the person it stands for is, by an opaque identifier."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models


class Account(AbstractUser):
    """A login. ``person`` is the identifier of a `parties.Person`, empty for somebody who only reads."""

    person = models.CharField(max_length=64, blank=True, db_index=True)
    language = models.CharField(max_length=8, blank=True)


KEPT_APART = (Account,)
