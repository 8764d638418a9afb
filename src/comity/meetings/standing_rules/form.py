"""What rules of procedure say, as frozen values with every default filled in (`reading` says which)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeAlias

from comity.meetings.election import Rounds
from comity.meetings.standing_rules.pattern import Pattern
from comity.procedure.decision import Rule
from comity.procedure.formula import Formula
from comity.procedure.notation import Duration
from comity.procedure.stages.form import Signature

SessionKind: TypeAlias = Literal["regular", "special", "written"]
SESSION_KINDS: tuple[SessionKind, ...] = ("regular", "special", "written")
Method: TypeAlias = Literal["consensus", "show of hands", "roll call", "secret ballot"]
METHODS: tuple[Method, ...] = ("consensus", "show of hands", "roll call", "secret ballot")
DecidedBy: TypeAlias = Literal["chair", "vote", "consensus"]
DECIDED_BY: tuple[DecidedBy, ...] = ("chair", "vote", "consensus")


NONE = Duration()
EVERY_BALLOT = Rounds()


class Who(StrEnum):
    """Who may do something in a session."""

    MEMBER = "member"
    OBSERVER = "observer"
    PARTNER = "partner"
    SECRETARIAT = "secretariat"
    CHAIR = "chair"


class Shorter(StrEnum):
    """On what ground a session may be convened at shorter notice than the rules ask for."""

    URGENCY = "urgency"
    AGREEMENT = "agreement"


@dataclass(frozen=True, slots=True)
class Notice:
    """For one kind of session: how long before its beginning members are told, and have agenda and documents.

    ``at_least`` is the shortest notice even where a ground for a shorter one is given.
    """

    convening: Duration
    agenda: Duration
    documents: Duration
    shorter: tuple[Shorter, ...] = ()
    at_least: Duration = NONE


@dataclass(frozen=True, slots=True)
class Agenda:
    """Who proposes items, until when before the beginning they are supplementary rather than additional.

    ``additional_if`` is the rule by which the body itself puts an item on the agenda after that, or changes it.
    """

    proposed_by: tuple[Who, ...]
    supplementary: Duration
    additional_if: Rule


@dataclass(frozen=True, slots=True)
class Delegation:
    """How many of each a delegation may hold; None: as many as it likes. There is always one head."""

    alternates: int | None = None
    delegates: int | None = None
    advisers: int | None = None


@dataclass(frozen=True, slots=True)
class Credentials:
    """Whose signature credentials need, until when they are due, and what a delegation may do until they are examined.

    ``provisional``: it takes part with the same rights until the report is adopted.
    """

    issued_by: tuple[str, ...]
    due: Duration
    provisional: bool
    examined_by: Literal["secretariat", "committee"]


@dataclass(frozen=True, slots=True)
class Reply:
    """The right of reply: how often in one item, and for how many minutes each time."""

    times: int
    minutes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Speaking:
    """Who may speak, for how many minutes, how often on one item (None: no limit), and the right of reply."""

    by: tuple[Who, ...]
    minutes: Mapping[str, int]
    times: int | None
    reply: Reply | None

    def limit(self, intervention: str) -> int | None:
        """The minutes for a kind of intervention (statement, point of order, …); None: no limit."""
        return self.minutes.get(intervention)


@dataclass(frozen=True, slots=True)
class Speakers:
    """How many may speak for and against a motion, beside its mover, before it is decided."""

    for_it: int = 0
    against: int = 0


@dataclass(frozen=True, slots=True)
class Motion:
    """A procedural motion. Its place in `StandingRules.motions` is its precedence: the first comes before all others.

    ``interrupts``: it may be moved while somebody speaks. ``during_voting``: it may be moved once voting has begun.
    ``cites`` is the number of the rule. Decided by ``chair``, the ruling may be appealed where ``appeal`` is given.
    """

    id: str
    title: Mapping[str, str]
    moved_by: tuple[Who, ...]
    speakers: Speakers
    decided_by: DecidedBy
    rule: Rule | None
    appeal: Rule | None
    interrupts: bool
    during_voting: bool
    cites: str


@dataclass(frozen=True, slots=True)
class Count:
    """The quorum as formulas over members that are ``present``: to open a meeting, and to take a decision."""

    to_open: Formula | None
    to_decide: Formula | None


@dataclass(frozen=True, slots=True)
class Voting:
    """Who votes, by which methods, and under which rules: ``rules`` by kind of question, ``ordinary`` always there.

    ``roll_call_on_request``: any one member may ask for it. A roll call begins with the member drawn by lot, in the
    alphabetical order of ``order_language``. A question may be withdrawn until ``withdrawal``, by its mover or the
    chair. ``ballots`` say how an election goes on; ``signature`` at which level a member signs its answer in a vote by
    device or by roll call.
    """

    by: tuple[Who, ...]
    methods: tuple[Method, ...]
    usual: Method
    elections: Method
    rules: Mapping[str, Rule]
    roll_call_on_request: bool
    explanations: Literal["before and after", "after", "none"]
    order_language: str
    withdrawal: Literal["voting begins", "the vote is closed"] = "voting begins"
    ballots: Rounds = EVERY_BALLOT
    signature: Signature = "session"

    def rule(self, kind: str = "ordinary") -> Rule:
        """The rule for a kind of question; one not named is ordinary."""
        return self.rules.get(kind, self.rules["ordinary"])


@dataclass(frozen=True, slots=True)
class Minutes:
    """How long after publication minutes may be corrected, and when they are adopted."""

    corrections: Duration
    adopted: Literal["next session", "written procedure", "lapse of the period"]


@dataclass(frozen=True, slots=True)
class StandingRules:
    """A body's rules of procedure in one version, known by ``digest`` (SHA-256 of its canonical JSON)."""

    id: str
    version: int
    title: Mapping[str, str]
    source: str
    languages: tuple[str, ...]
    sessions: Mapping[str, Notice]
    quorum: Count
    agenda: Agenda
    delegation: Delegation
    credentials: Credentials
    speaking: Speaking
    motions: tuple[Motion, ...]
    voting: Voting
    decisions: Pattern
    documents: Pattern
    minutes: Minutes
    seating: tuple[str, ...]
    digest: str

    def motion(self, motion: str) -> Motion | None:
        """The motion with this identifier."""
        return next((one for one in self.motions if one.id == motion), None)

    def precedence(self, motion: str) -> int:
        """Where a motion stands among the others: 0 comes first. Raises KeyError for one the rules do not know."""
        for place, one in enumerate(self.motions):
            if one.id == motion:
                return place
        raise KeyError(motion)
