"""What a licence is worth, in words for everybody."""

from __future__ import annotations

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from comity.enterprises.rules import Answer, Happened, Validity, last_day
from comity.pages import moments
from comity.pages.vocabulary import Word

VALIDITIES: dict[Validity, Word] = {
    Validity.VALID: Word(pgettext_lazy("licence", "valid"), "good", "badge-check"),
    Validity.NOT_YET: Word(pgettext_lazy("licence", "not yet valid"), "waiting", "clock"),
    Validity.EXPIRED: Word(pgettext_lazy("licence", "expired"), "quiet", "calendar-x"),
    Validity.SUSPENDED: Word(pgettext_lazy("licence", "suspended"), "bad", "circle-pause"),
    Validity.REVOKED: Word(pgettext_lazy("licence", "revoked"), "bad", "circle-x"),
}


def validity(found: Validity) -> Word:
    """How a validity is shown."""
    return VALIDITIES[found]


def statement(answer: Answer, today: date) -> str:
    """One sentence: what the licence is, was or will be worth on the day, and until when."""
    day = moments.spoken(answer.day)
    if answer.day == today:
        said = _TODAY[answer.validity]()
    elif answer.day < today:
        said = _("On %(day)s the licence was %(validity)s.")
    else:
        said = _("On %(day)s the licence will be %(validity)s, as things stand today.")
    sentence = said % {"day": day, "validity": validity(answer.validity).label}
    last = last_day(answer.until)
    if last is not None and last >= today and answer.validity is not Validity.EXPIRED:
        sentence += " " + _("As things stand, that is so up to and including %(day)s.") % {"day": moments.spoken(last)}
    return sentence


_TODAY = {
    Validity.VALID: lambda: _("The licence is valid today."),
    Validity.NOT_YET: lambda: _("The licence is not valid yet."),
    Validity.EXPIRED: lambda: _("The licence has expired."),
    Validity.SUSPENDED: lambda: _("The licence is suspended today: it may not be used."),
    Validity.REVOKED: lambda: _("The licence has been revoked: it may not be used."),
}


HAPPENED: dict[Happened, str | Promise] = {
    Happened.ISSUED: pgettext_lazy("licence", "issued"),
    Happened.AMENDED: pgettext_lazy("licence", "amended"),
    Happened.RENEWED: pgettext_lazy("licence", "renewed"),
    Happened.SUSPENDED: pgettext_lazy("licence", "suspended"),
    Happened.LIFTED: pgettext_lazy("licence", "suspension lifted"),
    Happened.REVOKED: pgettext_lazy("licence", "revoked"),
    Happened.TRANSFERRED: pgettext_lazy("licence", "transferred"),
    Happened.ANNULLED: pgettext_lazy("licence", "annulled on appeal"),
}
