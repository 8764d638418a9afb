"""What the enterprises room refuses, in words for the person who tried."""

from __future__ import annotations

from comity.record.refusals import ActRefused


class NoSuchClass(ActRefused):
    """There is no class of licences "{licence_class}", or it is closed. Choose one of the list."""

    status = 404


class NoSuchAuthority(ActRefused):
    """There is no licensing authority "{authority}"."""

    status = 404


class AuthorityEnded(ActRefused):
    """The designation of the authority "{authority}" ended on {day}. It can decide nothing any more."""


class OutsideMandate(ActRefused):
    """The authority "{authority}" is not designated for licences of the class "{licence_class}"."""


class NumberTaken(ActRefused):
    """The number "{number}" is already used by another licence. Choose the next free one."""


class AlreadyRegistered(ActRefused):
    """The enterprise with the national number "{number}" is already on the register as "{enterprise}"."""


class NoSuchEnterprise(ActRefused):
    """There is no enterprise "{enterprise}" on the register, or it has been struck off."""

    status = 404


class NotThisAuthority(ActRefused):
    """Only the authority "{authority}" can do this."""


class NotTheEnterprise(ActRefused):
    """This is for the enterprise "{enterprise}" itself, or for the authority on its behalf."""


class NoSuchApplication(ActRefused):
    """There is no application "{application}"."""

    status = 404


class WrongState(ActRefused):
    """The application is {state}, so this cannot be done now."""


class NoSuchQuestion(ActRefused):
    """The application has no open question number {number}."""

    status = 404


class NoSuchLicence(ActRefused):
    """There is no licence "{licence}"."""

    status = 404


class OutsideClass(ActRefused):
    """The class "{licence_class}" does not cover {codes}. Take these out of the scope, or choose another class."""

    status = 422


class TermTooLong(ActRefused):
    """A licence of the class "{licence_class}" is issued for {months} months at most."""

    status = 422


class WrongTerm(ActRefused):
    """The term ends ({until}) before it begins ({since})."""

    status = 422


class OverlappingTerm(ActRefused):
    """The enterprise already holds the licence "{licence}" of this class for days of the same term. Renew that one."""


class LicenceIs(ActRefused):
    """The licence is {validity} on {day}, so this cannot be done."""


class MustBeMarked(ActRefused):
    """The day {day} is past. Say expressly that this counts for the past too, or choose a day from today on."""

    status = 422


class NotPast(ActRefused):
    """The day {day} is not past, so this does not count for the past."""

    status = 422


class NoSuchAppeal(ActRefused):
    """There is no appeal "{appeal}" waiting for a decision."""

    status = 404


class NothingToAppeal(ActRefused):
    """The act "{act}" is none that can be appealed against, or an appeal against it is already lodged."""


class NotDecided(ActRefused):
    """The case "{case}" was not adopted, so nothing can be based on it."""
