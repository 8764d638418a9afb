"""What is refused before a sitting, in words for the person who tried."""

from __future__ import annotations

from comity.record.refusals import ActRefused, NotAuthorised


class NoSuchRules(ActRefused):
    """There are no rules of procedure "{rules}". Publish them first, or choose others."""

    status = 404


class RulesExist(ActRefused):
    """Version {version} of the rules "{name}" is published and cannot change. Publish them as version {next}."""


class NoRules(ActRefused):
    """The body "{body}" has no rules of procedure yet. Say first which rules it follows, then convene the session."""


class NoSuchSession(ActRefused):
    """There is no session "{session}". Check the identifier, or look it up among the sessions."""

    status = 404


class NumberTaken(ActRefused):
    """The body "{body}" has a session number {number} already. Choose the next free one."""


class WrongTimes(ActRefused):
    """A session ends after it begins, and lies ahead: {begins} to {ends} does not."""

    status = 422


class PlaceMissing(ActRefused):
    """Say where the session is held. Only a written procedure needs no place."""

    status = 422


class GroundMissing(ActRefused):
    """Say why the session is urgent, so that everybody can read it."""

    status = 422


class NoAgreement(ActRefused):
    """The members of "{body}" have not agreed to the shorter notice: "{case}" is not a question they adopted."""


class NotMovedLater(ActRefused):
    """A session is postponed to a later time than {begins}. To hold it earlier, cancel it and convene another."""

    status = 422


class SessionIs(ActRefused):
    """The session is {status}, so this cannot be done any more, or not yet."""


class NotOpen(SessionIs):
    """The session is {status}. This is done while it is open."""


class TooEarly(ActRefused):
    """The session begins on {begins}; it cannot be opened before that day."""


class NotPresiding(NotAuthorised):
    """Only whoever presides over the session, or the secretariat for the chair, can do this."""


class NoQuorum(ActRefused):
    """There is no quorum: {present} of {members} members are present, {needed} are needed."""


class NoSuchItem(ActRefused):
    """The agenda of this session has no item "{item}". Propose it first, or correct the list."""

    status = 404


class ItemTaken(ActRefused):
    """There is an item "{item}" in this session already. Choose another identifier."""


class SubItemAlone(ActRefused):
    """The first item of an agenda cannot be a sub-item: there is none above it. "{item}" is."""

    status = 422


class ItemTwice(ActRefused):
    """The item "{item}" stands on the list twice. Keep one of them."""

    status = 422


class ItemIsLate(ActRefused):
    """The item "{item}" was proposed after the time for it. Only the body itself can put it on: place it once the
    session is open, and have the agenda adopted."""


class MayNotPropose(NotAuthorised):
    """By the rules of this body {party}, as {kind}, does not propose items. Ask a member to propose it."""


class NoSuchSubject(ActRefused):
    """There is no {kind} "{subject}" to link the item to. Check its identifier."""

    status = 422


class NoSuchMatter(ActRefused):
    """Nothing called "{about}" is before this session. Open the page again."""

    status = 404


class MatterSettled(ActRefused):
    """ "{about}" is {status} already. Open the page again."""


class Objected(ActRefused):
    """There is no consensus: {parties} objected. Put the matter to a decision, or ask them to withdraw."""


class NotInBody(NotAuthorised):
    """{party} has no seat in "{body}" and cannot do this there."""


class NoSuchDocument(ActRefused):
    """There is no document "{document}" in this session, or it was withdrawn."""

    status = 404


class SymbolTaken(ActRefused):
    """The symbol "{symbol}" is used in this session already. The next free one is shown on the form."""


class NobodyAdmitted(ActRefused):
    """A restricted document names the bodies, delegations or persons that may open it, and a public one names none."""

    status = 422


class LanguageNotDue(ActRefused):
    """The document is not due in {language}. It is due in: {languages}."""

    status = 422


class SameText(ActRefused):
    """The text in {language} is the one issued before. Choose the revised file."""


class DelegationUnsound(ActRefused):
    """A delegation has exactly one head, and nobody in it twice."""

    status = 422


class DelegationTooLarge(ActRefused):
    """By the rules of this body a delegation holds at most {most} of the role {role}; here are {found}."""

    status = 422


class NoCredentials(ActRefused):
    """No credentials of {party} have been received for this session. Enter them first."""

    status = 404


class IssuerUnknown(ActRefused):
    """By the rules, credentials are issued by {issuers}; these are by "{found}"."""

    status = 422


class NotInDelegation(NotAuthorised):
    """You are not in the delegation of {party} to this session. Its head or focal point can name you."""


class NotRepresenting(NotAuthorised):
    """You attend as {role}. The head, alternates and delegates of {party} act for it in this session."""


class CredentialsWanting(NotAuthorised):
    """The credentials of {party} are {finding}, so it takes no part in decisions of this session."""


class AlreadyPresent(ActRefused):
    """{person} is noted as present already."""


class NotPresent(ActRefused):
    """{person} is not noted as present."""
