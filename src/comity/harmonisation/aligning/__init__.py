"""Which provisions of two texts correspond, with a calibrated probability and the evidence for it. Pure.

    align(source, target, encode=…) -> tuple[Proposal, …]     encode only for texts in two languages

Two stages: a few candidates for each provision, then all the evidence for these (docs/decisions/0015).
"""

from comity.harmonisation.aligning.align import Encode, Proposal, align
from comity.harmonisation.aligning.grounds import Ground
from comity.harmonisation.aligning.languages import UnknownLanguage
from comity.harmonisation.aligning.texts import LegalText, Provision

__all__ = ["Encode", "Ground", "LegalText", "Proposal", "Provision", "UnknownLanguage", "align"]
