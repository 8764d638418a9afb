"""Publishing a procedure: sound, in its next version, and then immutable."""

from __future__ import annotations

from typing import Any

from comity.cases import refusals
from comity.cases.models import Procedure
from comity.procedure.check import check
from comity.procedure.stages import Procedure as Form
from comity.record.acts import Occasion
from comity.record.rows import Rows


def publish(rows: Rows, occasion: Occasion, title: dict[str, str], source: dict[str, Any]) -> None:
    """Enter the next version of a procedure.

    Raises a RuleError with its place, `UnsoundProcedure` for the first error that `comity rule check` finds (what is
    merely doubtful is for its author to weigh), or `VersionExists`.
    """
    form = Form.parse(source, "source")
    unsound = next((finding for finding in check(source) if finding.level == "error"), None)
    if unsound is not None:
        raise refusals.UnsoundProcedure(place=unsound.place, what=unsound.phrase)
    expected = 1 + max((one.version for one in rows.find(Procedure, name=form.id)), default=0)
    if form.version != expected or rows.lock(Procedure, f"{form.id}/{form.version}") is not None:
        raise refusals.VersionExists(name=form.id, version=form.version, next=expected)
    rows.put(
        Procedure(
            id=f"{form.id}/{form.version}",
            name=form.id,
            version=form.version,
            title=title,
            source=source,
            digest=form.digest,
            published_at=occasion.at,
        )
    )
