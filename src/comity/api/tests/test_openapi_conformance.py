"""The API does what its description says, whatever it is asked: schemathesis against the real application and database.

The bad requests come from the same description: each operation is asked with what fits it and with what does not.
"""

from __future__ import annotations

import os

import orjson
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, assume, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from comity.api import rates, routes
from comity.api.rates import Rate
from comity.cases.testing import one_stage

pytestmark = pytest.mark.django_db

SCHEMA = schemathesis.openapi.from_dict(routes.api().get_openapi_schema(path_prefix="/api/"))
SCHEMA.app = get_wsgi_application()
SCHEMA.config.generation.update(allow_x00=False)  # no database stores it, and no JSON Schema can say so
OPERATIONS = [found.ok() for found in SCHEMA.get_all_operations()]
WITHOUT_INPUT = {"/api/organisation", "/api/bodies", "/api/schemas"}
EXAMPLES = int(os.environ.get("COMITY_EXAMPLES", "12"))
# Their form is described, and what they hold is found out only by reading it.
MEANINGFUL = {"cursor", "draft", "contents.0.body"}


@pytest.fixture
def organisation(house, monkeypatch):
    """An organisation in which there is something of everything, and nobody is kept waiting."""
    for name in ("ANONYMOUS", "SIGNED", "TOKEN", "MEBIBYTES"):
        monkeypatch.setattr(rates, name, Rate(name, a_minute=10**9, burst=10**9))
    house.asked(one_stage())
    house.says("AM", "approve")
    house.place()
    # As Django's own test client does: a request must not close the connection in whose transaction the test runs.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield house
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def never_refused_for_its_shape(ctx, response, case):
    """What fits the description may be refused for what it means, but not for its shape."""
    if case.meta.generation.mode.is_negative or response.status_code not in (400, 422):
        return
    told = orjson.loads(response.content)
    if told["code"] in ("FieldRefused", "BodyRefused") and told["values"].get("field") not in MEANINGFUL:
        raise AssertionError(f"refused for its shape: {told}")


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_every_operation_answers_as_it_is_described(organisation, operation):
    # Werkzeug does not unpack what is sent compressed.
    headers = {"Authorization": f"Bearer {organisation.token(organisation.desk)}", "Accept-Encoding": "identity"}
    fitting = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    others = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)

    @given(case=fitting if operation.path in WITHOUT_INPUT else fitting | others)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        database=None,
    )
    def answers(case):
        assume("host" not in {name.lower() for name in case.headers or ()})  # that is the site's business, not ours
        case.call_and_validate(
            headers=headers,
            additional_checks=[never_refused_for_its_shape],
            excluded_checks=[positive_data_acceptance],
        )

    answers()
