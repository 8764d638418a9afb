"""The acts of the parties, grouped by the life of the thing: the organisation, a party, a body, a person."""

from __future__ import annotations

from comity.parties.acts.bodies import ComposeBody, DissolveBody, EstablishBody, SeatDelegate
from comity.parties.acts.membership import AdmitParty, LiftSuspension, SetWeights, SuspendParty, WithdrawParty
from comity.parties.acts.organisation import FoundOrganisation
from comity.parties.acts.persons import GrantFullPowers, RegisterPerson, RevokeFullPowers
from comity.parties.acts.shapes import ORGANISATION, SECRETARIAT, Digest, Language, Short, Weight, Words

__all__ = [
    "ORGANISATION",
    "SECRETARIAT",
    "AdmitParty",
    "ComposeBody",
    "Digest",
    "DissolveBody",
    "EstablishBody",
    "FoundOrganisation",
    "GrantFullPowers",
    "Language",
    "LiftSuspension",
    "RegisterPerson",
    "RevokeFullPowers",
    "SeatDelegate",
    "SetWeights",
    "Short",
    "SuspendParty",
    "Weight",
    "WithdrawParty",
    "Words",
]
