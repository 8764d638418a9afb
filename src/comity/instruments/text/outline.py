"""What lies within what: chunks placed one after another into a tree of nodes.

Indentation decides where there is any; without it the way items are numbered does: "(a)" after "1." lies within it,
"2." after "(b)" follows "1.". Where a marking says the depth itself (``::2 (i) …``) nothing is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from comity.instruments.text.keywords import could_be_heading
from comity.instruments.text.lines import Chunk
from comity.instruments.text.numbering import Marker, marker_of, ordinal
from comity.instruments.text.structure import Fault, Kind
from comity.phrase import Phrase

MAX_DEPTH = 12
TWO_LINES = 3


@dataclass(slots=True)
class Draft:
    """A block before footnotes are bound and identifiers given: marked words, or the rows of a table."""

    line: int
    words: str = ""
    table: list[str] | None = None


@dataclass(slots=True)
class Node:
    """A provision in the making."""

    kind: Kind
    line: int = 0
    number: str = ""
    heading: str = ""
    blocks: list[Draft] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    closing: list[Draft] = field(default_factory=list)
    indent: int = 0
    dress: str = ""
    ordinal: int = 0
    bare: bool = False
    root: bool = False

    def add_block(self, block: Draft) -> None:
        """Running text belongs before what lies within the provision, or closes it."""
        if self.root:
            self.children.append(Node(Kind.ALINEA, block.line, blocks=[block]))
        else:
            (self.closing if self.children else self.blocks).append(block)

    def add(self, child: Node) -> None:
        """One more provision within; what seemed to close this one turns out to stand between two."""
        self.children += [Node(Kind.ALINEA, block.line, blocks=[block]) for block in self.closing]
        self.closing = []
        self.children.append(child)


class Outline:
    """The tree of a body or an annex while it is read."""

    def __init__(self, root: Node) -> None:
        self.root = root
        self.containers: list[Node] = []
        self.items: list[Node] = []
        self.faults: list[Fault] = []

    @property
    def place(self) -> Node:
        """The innermost container, or the root."""
        return self.containers[-1] if self.containers else self.root

    def take(self, chunk: Chunk) -> None:
        """Place one chunk."""
        if chunk.sort == "head":
            self._container(chunk)
        elif chunk.sort == "item":
            self._item(chunk)
        else:
            self._block(chunk)

    def _container(self, chunk: Chunk) -> None:
        head = chunk.head
        assert head is not None
        self.items = []
        kinds = [node.kind for node in self.containers]
        if chunk.depth is not None:
            del self.containers[chunk.depth :]
        elif head.kind in kinds:
            del self.containers[kinds.index(head.kind) :]
        elif kinds and kinds[-1] is Kind.ARTICLE:
            self.containers.pop()
        node = headed(chunk)
        self.place.bare = False
        self.place.add(node)
        self.containers.append(node)
        self._require_depth(chunk)

    def _item(self, chunk: Chunk) -> None:
        marker = chunk.marker
        assert marker is not None
        dress = self._pop_for(chunk, marker)
        node = Node(marker.kind, chunk.line, marker.printed, indent=chunk.indent, dress=dress)
        node.ordinal = ordinal(marker.core, _sort(dress)) if marker.core else 0
        self.place.bare = False
        (self.items[-1] if self.items else self.place).add(node)
        self.items.append(node)
        self._require_depth(chunk)
        if not chunk.lines:
            return
        inner = marker_of(chunk.lines[0])
        if chunk.depth is None and inner is not None and inner.kind is Kind.POINT and dress not in inner.dresses:
            indent = chunk.indent + len(marker.printed) + 1
            lines = [inner.rest, *chunk.lines[1:]] if inner.rest else chunk.lines[1:]
            self._item(Chunk(chunk.line, indent, "item", lines, marker=inner))
        else:
            node.add_block(Draft(chunk.line, chunk.words))

    def _pop_for(self, chunk: Chunk, marker: Marker) -> str:
        """Leave the items that end before this one; how it is dressed (a letter, or a Roman number)."""
        if chunk.depth is not None:
            self._require_level(chunk, chunk.depth - 1)
            del self.items[max(chunk.depth - 1, 0) :]
            return marker.dresses[0]
        within = [node for node in self.items if node.indent <= chunk.indent]
        for at in reversed(range(len(within))):
            for dress in marker.dresses:
                if within[at].dress == dress and _follows(within[at], marker, dress):
                    del self.items[self.items.index(within[at]) :]
                    return dress
        known = {node.dress for node in within}
        begun = next((one for one in marker.dresses if _is_first(marker, one) and one not in known), None)
        if begun is None:
            level = [node for node in within if node.indent == chunk.indent and node.dress in marker.dresses]
            if level:
                del self.items[self.items.index(level[-1]) :]
                return level[-1].dress
        self.items = within
        return begun or marker.dresses[0]

    def _block(self, chunk: Chunk) -> None:
        block = draft_of(chunk)
        if chunk.depth is not None:
            self._require_level(chunk, chunk.depth)
            del self.items[chunk.depth :]
        else:
            place = self.place
            if not self.items and place.bare and takes_heading(place, chunk):
                place.heading, place.bare = " ".join(chunk.lines), False
                return
            while self.items and not _holds(self.items[-1], chunk):
                self.items.pop()
        target = self.items[-1] if self.items else self.place
        target.bare = False
        target.add_block(block)

    def _require_level(self, chunk: Chunk, level: int) -> None:
        if level > len(self.items):
            said = Phrase("Depth {depth} is given, but nothing is open at the depth before it.", {"depth": chunk.depth})
            self.faults.append(Fault(chunk.line, said))

    def _require_depth(self, chunk: Chunk) -> None:
        if len(self.containers) + len(self.items) > MAX_DEPTH:
            said = Phrase("Provisions lie within one another more than {limit} deep here.", {"limit": MAX_DEPTH})
            self.faults.append(Fault(chunk.line, said))
            self.items = self.items[:1]


def headed(chunk: Chunk) -> Node:
    """The node of a heading, with the words of its chunk as its heading or its first paragraph."""
    head = chunk.head
    assert head is not None
    node = Node(head.kind, chunk.line, head.printed)
    rest, lines = head.rest, list(chunk.lines)
    if rest.startswith("# "):
        node.heading = rest[2:].strip()
        rest = ""
    elif rest and (could_be_heading(rest) or (head.kind is Kind.ANNEX and could_be_heading("X" + rest))):
        node.heading, rest = rest, ""
    while not rest and lines and not lines[0].startswith("\\") and (not node.heading or head.kind is not Kind.ARTICLE):
        line = lines[0]
        if not could_be_heading(line if head.kind is Kind.ARTICLE else "X" + line):
            break
        node.heading = f"{node.heading} {line}".strip()
        lines.pop(0)
        if head.kind is Kind.ARTICLE:
            break
    words = "\n".join([rest, *lines] if rest else lines)
    if words:
        node.blocks.append(Draft(chunk.line, words))
    node.bare = not node.heading and not words
    return node


def takes_heading(node: Node, chunk: Chunk) -> bool:
    """Whether the chunk after a bare "Article 5" or "PART I" is its heading."""
    lines = chunk.lines
    if chunk.sort != "text" or lines[0].startswith("\\"):
        return False
    limit = 1 if node.kind is Kind.ARTICLE else TWO_LINES
    return len(lines) <= limit and could_be_heading(" ".join(lines))


def draft_of(chunk: Chunk) -> Draft:
    """The block that a chunk is, whatever it would begin elsewhere."""
    if chunk.sort == "table":
        return Draft(chunk.line, table=list(chunk.lines))
    if chunk.marker is not None:
        return Draft(chunk.line, f"{chunk.marker.printed} {chunk.words}".strip())
    if chunk.head is not None:
        first = f"{chunk.head.printed} {chunk.head.rest}".strip()
        return Draft(chunk.line, "\n".join([first, *chunk.lines]))
    return Draft(chunk.line, chunk.words)


def _holds(item: Node, chunk: Chunk) -> bool:
    """Whether running text at this indentation belongs to an open item."""
    return item.indent < chunk.indent or (item.indent == chunk.indent and item.kind is Kind.PARAGRAPH)


def _sort(dress: str) -> str:
    return dress.lstrip("(_).–")


def _follows(item: Node, marker: Marker, dress: str) -> bool:
    return bool(marker.core) and ordinal(marker.core, _sort(dress)) == item.ordinal + 1


def _is_first(marker: Marker, dress: str) -> bool:
    return bool(marker.core) and ordinal(marker.core, _sort(dress)) == 1
