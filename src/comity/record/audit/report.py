"""What an audit finds, and how it says so."""

from __future__ import annotations

from dataclasses import dataclass, field

from comity.phrase import Phrase
from comity.record.checkpoint import COSIGNATURE, Checkpoint, Signature
from comity.record.errors import RecordRefusal


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, and where: at an act (position, identifier, type, as far as known) or in a file."""

    refusal: RecordRefusal
    position: int | None = None
    id: str | None = None
    type: str | None = None
    path: str | None = None

    @property
    def code(self) -> str:
        """The kind of finding: the class of the refusal."""
        return self.refusal.code

    @property
    def phrase(self) -> Phrase:
        """The place and what is wrong there, for translation."""
        what = self.refusal.phrase
        if self.position is None:
            return what
        if self.id is None:
            return Phrase("Act {position}: {what}", {"position": self.position, "what": what})
        values = {"position": self.position, "type": self.type, "id": self.id, "what": what}
        return Phrase("Act {position} ({type}, {id}): {what}", values)

    def __str__(self) -> str:
        return str(self.phrase)


@dataclass(slots=True)
class Report:
    """The outcome of an audit.

    ``findings`` holds the first ``limit`` of the ``found`` things that are wrong. ``signatures`` are the verified ones
    under the checkpoint, those of known witnesses included; ``withheld`` counts contents known to be withheld.
    """

    limit: int
    checkpoint: Checkpoint | None = None
    signatures: tuple[Signature, ...] = ()
    acts: int = 0
    contents: int = 0
    withheld: int = 0
    found: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return self.found == 0

    @property
    def witnesses(self) -> tuple[Signature, ...]:
        """The cosignatures of known witnesses, with their times."""
        return tuple(signature for signature in self.signatures if signature.verifier.algorithm == COSIGNATURE)

    def add(self, *findings: Finding) -> None:
        """Take findings in."""
        self.found += len(findings)
        self.findings += findings[: max(0, self.limit - len(self.findings))]
