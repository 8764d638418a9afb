"""Comments on the provisions of a text: for one's own delegation, for the members, or for everybody."""

from __future__ import annotations

from typing import Literal

from comity.instruments import amending, refusals
from comity.instruments.acts.on_instrument import Number, OnInstrument
from comity.instruments.comments import Said
from comity.instruments.models import Comment
from comity.instruments.rules import Visibility
from comity.instruments.text.amending import NoSuchProvision
from comity.parties.acts import SECRETARIAT, Digest
from comity.parties.refusals import NotYours
from comity.parties.rules import Power
from comity.record.acts import Identifier, Occasion
from comity.record.rows import Rows


class CommentOnText(OnInstrument):
    """A party comments on a provision. What it says, and on what, stands in the content (`comments.Said`).

    The content of a comment that is not public is confidential: the record shows that there is one, and no more.
    """

    type = "instruments.comment.make"
    done = "A comment was made"
    needs = Power.PROPOSE

    on: Number
    visibility: Literal["own", "members", "public"]
    content: Digest

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        instrument = self.locked(rows)
        version = amending.version_of(rows, instrument.id, self.on)
        if self.visibility == Visibility.PUBLIC:
            said = Said.read(rows.content(self.content))
            if amending.structure_in(rows, version, said.language).find(said.provision) is None:
                raise NoSuchProvision(provision=said.provision)
        rows.put(
            Comment(
                id=occasion.id,
                instrument=instrument.id,
                version=self.on,
                party=occasion.by.party,
                visibility=self.visibility,
                content=self.content,
                at=occasion.at,
                withdrawn_at=None,
            )
        )

    def contents(self) -> tuple[str, ...]:
        return (self.content,)

    def feeds(self) -> tuple[str, ...]:
        return self.contents() if self.visibility == Visibility.PUBLIC else ()


class WithdrawComment(OnInstrument):
    """A party takes a comment back; the secretariat can take any off the page."""

    type = "instruments.comment.withdraw"
    done = "A comment was withdrawn"
    needs = Power.PROPOSE

    comment: Identifier

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        self.locked(rows)
        comment = rows.lock(Comment, self.comment)
        if comment is None or comment.instrument != self.instrument or comment.withdrawn_at is not None:
            raise refusals.NoSuchComment()
        if occasion.by.party not in (comment.party, SECRETARIAT):
            raise NotYours(party=occasion.by.party, other=comment.party)
        comment.withdrawn_at = occasion.at
        rows.put(comment)
