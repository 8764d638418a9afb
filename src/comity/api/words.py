"""The powers in words, as a person chooses among them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.parties.rules import Power

POWERS: dict[str, str | Promise] = {
    Power.TAKE_POSITION: _("Take positions"),
    Power.PUT_QUESTION: _("Put questions"),
    Power.CONDUCT: _("Conduct procedures"),
    Power.DRAFT: _("Draft texts"),
    Power.SUBMIT: _("Submit texts to a procedure"),
    Power.PROPOSE: _("Make proposals that were asked for"),
    Power.DEPOSIT: _("Deposit instruments"),
    Power.RECEIVE_DEPOSIT: _("Act as depositary"),
    Power.PUBLISH_PROCEDURE: _("Publish procedures"),
    Power.GRANT_POWERS: _("Grant and revoke full powers"),
    Power.GRANT_KEYS: _("Grant and revoke signing keys"),
    Power.ADMIT: _("Admit and suspend parties"),
    Power.COMPOSE: _("Establish bodies"),
    Power.REGISTER: _("Register persons"),
    Power.KEEP_RECORD: _("Keep the record"),
}


def power(name: str) -> str | Promise:
    """A power in words; one that a later room brought, as it stands."""
    return POWERS.get(name, name)
