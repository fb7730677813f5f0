"""Servers that several tests ask."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from graph.roots import ROOT
from serve.live import make_store, run_server
from zhinan.graph import assemble_graph
from zhinan.serve import MIB, Limits
from zhinan.store import EmbeddedStore


@pytest.fixture(scope="session")
def limits() -> Limits:
    return Limits(
        seconds=1.0, memory=128 * MIB, answer=4 * MIB, patience=1.0, body=64 * 1024, query=512 * 1024
    )


@pytest.fixture(scope="session")
def address(limits: Limits) -> Iterator[str]:
    """A server over numbered things, with workers and with little patience."""
    with run_server(make_store(), limits) as address:
        yield address


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=30, trust_env=False) as client:
        yield client


@pytest.fixture(scope="session")
def own_graph() -> EmbeddedStore:
    """Our own graph, assembled once."""
    return EmbeddedStore(assemble_graph(ROOT))
