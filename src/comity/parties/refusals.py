"""What the parties room refuses, in words for the person who tried."""

from __future__ import annotations

from comity.record.refusals import ActRefused, NotAuthorised


class NoPowers(NotAuthorised):
    """No full powers stand under the capacity you act in. Choose one of your capacities, or ask for full powers."""


class PowersOfAnother(NotAuthorised):
    """These full powers were given to another person or for another party; nobody else can use them."""


class PowersNotYet(NotAuthorised):
    """Your full powers begin only on {since}. Until then somebody else must act for {party}."""


class PowersExpired(NotAuthorised):
    """Your full powers for {party} ended on {until}. Ask whoever grants them for new ones."""


class PowersRevoked(NotAuthorised):
    """Your full powers for {party} were revoked on {revoked}. Ask whoever grants them if you should still act."""


class PowerNotHeld(NotAuthorised):
    """Your full powers for {party} do not cover this: the power "{power}" is missing. Ask whoever grants them."""


class PowersForOtherBody(NotAuthorised):
    """Your full powers for {party} are for the body "{body}" only, and this happens in "{venue}"."""


class PartySuspended(NotAuthorised):
    """The rights of {party} are suspended, so nobody can act for it now. Its positions taken before stand."""


class PartyNotActing(NotAuthorised):
    """{party} is not a party to this organisation on {day}."""


class NotAdmitted(ActRefused):
    """Members, observers and partners are admitted; of the kind “{kind}” nobody is."""


class BodyOfRoom(ActRefused):
    """A body of the kind “{kind}” is not changed as others are: its own pages establish and end it."""


class NoSuchParty(ActRefused):
    """There is no party "{party}" in this organisation. Check the identifier."""

    status = 404


class NoSuchBody(ActRefused):
    """There is no body "{body}" in this organisation, or it was dissolved."""

    status = 404


class NoSuchPerson(ActRefused):
    """There is no person "{person}" on the record. Register the person first."""

    status = 404


class NoSuchPowers(ActRefused):
    """There are no full powers "{powers}", or they were revoked already."""

    status = 404


class AlreadyThere(ActRefused):
    """ "{id}" stands on the record already. Choose another identifier."""


class NotYours(NotAuthorised):
    """You act for {party} and cannot do this for {other}. Only {other} itself or the secretariat can."""


class BasisMissing(ActRefused):
    """Full powers that the secretariat enters for {party} must rest on its letter: attach the credentials received."""

    status = 422


class PowerReserved(ActRefused):
    """The power "{power}" belongs to the secretariat and cannot be granted for {party}."""

    status = 422


class NotWithinRights(ActRefused):
    """{party} is {kind} and its rights do not include "{power}"."""

    status = 422


class WrongDates(ActRefused):
    """The end ({until}) must come after the beginning ({since})."""

    status = 422


class AlreadySuspended(ActRefused):
    """The rights of {party} are suspended on that day already. Lift the suspension first, or leave it as it is."""


class NotSuspended(ActRefused):
    """The rights of {party} are not suspended, so there is nothing to lift."""
