"""What the OpenAPI document says of the REST part holds for requests that nobody wrote by hand."""

from __future__ import annotations

from typing import Any
from unittest import SkipTest

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from zhinan.query import PEOPLE, load_queries
from zhinan.serve import Limits, create_app
from zhinan.serve.openapi import describe_api
from zhinan.store import EmbeddedStore

CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance, negative_data_rejection, unsupported_method,
]  # fmt: skip


CATALOGUE = load_queries().pick_roles(*PEOPLE)
PATHS = list(describe_api(CATALOGUE)["paths"])


@pytest.fixture(scope="module")
def api(own_graph: EmbeddedStore) -> Any:
    app = create_app(own_graph, CATALOGUE, Limits(seconds=20), isolated=False)
    return schemathesis.openapi.from_asgi("/api/openapi.json", app)


@pytest.mark.parametrize(
    "mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fitting", "unfitting"]
)
@pytest.mark.parametrize("path", PATHS)
def test_an_operation_answers_as_it_is_described(api: Any, path: str, mode: GenerationMode) -> None:
    (operation,) = api[path].values()

    @settings(
        max_examples=2, derandomize=True, deadline=None, database=None,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def hold(case: Any) -> None:
        case.call_and_validate(checks=CHECKS)

    try:
        hold()
    except (
        Unsatisfiable,
        SkipTest,
    ):  # nothing that does not fit can be made, such as for a route that takes nothing
        assert mode is GenerationMode.NEGATIVE
