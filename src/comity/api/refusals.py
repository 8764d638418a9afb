"""What the API refuses, in words for whoever writes or runs the programme."""

from __future__ import annotations

from comity.phrase import Refusal


class RequestRefused(Refusal):
    """The request was refused: {reason}"""

    status = 400


class FieldRefused(RequestRefused):
    """The field "{field}" holds {found}; expected: {expected}."""

    status = 422


class BodyRefused(RequestRefused):
    """The body of the request cannot be read: {reason}. Send JSON in UTF-8, as the description of the API shows."""


class BodyTooLarge(RequestRefused):
    """The body of the request has more than {limit} bytes. Send less at once."""

    status = 413


class MediaTypeRefused(RequestRefused):
    """The body of the request is of the type {found}; expected: {expected}."""

    status = 415


class NoSuchAddress(RequestRefused):
    """Nothing is at {path}. All addresses stand in the description of the API at {description}."""

    status = 404


class MethodRefused(RequestRefused):
    """This address does not take {method}; it takes {allowed}."""

    status = 405


class NotFound(RequestRefused):
    """There is no {kind} "{id}" here."""

    status = 404


class NotPlacedYet(RequestRefused):
    """The act {id} is committed, and gets its place in the record within a second. Ask for its receipt again then."""

    status = 409


class TokenMissing(RequestRefused):
    """This needs a token. Make one on the page {page}, and send it in the header "Authorization: Bearer …"."""

    status = 401


class TokenInvalid(RequestRefused):
    """The token is not valid: it is unknown, was revoked, or has expired. Make a new one on the page {page}."""

    status = 401


class TokenPowersEnded(RequestRefused):
    """The full powers behind this token have ended, so the token is worth nothing. Ask whoever grants full powers."""

    status = 401


class OutOfScope(RequestRefused):
    """This needs the power "{power}", which the token does not cover. Make a token that covers it."""

    status = 403


class TooManyRequests(RequestRefused):
    """Too many requests from this caller. Wait {seconds} seconds and try again."""

    status = 429


class SystemActsAlone(RequestRefused):
    """An act in the capacity of the system is made by this server alone; sign in a capacity of your own."""

    status = 403


class TooComplex(RequestRefused):
    """This rule has {found} {what} and at most {limit} are worked out here. The command line has no such limit."""

    status = 422


class CannotServe(RequestRefused):
    """Something went wrong here, and it is not your request. Look whether the act was recorded, then try again later.

    An act handed in again under the same key or signature is never done twice.
    """

    status = 500


class AddressRefused(RequestRefused):
    """Nothing can be delivered to {url}: {reason}."""

    status = 422
