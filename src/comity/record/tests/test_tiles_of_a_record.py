from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.record import errors, merkle, sample, tiles
from comity.record.tiles import Bundle, Edge, Reader, Tile, Tree

HASHES = [sha256(number.to_bytes(4)).digest() for number in range(70_000)]
SIZES = st.one_of(st.integers(0, 3_000), st.sampled_from([255, 256, 257, 65_535, 65_536, 65_537, 70_000]))


def naive_tile(tile: Tile, size: int) -> bytes:
    """MTH(D[(n * 256 + i) * 256**l : (n * 256 + i + 1) * 256**l]) for each i, as C2SP tlog-tiles defines a tile."""
    span = 256**tile.level
    starts = range(tile.n * 256 * span, min(size, (tile.n + 1) * 256 * span) - span + 1, span)
    return b"".join(merkle.root_of(HASHES[start : start + span]) for start in starts)


@pytest.mark.parametrize(
    ("named", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 1_234_067), "tile/0/x001/x234/067"),
        (Tile(2, 0, 1), "tile/2/000.p/1"),
        (Tile(1, 1_000, 255), "tile/1/x001/000.p/255"),
        (Bundle(273, 112), "tile/entries/273.p/112"),
        (Bundle(1_000_000), "tile/entries/x001/x000/000"),
    ],
)
def test_paths_are_those_of_the_specification(named, path):
    assert named.path == path
    assert tiles.parse_path(path) == named


@pytest.mark.parametrize(
    "path",
    [
        "",
        "checkpoint",
        "tile/0",
        "tile/0/0",
        "tile/0/0000",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/0/001/234",
        "tile/0/x000/001",
        "tile/0/x001/x234/067/",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/",
        "tile/0/../000",
        "tile/entries/٠٠٠",
        "tile/0/x001/" + "x000/" * 40 + "000",
        "/tile/0/000",
    ],
)
def test_other_paths_name_nothing(path):
    with pytest.raises(errors.TileMalformed):
        tiles.parse_path(path)


def test_a_tree_of_seventy_thousand_has_the_tiles_that_the_specification_counts():
    found = list(tiles.tiles_of(70_000))
    assert sum(tile.level == 0 and tile.width == 256 for tile in found) == 273
    assert [tile for tile in found if tile.width < 256] == [Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]
    assert list(tiles.tiles_of(256)) == [Tile(0, 0), Tile(1, 0, 1)]
    assert list(tiles.tiles_of(0)) == []


@given(SIZES)
def test_an_export_holds_exactly_the_files_listed(size):
    computed = {tile.path for tile, _ in tiles.compute_tiles(HASHES[:size])}
    bundles = {bundle.path for bundle in tiles.bundles_of(size)}
    listed = list(tiles.files_of(size))
    assert set(listed) == computed | bundles | {"checkpoint"}
    assert len(listed) == len(set(listed))
    assert sum(bundle.width for bundle in tiles.bundles_of(size)) == size


def test_tiles_hold_the_hashes_that_the_specification_defines():
    for size in (1, 255, 256, 257, 70_000):
        for tile, hashes in tiles.compute_tiles(HASHES[:size]):
            assert hashes == naive_tile(tile, size), tile


@given(SIZES, st.integers(0, 1_500))
def test_a_growing_record_writes_the_tiles_of_its_new_size(before, more):
    files = {tile.path: hashes for tile, hashes in tiles.compute_tiles(HASHES[:before])}
    edge = Edge.read(Tree(Reader(files.get), before))
    after = HASHES[: before + more]
    written = edge.extend(after[before:])
    expected = {tile.path: hashes for tile, hashes in tiles.compute_tiles(after)}
    changed = {path for path, hashes in expected.items() if files.get(path) != hashes}
    assert {tile.path for tile, _ in written} == changed, "what changed is written, and nothing else"
    files |= {tile.path: hashes for tile, hashes in written}
    assert {path: files[path] for path in expected} == expected


@given(st.integers(0, 600), st.integers(1, 255))
def test_256_leaves_at_once_give_the_same_tiles(full, rest):
    count = full % 8
    edge, found = Edge(), []
    for n in range(count):
        hashes = b"".join(HASHES[n * 256 : n * 256 + 256])
        found += edge.extend_full(hashes, merkle.perfect_root(hashes))
    found += edge.extend(HASHES[count * 256 : count * 256 + rest])
    expected = dict(tiles.compute_tiles(HASHES[: count * 256 + rest]))
    assert {tile: hashes for tile, hashes in found if tile in expected} | dict(edge.partial_tiles()) == expected


def test_a_full_tile_is_appended_only_where_one_begins():
    edge = Edge()
    edge.extend(HASHES[:1])
    with pytest.raises(errors.ProofError):
        edge.extend_full(b"".join(HASHES[:256]), HASHES[0])


@pytest.mark.parametrize("partial", [[], [b""], [HASHES[0], HASHES[0]], [HASHES[0][:31]]])
def test_an_edge_of_the_wrong_widths_is_refused(partial):
    with pytest.raises(errors.ProofError):
        Edge(1, partial)


@given(SIZES.filter(bool), st.data())
def test_proofs_made_from_tiles_verify(size, data):
    files = {tile.path: hashes for tile, hashes in tiles.compute_tiles(HASHES[:size])}
    tree = Tree(Reader(files.get), size)
    index, before = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size))
    root, root1 = merkle.root_of(HASHES[:size]), merkle.root_of(HASHES[:before])
    assert tree.root() == root
    merkle.verify_inclusion(HASHES[index], index, size, tree.inclusion_proof(index), root)
    merkle.verify_consistency(before, size, tree.consistency_proof(before), root1, root)


@pytest.mark.parametrize(("level", "index"), [(0, 300), (8, 1), (9, 0), (3, 37), (0, -1)])
def test_a_node_outside_the_tree_is_refused(level, index):
    files = {tile.path: hashes for tile, hashes in tiles.compute_tiles(HASHES[:300])}
    with pytest.raises(errors.ProofError):
        Tree(Reader(files.get), 300)(level, index)


@given(st.lists(st.binary(max_size=40), max_size=256))
def test_bundles_read_back_to_the_same_entries(leaves):
    assert tiles.parse_bundle(tiles.encode_bundle(leaves)) == leaves


def test_a_bundle_is_lengths_and_entries():
    assert tiles.encode_bundle([b"ab", b"", b"c" * 65_535])[:6] == b"\x00\x02ab\x00\x00"
    with pytest.raises(errors.TileMalformed):
        tiles.encode_bundle([b"c" * 65_536])


@pytest.mark.parametrize(("encoded", "entry"), [(b"\x00", 0), (b"\x00\x02a", 0), (b"\x00\x01a\x00\x01", 1)])
def test_a_bundle_that_breaks_off_is_refused_at_the_entry(encoded, entry):
    with pytest.raises(errors.BundleBroken) as refused:
        tiles.parse_bundle(encoded)
    assert refused.value.values["entry"] == entry


def test_a_partial_file_replaced_by_the_full_one_is_read_from_it():
    record = sample.SampleRecord.opened()
    for number in range(255):
        record.system("a.b.c", {"number": number})
    full = Reader(sample.tree_files(record.leaves).get)
    assert full.tile(Tile(0, 0, 40)) == b"".join(map(merkle.leaf_hash, record.leaves[:40]))
    assert full.bundle(Bundle(0, 40)) == record.leaves[:40]
    for missing in (Tile(0, 1, 4), Bundle(1, 4), Tile(3, 0)):
        with pytest.raises(errors.FileMissing) as refused:
            full.bundle(missing) if isinstance(missing, Bundle) else full.tile(missing)
        assert refused.value.values["path"] == missing.path


def test_a_tile_of_the_wrong_length_is_refused():
    reader = Reader({"tile/0/000.p/2": bytes(63)}.get)
    with pytest.raises(errors.TileMalformed):
        reader.tile(Tile(0, 0, 2))


def test_a_directory_is_read_like_any_other_source(tmp_path):
    record = sample.SampleRecord.opened("amina")
    sample.write(record.files(), tmp_path)
    reader = Reader(tmp_path)
    assert reader.bundle(Bundle(0, 2)) == record.leaves
    assert reader.checkpoint().decode() == record.cosigned()
    for path in ("nothing", "checkpoint/nothing"):
        with pytest.raises(errors.FileMissing):
            reader.file(path)
