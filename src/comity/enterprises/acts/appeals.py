"""Appeals against what an authority has decided. One that is upheld undoes the act from the beginning."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from comity.enterprises import refusals
from comity.enterprises.acts.applications import COMPLETE, REFUSED
from comity.enterprises.acts.licences import append
from comity.enterprises.acts.shapes import Long, require_on_behalf
from comity.enterprises.models import Appeal, Application, Authority, Licence
from comity.enterprises.rules import Event, Happened, standing
from comity.parties.acts import Digest
from comity.parties.acts.requirements import require_own
from comity.parties.rules import Power
from comity.record.acts import Act, Identifier, Occasion
from comity.record.rows import Rows

ActId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f-]{36}$")]
APPEALABLE = (Happened.AMENDED, Happened.SUSPENDED, Happened.REVOKED, Happened.TRANSFERRED)


class LodgeAppeal(Act):
    """An enterprise appeals against an act on its licence, or against the refusal of its application.

    ``grounds`` is a confidential content. The act stands until the appeal is decided.
    """

    type = "enterprises.appeal.lodge"
    done = "An appeal was lodged"
    needs = Power.APPLY_FOR_LICENCE
    system_may = True

    appeal: Identifier
    enterprise: Identifier
    against: ActId
    licence: Identifier | None = None
    application: Identifier | None = None
    grounds: Digest

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        require_on_behalf(rows, self.enterprise, occasion)
        authority = self._authority_against(rows)
        if authority is None or rows.find(Appeal, against=self.against):
            raise refusals.NothingToAppeal(act=self.against)
        if rows.lock(Appeal, self.appeal) is not None:
            raise refusals.NumberTaken(number=self.appeal)
        rows.put(
            Appeal(
                id=self.appeal,
                enterprise=self.enterprise,
                authority=authority,
                licence=self.licence or "",
                application=self.application or "",
                against=self.against,
                grounds=self.grounds,
                lodged_at=occasion.at,
                decided_at=None,
                upheld=None,
                reasons={},
            )
        )

    def _authority_against(self, rows: Rows) -> str | None:
        """Whose act it is; None if it is none that can be appealed against."""
        if self.licence is not None and self.application is None:
            licence = rows.lock(Licence, self.licence)
            if licence is None or licence.enterprise != self.enterprise:
                return None
            acts = (event.act for event in standing(licence.history) if event.what in APPEALABLE)
            return licence.authority if self.against in acts else None
        if self.application is not None and self.licence is None:
            application = rows.lock(Application, self.application)
            if application is None or application.enterprise != self.enterprise or application.state != REFUSED:
                return None
            return application.authority if application.decided_by == self.against else None
        return None

    def contents(self) -> tuple[str, ...]:
        return (self.grounds,)

    def topics(self) -> tuple[str, ...]:
        return (f"enterprise:{self.enterprise}", f"appeal:{self.appeal}")


class DecideAppeal(Act):
    """The member decides on an appeal. Upheld, the act is undone from the beginning, and a refusal is open again.

    Whoever may designate the authority decides, not the authority itself.
    """

    type = "enterprises.appeal.decide"
    done = "An appeal was decided"
    needs = Power.DESIGNATE_AUTHORITY
    system_may = True

    appeal: Identifier
    upheld: bool
    reasons: Long

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        found = rows.lock(Appeal, self.appeal)
        if found is None or found.decided_at is not None:
            raise refusals.NoSuchAppeal(appeal=self.appeal)
        authority = rows.read(Authority, found.authority)
        assert authority is not None  # it is never removed
        require_own(rows, authority.party, occasion)
        found.decided_at, found.upheld, found.reasons = occasion.at, self.upheld, self.reasons
        rows.put(found)
        if not self.upheld:
            return
        if found.licence:
            licence = rows.lock(Licence, found.licence)
            assert licence is not None
            _annul(rows, licence, found.against, occasion)
            return
        application = rows.lock(Application, found.application)
        assert application is not None
        application.state, application.decided_at, application.decided_by = COMPLETE, None, ""
        application.reasons = {}
        rows.put(application)

    def topics(self) -> tuple[str, ...]:
        return ("enterprises", f"appeal:{self.appeal}")


def _annul(rows: Rows, licence: Licence, act: str, occasion: Occasion) -> None:
    event = next(one for one in licence.history if one.act == act)
    append(rows, licence, Event(Happened.ANNULLED, event.day, occasion.id, occasion.at, of=act))
    counted = standing(licence.history)
    # Columns are what the licence is now; the events alone say what it was.
    licence.scope = list(next(one.scope for one in reversed(counted) if one.scope))
    licence.enterprise = next(one.holder for one in reversed(counted) if one.holder)
    rows.put(licence)
