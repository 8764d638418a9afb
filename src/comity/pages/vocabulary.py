"""The words for positions and for where things stand, each with its tone and its icon: never colour alone.

Procedures are data and may use other words; those are shown as they are, in a neutral tone.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Word:
    """A word as a badge shows it. Tones: good, running, waiting, bad, neutral, quiet."""

    label: Text
    tone: str
    icon: str


POSITIONS: dict[str, Word] = {
    "approve": Word(_("approves"), "good", "check"),
    "yes": Word(_("in favour"), "good", "check"),
    "confirm": Word(_("confirms"), "good", "check-check"),
    "approve ad referendum": Word(_("approves ad referendum"), "waiting", "clock-check"),
    "ad referendum": Word(_("approves ad referendum"), "waiting", "clock-check"),
    "approve with reservation": Word(_("approves with a reservation"), "good", "file-check"),
    "abstain": Word(_("abstains"), "neutral", "minus"),
    "object": Word(_("objects"), "bad", "x"),
    "no": Word(_("against"), "bad", "x"),
    "refuse": Word(_("refuses"), "bad", "x"),
    "absent": Word(_("absent"), "quiet", "user-x"),
    "recused": Word(_("takes no part"), "quiet", "circle-slash"),
    "deposited": Word(_("deposited"), "good", "stamp"),
    "": Word(_("no position yet"), "quiet", "circle-dashed"),
}

POSITION_NOUNS: dict[str, Text] = {
    "approve": pgettext_lazy("position", "approve"),
    "yes": pgettext_lazy("position", "yes"),
    "confirm": pgettext_lazy("position", "confirm"),
    "approve ad referendum": pgettext_lazy("position", "approve ad referendum"),
    "ad referendum": pgettext_lazy("position", "ad referendum"),
    "abstain": pgettext_lazy("position", "abstain"),
    "object": pgettext_lazy("position", "object"),
    "no": pgettext_lazy("position", "no"),
    "refuse": pgettext_lazy("position", "refuse"),
    "absent": pgettext_lazy("position", "absent"),
    "recused": pgettext_lazy("position", "recused"),
    "deposited": pgettext_lazy("position", "deposited"),
}

# The same positions as a choice before it is made: an infinitive, not a report.
CHOICES: dict[str, Text] = {
    "approve": _("Approve"),
    "yes": _("In favour"),
    "confirm": _("Confirm"),
    "approve ad referendum": _("Approve ad referendum"),
    "abstain": _("Abstain"),
    "object": _("Object"),
    "no": _("Against"),
    "refuse": _("Refuse"),
}

STATUSES: dict[str, Word] = {
    "draft": Word(_("draft"), "neutral", "file-pen"),
    "open": Word(_("open"), "running", "circle-play"),
    "running": Word(_("running"), "running", "circle-play"),
    "in procedure": Word(_("in procedure"), "running", "route"),
    "silence running": Word(_("silence procedure running"), "running", "hourglass"),
    "waiting": Word(_("waiting"), "waiting", "clock"),
    "waiting on you": Word(_("waiting on you"), "waiting", "clock-alert"),
    "preliminarily adopted": Word(_("preliminarily adopted"), "running", "badge-check"),
    "adopted": Word(_("adopted"), "good", "gavel"),
    "in force": Word(_("in force"), "good", "landmark"),
    "provisionally applied": Word(_("provisionally applied"), "running", "landmark"),
    "rejected": Word(_("rejected"), "bad", "circle-x"),
    "not adopted": Word(_("not adopted"), "bad", "circle-x"),
    "defeated": Word(_("defeated by objections"), "bad", "circle-x"),
    "submitted": Word(_("submitted again"), "neutral", "file-up"),
    "no quorum": Word(_("no quorum"), "bad", "users"),
    "lapsed": Word(_("lapsed"), "bad", "calendar-x"),
    "unconfirmed": Word(_("not confirmed in time"), "bad", "calendar-x"),
    "exhausted": Word(_("sent back too often"), "bad", "circle-x"),
    "valid": Word(_("valid"), "good", "check"),
    "abandoned": Word(_("abandoned"), "quiet", "ban"),
    "withdrawn": Word(_("withdrawn"), "quiet", "undo-2"),
    "suspended": Word(_("suspended"), "bad", "circle-pause"),
    "terminated": Word(_("terminated"), "quiet", "ban"),
    "revoked": Word(_("revoked"), "quiet", "ban"),
    "dissolved": Word(_("dissolved"), "quiet", "ban"),
    "expired": Word(_("expired"), "quiet", "calendar-x"),
    "done": Word(_("done"), "good", "check"),
    "overdue": Word(_("overdue"), "bad", "calendar-x"),
    "verified": Word(_("verified"), "good", "shield-check"),
    "member": Word(_("member"), "neutral", "landmark"),
    "observer": Word(_("observer"), "quiet", "eye"),
    "partner": Word(_("partner"), "quiet", "handshake"),
    "secretariat": Word(_("secretariat"), "neutral", "briefcase"),
    "enterprise": Word(_("enterprise"), "neutral", "factory"),
    "active": Word(pgettext_lazy("party", "active"), "good", "check"),
    "not yet": Word(pgettext_lazy("party", "not yet"), "quiet", "clock"),
    "former": Word(pgettext_lazy("party", "former"), "quiet", "ban"),
    "convened": Word(_("convened"), "neutral", "calendar-check"),
    "closed": Word(_("closed"), "quiet", "door-closed"),
    "cancelled": Word(_("cancelled"), "bad", "calendar-x"),
    "superseded": Word(_("superseded"), "quiet", "history"),
    "in order": Word(_("in order"), "good", "circle-check"),
    "provisional": Word(_("provisional"), "waiting", "clock"),
    "not in order": Word(_("not in order"), "bad", "circle-x"),
    "received": Word(_("received"), "neutral", "inbox"),
    "not received": Word(_("not received"), "waiting", "clock-alert"),
    "present": Word(_("in the room"), "good", "user-check"),
    "not present": Word(_("not present"), "quiet", "user-x"),
    "late": Word(_("late"), "waiting", "clock-alert"),
}

SIGNATURES: dict[str, Word] = {
    "session": Word(pgettext_lazy("signature", "login"), "quiet", "log-in"),
    "key": Word(pgettext_lazy("signature", "signing key"), "neutral", "key-round"),
    "passkey": Word(_("passkey"), "neutral", "fingerprint-pattern"),
}


def position(name: str | None) -> Word:
    """How a position is shown; a word of the procedure's own as it stands."""
    return POSITIONS.get(name or "", Word(name or "", "neutral", "circle-dot"))


# What full powers may cover, by the names that `parties.rules.Power` gives.
POWERS: dict[str, Text] = {
    "position.take": _("take positions"),
    "question.put": _("put questions"),
    "procedure.conduct": _("conduct procedures"),
    "instrument.draft": _("draft texts"),
    "instrument.submit": _("submit texts"),
    "proposal.make": _("make proposals"),
    "instrument.deposit": _("deposit instruments"),
    "depositary.act": _("act as depositary"),
    "procedure.publish": _("publish procedures"),
    "powers.grant": _("grant full powers"),
    "keys.grant": _("grant signing keys"),
    "session.convene": _("convene sessions"),
    "session.preside": _("preside over sessions"),
    "session.attend": _("attend sessions"),
    "agenda.propose": _("propose items of an agenda"),
    "document.issue": _("issue documents of a session"),
    "delegation.name": _("name a delegation"),
    "credentials.examine": _("examine credentials"),
    "members.admit": _("admit parties"),
    "bodies.compose": _("establish bodies"),
    "persons.register": _("register persons"),
    "record.keep": _("keep the record"),
    "licence-classes.define": _("define classes of licences"),
    "authority.designate": _("designate licensing authorities"),
    "licence.decide": _("decide on licences"),
    "licence.apply": _("apply for licences"),
    "profile.keep": _("keep the enterprise’s profile"),
}


# By what members may be weighed; an organisation may weigh by anything else.
WEIGHTS: dict[str, Text] = {
    "population": pgettext_lazy("weight", "population"),
    "contribution": pgettext_lazy("weight", "contribution"),
    "contributions": pgettext_lazy("weight", "contributions"),
    "share": pgettext_lazy("weight", "share"),
    "votes": pgettext_lazy("weight", "votes"),
    "quota": pgettext_lazy("weight", "quota"),
    "area": pgettext_lazy("weight", "area"),
    "catchment": pgettext_lazy("weight", "catchment"),
}


# A person's place in a delegation.
ROLES: dict[str, Text] = {
    "head": _("head of delegation"),
    "alternate": _("alternate"),
    "delegate": pgettext_lazy("role", "delegate"),
    "adviser": _("adviser"),
    "expert": _("expert"),
}

BODY_KINDS: dict[str, Text] = {
    "commission": pgettext_lazy("body", "commission"),
    "council": pgettext_lazy("body", "council"),
    "committee": pgettext_lazy("body", "committee"),
    "working group": pgettext_lazy("body", "working group"),
    "bureau": pgettext_lazy("body", "bureau"),
    "conference": pgettext_lazy("body", "conference"),
}


def weight(name: str) -> Text:
    """By what a member is weighed, in words; a name not known here as it stands."""
    return WEIGHTS.get(name, name)


def power(name: str) -> Text:
    """What a power allows, in words; one of a room not known here as it stands."""
    return POWERS.get(name, name)


def choice(name: str) -> Text:
    """How a position is offered; a word of the procedure's own as it stands."""
    return CHOICES.get(name, name)


def status(name: str) -> Word:
    """How a state of affairs is shown; an unknown one as it stands."""
    return STATUSES.get(name, Word(name, "neutral", "circle-dot"))


def signature(level: str) -> Word:
    """How the level of a signature is shown (`session`, `key`, `passkey`)."""
    return SIGNATURES.get(level, Word(level, "quiet", "circle-question-mark"))
