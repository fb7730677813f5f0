"""The reference data, loaded once for all tests of it."""

from __future__ import annotations

import pytest

from reference.graph import Reference


@pytest.fixture(scope="session")
def reference() -> Reference:
    return Reference()
