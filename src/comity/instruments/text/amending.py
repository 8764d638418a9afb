"""Amendments to a text: provisions inserted, replaced or deleted. Where they conflict stands in `conflicts`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from comity.instruments.text.marking import explicit_marking_of, natural_marking_of
from comity.instruments.text.reading import read
from comity.instruments.text.structure import (
    HEADED,
    Block,
    Fault,
    Kind,
    Paragraph,
    Provision,
    Text,
    Unreadable,
)
from comity.phrase import Phrase, Refusal

PREFACE = "preface"


class Operation(StrEnum):
    """What an amendment does at a provision."""

    INSERT_BEFORE = "insert before"
    INSERT_AFTER = "insert after"
    REPLACE = "replace"
    DELETE = "delete"

    @property
    def inserts(self) -> bool:
        return self in (Operation.INSERT_BEFORE, Operation.INSERT_AFTER)


@dataclass(frozen=True, slots=True)
class Change:
    """An operation at a provision; ``words`` the marking of what is inserted or put in its place."""

    operation: Operation
    target: str
    words: str = ""


class NoSuchProvision(Refusal):
    """There is no provision "{provision}" in this version of the text. It may have been deleted since."""

    status = 409


class ProvisionChanged(Refusal):
    """The words of "{provision}" are no longer those that the amendment was proposed on. Propose it again."""

    status = 409


class WordsChanged(Refusal):
    """In "{provision}" the words “{words}” have been changed meanwhile. Propose the amendment again."""

    status = 409


class AlreadySaid(Refusal):
    """ "{provision}" says by now what this amendment would have it say."""

    status = 409


class WrongLevel(Refusal):
    """{found} cannot stand beside "{provision}". Write provisions of the same level as the one you amend."""

    status = 422


def fragment_of(words: str, language: str) -> tuple[Provision, ...]:
    """The provisions that an amendment writes. Raises `Unreadable` with the lines of the amendment."""
    reading = read(f"::body\n\n{words}", language=language)
    grave = [Fault(max(fault.line - 2, 1), fault.message) for fault in reading.faults if fault.grave]
    found = tuple(map(_unnamed, (*reading.text.body, *reading.text.annexes)))
    if not found and not grave:
        grave = [Fault(1, Phrase("There is no text yet."))]
    if grave:
        raise Unreadable(grave)
    return found


def words_of(provision: Provision, language: str) -> str:
    """The marking by which a provision would be put in its own place: where an amendment of it begins."""
    if provision.kind in (Kind.RECITAL, Kind.CLOSING):
        alone = replace(provision, kind=Kind.ALINEA, number="")
        said = any(not isinstance(block, Paragraph) or block.runs for block in provision.blocks)
        return f"{provision.number} {words_of(alone, language) if said else ''}".strip()
    text = Text(language, body=(provision,))
    if provision.kind is Kind.ANNEX:
        text = Text(language, annexes=(provision,))
    natural = natural_marking_of(text)
    try:
        same = [_nameless(one) for one in fragment_of(natural, language)] == [_nameless(provision)]
    except Unreadable:
        same = False
    return (natural if same else explicit_marking_of(text).removeprefix("::body")).strip()


def _nameless(provision: Provision) -> Provision:
    blocks, closing = (tuple(replace(block, id="") for block in row) for row in (provision.blocks, provision.closing))
    children = tuple(map(_nameless, provision.children))
    return replace(provision, id="", blocks=blocks, children=children, closing=closing)


def _unnamed(provision: Provision) -> Provision:
    """Without identifiers, lest a later change takes what is new for what was there."""
    return replace(provision, id="", children=tuple(map(_unnamed, provision.children)))


def applied(text: Text, changes: Sequence[Change]) -> Text:
    """The text with these changes made one after another, each at an identifier of ``text`` as it is given.

    Raises `NoSuchProvision`, `WrongLevel`, `Unreadable`. Identifiers of the result are given anew.
    """
    made = text
    for change in changes:
        made = _applied(made, change)
    return read(explicit_marking_of(made), language=text.language).text


def changed_within(provision: Provision, change: Change, language: str) -> tuple[Provision, ...]:
    """What stands in the place of a provision when a change to it, or to one within it, is made.

    Raises `NoSuchProvision`, `WrongLevel`, `Unreadable`.
    """
    new = fragment_of(change.words, language) if change.operation is not Operation.DELETE else ()
    made = _within((provision,), change, new)
    if made is None:
        raise NoSuchProvision(provision=change.target)
    return made


def _applied(text: Text, change: Change) -> Text:
    new = fragment_of(change.words, text.language) if change.operation is not Operation.DELETE else ()
    if change.target == PREFACE:
        if change.operation is not Operation.REPLACE:
            raise WrongLevel(found=change.operation, provision=PREFACE)
        blocks = [block for one in new for block in one.blocks if isinstance(block, Paragraph)]
        return replace(text, preface=tuple(blocks))
    for name in ("preamble", "body", "conclusions", "annexes"):
        roots: tuple[Provision, ...] = getattr(text, name)
        made = _within(roots, change, new)
        if made is not None:
            return replace(text, **{name: made})  # type: ignore[arg-type]
    raise NoSuchProvision(provision=change.target)


def _within(
    provisions: tuple[Provision, ...], change: Change, new: tuple[Provision, ...]
) -> tuple[Provision, ...] | None:
    """The provisions with the change made among them or within one of them; ``None`` if its target is not here."""
    for at, one in enumerate(provisions):
        if one.id == change.target:
            fitting = tuple(made for provision in new for made in _fitting(provision, one))
            match change.operation:
                case Operation.INSERT_BEFORE:
                    fitting = (*fitting, one)
                case Operation.INSERT_AFTER:
                    fitting = (one, *fitting)
            return (*provisions[:at], *fitting, *provisions[at + 1 :])
        if change.target.startswith(f"{one.id}__"):
            inner = _within(one.children, change, new)
            if inner is not None:
                return (*provisions[:at], replace(one, children=inner), *provisions[at + 1 :])
    return None


def _fitting(new: Provision, beside: Provision) -> tuple[Provision, ...]:
    """A written provision as it can stand beside another: a recital in the preamble, an article among articles."""
    if beside.kind in (Kind.RECITAL, Kind.CLOSING):
        if new.kind in HEADED or new.children:
            raise WrongLevel(found=new.number or new.kind, provision=beside.id)
        number = new.number if beside.kind is Kind.RECITAL else ""
        blocks: tuple[Block, ...] = new.blocks or (Paragraph("", ()),)
        return tuple(replace(new, kind=beside.kind, number=number, blocks=(block,)) for block in blocks)
    headed, annexed = new.kind in HEADED, new.kind is Kind.ANNEX
    if annexed != (beside.kind is Kind.ANNEX) or headed != (beside.kind in HEADED):
        raise WrongLevel(found=new.number or new.kind, provision=beside.id)
    return (new,)
