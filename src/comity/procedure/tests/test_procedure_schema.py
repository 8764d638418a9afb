"""The JSON Schema of procedures accepts what the parser accepts, and refuses what is misshapen."""

from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from comity.procedure import notation, schema
from comity.procedure.errors import RuleError
from comity.procedure.stages import Procedure
from comity.procedure.stages.form import CLOSINGS, KINDS, OUTCOMES, SIGNATURES
from comity.procedure.stages.stage_reading import KEYS
from comity.procedure.stages.testing import MAJORITY, drafting, of_stages, silence, source, vote

PROFILES = Path(__file__).resolve().parents[4] / "profiles"
FILES = sorted(PROFILES.glob("*/procedures/*.yaml"))
SCHEMA = schema.load("procedure")
REGISTRY = Registry().with_resources((each["$id"], Resource.from_contents(each)) for each in [*schema.by_id().values()])
VALIDATOR = Draft202012Validator(SCHEMA, registry=REGISTRY)


def test_the_schema_is_itself_valid():
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", ["cooperation-strategy", "river-basin-annex"])
def test_complete_procedures_are_valid(name):
    VALIDATOR.validate(source(name))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_the_procedures_of_the_profiles_are_valid(path):
    data = notation.load(path.read_bytes())
    Procedure.parse(data)
    VALIDATOR.validate(data)


@pytest.mark.parametrize(
    "stage",
    [
        vote(),
        vote(kind="decide", closes="by the chair", not_before="P1M+P2D", extension={"times": 2, "by": "P1M"}),
        vote(each="member", sub_procedure="free", signature="passkey", limit=3, title="A vote", note="n", source="s"),
        vote(
            ad_referendum={"approve ad referendum": "approve"},
            then={"no quorum": "abandoned", "unconfirmed": "rejected"},
        ),
        vote(deadline=["P1M", "P15D"]),
        silence(),
        silence(on_objection=["extend P90D", "leave P30D", "exempt the objector"], objections=["object"]),
        silence(then={"defeated": "abandoned"}),
        {"id": "notice", "kind": "tacit", "window": "PT48H", "on_objection": "exempt the objector"},
        drafting(deadline="P90D", extension="once P30D", then={"submitted": "drafting", "exhausted": "abandoned"}),
        {"id": "drafting", "kind": "drafting"},
    ],
)
def test_every_form_of_a_stage_is_valid(stage):
    data = of_stages(stage, vote("another"))
    Procedure.parse(data)
    VALIDATOR.validate(data)


@pytest.mark.parametrize(
    "stage",
    [
        vote(deadlin="P30D"),
        vote(deadline="30 days"),
        vote(extension="P60D"),
        vote(closes="sometimes"),
        vote(signature="seal"),
        vote(limit=0),
        vote(positions=[]),
        vote(rule={"adopted": MAJORITY}),
        vote(body="commission", each="member"),
        vote(sub_procedure="free"),
        vote(then={"adpoted": "adopted"}),
        vote(kind="drafting"),
        {"rule": MAJORITY},
        {"id": "vote", "positions": ["approve"]},
        silence(window=None),
        silence(deadline="P30D"),
        silence(on_objection="shout"),
        silence(on_objection=["break", "extend P1D"]),
        silence(then={"defeated": "rejected", "rejected": "rejected"}),
        {"id": "s", "kind": "tacit", "window": "P1D"},
        {"id": "s", "kind": "tacit", "defeated_if": {"count": "object", "more_than": 0}},
    ],
)
def test_what_is_misshapen_is_refused_by_the_schema_and_by_the_parser(stage):
    data = of_stages(stage)
    assert not VALIDATOR.is_valid(data)
    with pytest.raises(RuleError):
        Procedure.parse(data)


def test_the_schema_knows_the_words_that_the_parser_knows():
    parts = SCHEMA["$defs"]
    for kind in KINDS:
        assert set(parts[kind]["properties"]) == set(KEYS[kind])
        words = set(parts[kind]["properties"]["then"]["properties"]) - {"defeated"}
        assert words == set(OUTCOMES[kind])
    assert tuple(parts["decide"]["properties"]["closes"]["enum"]) == CLOSINGS
    assert tuple(parts["decide"]["properties"]["signature"]["enum"]) == SIGNATURES
