"""The seats of the lanes, with a nursery that bears workers at once and never tells that one died."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from serve.live import EXAMPLE, make_store
from serve.test_safety import HEAVY
from zhinan.serve import Limits
from zhinan.serve.answer import LONG, Answered
from zhinan.serve.direct import SmallFirst
from zhinan.serve.pool import Pool
from zhinan.serve.problem import Refused
from zhinan.serve.question import Question
from zhinan.serve.seats import Job, Worker
from zhinan.serve.sheet import make_memory

LIMITS = Limits(seconds=0.05, fast=0.01, wait=0.1, workers=2, slow=1, answer=4096)


class Silent:
    """A nursery whose workers read no question, and whose dead are not told of."""

    def __init__(self, on_born: Callable[[int, socket.socket, int], None], *_: object) -> None:
        self._on_born, self._theirs = on_born, []

    def start(self, *_: object) -> None:
        """Nothing is to be started."""

    def order(self, *_: object) -> None:
        """Nothing is done."""

    def fork(self) -> None:
        ours, theirs = socket.socketpair()
        self._theirs.append(theirs)
        number = -len(self._theirs)  # no process has it, so that its CPU time is taken for endless
        asyncio.get_running_loop().call_soon(self._on_born, number, ours, make_memory(LIMITS.answer))

    async def stop(self) -> None:
        for sock in self._theirs:
            sock.close()


@pytest.fixture
def ask_all(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """What is said to heavy queries asked one after another."""
    monkeypatch.setattr("zhinan.serve.pool.Keeper", Silent)

    def run(times: int, limits: Limits) -> list[str]:
        async def ask() -> list[str]:
            pool, said = Pool(make_store(10), limits), []
            await pool.start()
            for _ in range(times):
                with pytest.raises(Refused) as refused:
                    await pool.ask(Question(HEAVY["a COUNT over a Cartesian product"]))
                said.append(refused.value.what)
            await pool.stop()
            return said

        return asyncio.run(ask())

    return run


def test_a_seat_is_free_before_the_worker_that_was_killed_is_dead(ask_all: Any) -> None:
    ended = f"this query ran longer than {LIMITS.seconds:g} seconds and was ended"
    assert ask_all(2, LIMITS) == [ended] * 2


def test_no_more_workers_are_dying_than_there_are_seats(ask_all: Any) -> None:
    said = ask_all(4, replace(LIMITS, wait=0.08))
    assert [what.partition(" ")[0] for what in said] == ["this", "this", "no", "no"]


def test_a_small_look_up_needs_no_worker() -> None:
    class Nobody:
        async def ask(self, *_: object, **__: object) -> Answered:
            raise Refused(503, "nobody is here", "query", "Wait.")

    store = make_store(10)
    answerer = SmallFirst(store, Nobody(), LIMITS.answer * 10)  # type: ignore[arg-type]
    small = Question("SELECT ?n { <https://example.org/thing/1> <https://example.org/number> ?n }")
    assert b'"value":"1"' in asyncio.run(answerer.ask(small)).body
    for question in (small._replace(defaults=()), Question(small.query + " # and more")):
        with pytest.raises(Refused, match="nobody"):
            asyncio.run(answerer.ask(question))


def test_quick_queries_are_sent_together_and_a_slow_one_among_them_harms_none() -> None:
    """All have one shape; the slow one names predicates that much is said by."""
    shape = "SELECT (COUNT(?e) AS ?n) { " + " . ".join(
        f"?s{at} <{EXAMPLE}%s> ?o{at}" for at in range(3)
    ) + " FILTER(?o0 + ?o1 > ?o2 + %d) }"  # fmt: skip
    queries = [shape % ("number", "nothing", "nothing", number) for number in range(20)]
    queries[4] = shape % ("number", "number", "number", 4)
    queries[8] = f"SELECT ?l {{ ?s <{EXAMPLE}label> ?l . ?s ?p ?o FILTER(?o != 8) }}"
    sent: list[int] = []

    class Watched(Pool):
        def _begin(self, worker: Worker, *jobs: Job) -> None:
            sent.append(len(jobs))
            super()._begin(worker, *jobs)

    async def ask_all() -> list[Answered | BaseException]:
        pool = Watched(make_store(1200), Limits(seconds=0.4, workers=1))
        await pool.start()
        for query in (queries[0], queries[8]):
            await pool.ask(Question(query))
        try:
            asked = [pool.ask(Question(query)) for query in queries]
            return await asyncio.gather(*asked, return_exceptions=True)
        finally:
            await pool.stop()

    answers = asyncio.run(ask_all())
    slow = answers.pop(4)
    assert isinstance(slow, Refused)
    assert "ran longer" in slow.what
    long = answers[7].body  # not the last of its batch
    assert (len(long) > LONG, len(json.loads(long)["results"]["bindings"])) == (True, 2399)
    assert [b'"value":"0"' in answer.body for answer in answers] == [True] * 7 + [False] + [True] * 11
    assert max(sent) == 6
