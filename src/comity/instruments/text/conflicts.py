"""Where two amendments to a text stand against one another, and where one stands on a text that has moved on.

Both are decided by words: changes to different words of one provision are both made, changes to the same words clash.
"""

from __future__ import annotations

from dataclasses import replace

from comity.instruments.text.amending import (
    PREFACE,
    AlreadySaid,
    Change,
    NoSuchProvision,
    Operation,
    ProvisionChanged,
    WordsChanged,
    changed_within,
)
from comity.instruments.text.marking import explicit_marking_of
from comity.instruments.text.matching import matched
from comity.instruments.text.merging import Clash, merged, sizes
from comity.instruments.text.structure import Kind, Paragraph, Provision, Text, Unreadable
from comity.instruments.text.units import units_of

_OWN_LINE = (Kind.RECITAL, Kind.CLOSING)


def clashes(text: Text, one: Change, other: Change) -> tuple[Clash, ...]:
    """The words of ``text`` that both changes touch, so that only one of them can be made; empty if both can be.

    Two changes that do the same to the same provision clash too: the second would find nothing to do. Raises what
    `amending.applied` raises for a change that cannot be made to the text at all.
    """
    if one.operation.inserts and other.operation.inserts:
        return ()
    if one.target == other.target and (one.operation.inserts or other.operation.inserts):
        # Beside a provision that is replaced there is still a place; beside one that is deleted there is none.
        remaining = other if one.operation.inserts else one
        gone = remaining.operation is Operation.DELETE
        return (_whole(text, one, other),) if gone else ()
    outer, inner = sorted((one.target, other.target), key=len)
    if outer != inner and not inner.startswith(f"{outer}__"):
        return ()
    root = _provision(text, outer)
    if (one if one.target == outer else other).operation.inserts:
        return ()
    before = written((root,), text.language)
    first, second = (written(changed_within(root, change, text.language), text.language) for change in (one, other))
    if first == second:
        return (Clash(before, first, second),)
    return merged(before, first, second).clashes


def carried_over(base: Text, current: Text, change: Change) -> Change:
    """The change as it is made to ``current``: at the provision that it names in ``base``, wherever that stands now.

    Where a provision that it replaces has been changed in other words meanwhile, its words are merged with those.
    Raises `NoSuchProvision` if the provision is gone, `WordsChanged` if the same words are others now, `AlreadySaid` if
    they are those that it wants, and `ProvisionChanged` if what it deletes says something else by now.
    """
    was = _provision(base, change.target)
    found = _provision(current, _place_in(base, current, change.target))
    there = replace(change, target=found.id)
    if change.operation.inserts:
        return there
    before, now = written((was,), base.language), written((found,), base.language)
    if before == now:
        return there
    same = _said(was) == _said(found)
    if change.operation is Operation.DELETE:
        if not same:
            raise ProvisionChanged(provision=change.target)
        return there
    wanted = written(changed_within(was, change, base.language), base.language)
    if wanted == now:
        raise AlreadySaid(provision=change.target)
    both = merged(before, wanted, now)
    if both.clashes and same:  # its number alone has changed, and the amendment writes another
        return there
    merely = replace(there, words=both.words)
    if both.clashes or not _can_be_read(found, merely, base.language):
        first = both.clashes[0] if both.clashes else Clash(before, wanted, now)
        raise WordsChanged(provision=change.target, words=first.base or first.other)
    return merely


def _can_be_read(provision: Provision, change: Change, language: str) -> bool:
    """Words merged out of two readable texts are readable themselves but for odd cases, which go to the drafters."""
    try:
        changed_within(provision, change, language)
    except Unreadable:
        return False
    return True


def extent(text: Text, change: Change) -> tuple[int, int]:
    """How many words a change takes out of a text, and how many it puts in: how far it is removed from the text.

    Raises what `amending.applied` raises.
    """
    root = _provision(text, change.target)
    before = written((root,), text.language)
    return sizes(before, written(changed_within(root, change, text.language), text.language))


def written(provisions: tuple[Provision, ...], language: str) -> str:
    """Provisions as marking with every depth named: the same words for the same provisions wherever they stand."""
    plain = tuple(replace(one, kind=Kind.ALINEA) if one.kind in _OWN_LINE else one for one in provisions)
    body = tuple(one for one in plain if one.kind is not Kind.ANNEX)
    annexes = tuple(one for one in plain if one.kind is Kind.ANNEX)
    return explicit_marking_of(Text(language, body=body, annexes=annexes)).removeprefix("::body").strip()


def _place_in(base: Text, current: Text, target: str) -> str:
    """The identifier in ``current`` of a provision of ``base``. Raises `NoSuchProvision`."""
    if target == PREFACE:
        return PREFACE
    before, after = units_of(base), units_of(current)
    pairs = matched(before, after)
    place = next(at for at, unit in enumerate(before) if unit.id == target and not unit.closes)
    if place not in pairs:
        raise NoSuchProvision(provision=target)
    return after[pairs[place]].id


def _provision(text: Text, name: str) -> Provision:
    """A provision; the preface as one whose paragraphs are those of the title. Raises `NoSuchProvision`."""
    if name == PREFACE:
        blocks: tuple[Paragraph, ...] = text.preface
        return Provision(PREFACE, Kind.ALINEA, blocks=blocks)
    found = text.find(name)
    if found is None:
        raise NoSuchProvision(provision=name)
    return found


def _said(provision: Provision) -> list[tuple[object, ...]]:
    """What a provision and those within it say; their own numbers may have changed, their words not."""
    return [unit.content for unit in units_of(Text("und", body=(provision,)))]


def _whole(text: Text, one: Change, other: Change) -> Clash:
    words = written((_provision(text, one.target),), text.language)
    return Clash(words, one.words if one.operation.inserts else "", other.words if other.operation.inserts else "")
