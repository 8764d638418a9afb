"""The acts of the enterprises: classes and authorities, the register, applications, the life of a licence, appeals."""

from __future__ import annotations

from comity.enterprises.acts.appeals import DecideAppeal, LodgeAppeal
from comity.enterprises.acts.applications import (
    AnswerApplicationQuestion,
    ApplyForLicence,
    AskApplicant,
    FindApplicationComplete,
    RefuseApplication,
    WithdrawApplication,
)
from comity.enterprises.acts.authorities import ChangeMandate, DesignateAuthority, EndDesignation, RecogniseLicences
from comity.enterprises.acts.classes import CloseLicenceClass, DefineLicenceClass
from comity.enterprises.acts.licences import (
    AmendLicence,
    IssueLicence,
    LiftLicenceSuspension,
    RenewLicence,
    RevokeLicence,
    SuspendLicence,
    TransferLicence,
)
from comity.enterprises.acts.register import ChangeEnterprise, RegisterEnterprise, StrikeOffEnterprise

__all__ = [
    "AmendLicence",
    "AnswerApplicationQuestion",
    "ApplyForLicence",
    "AskApplicant",
    "ChangeEnterprise",
    "ChangeMandate",
    "CloseLicenceClass",
    "DecideAppeal",
    "DefineLicenceClass",
    "DesignateAuthority",
    "EndDesignation",
    "FindApplicationComplete",
    "IssueLicence",
    "LiftLicenceSuspension",
    "LodgeAppeal",
    "RecogniseLicences",
    "RefuseApplication",
    "RegisterEnterprise",
    "RenewLicence",
    "RevokeLicence",
    "StrikeOffEnterprise",
    "SuspendLicence",
    "TransferLicence",
    "WithdrawApplication",
]
