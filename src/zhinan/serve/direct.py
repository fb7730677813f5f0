"""Answering in this process: for questions of our own, and for those that are small whatever is asked."""

from __future__ import annotations

from zhinan.serve.answer import Answered, Asker
from zhinan.serve.pool import Pool
from zhinan.serve.problem import Refused
from zhinan.serve.question import Question
from zhinan.serve.seats import Gone, Job, Settle
from zhinan.serve.small import Degrees
from zhinan.store import EmbeddedStore


class Direct:
    """Answers questions at once, without limits: only for those whose author is trusted."""

    def __init__(self, store: EmbeddedStore) -> None:
        self._asker = Asker(store.inner)

    def send(self, question: Question, settle: Settle, *, gzip: bool, gone: Gone | None) -> None:
        """Answer to ``settle`` at once."""
        try:
            answered: Answered | Refused = self._asker.answer(question)
        except Refused as refused:
            answered = refused
        settle(self._asker.pack(answered) if gzip and isinstance(answered, Answered) else answered)

    async def ask(self, question: Question, *, gzip: bool = False, gone: Gone | None = None) -> Answered:
        """The answer. Raises Refused."""
        answered = self._asker.answer(question)
        return self._asker.pack(answered) if gzip else answered


class SmallFirst:
    """Answers at once what is small whatever is asked, and has workers answer everything else."""

    def __init__(self, store: EmbeddedStore, pool: Pool, longest: int) -> None:
        self._degrees, self._asker, self._pool = Degrees(store.inner, longest), Asker(store.inner), pool

    def send(self, question: Question, settle: Settle, *, gzip: bool, gone: Gone | None) -> Job | None:
        """Have a question answered. Raises Refused (503) where too many wait already."""
        if self._is_small(question):
            try:
                settle(self._answer(question, gzip=gzip))
            except Refused as refused:
                settle(refused)
            return None
        return self._pool.send(question, settle, gzip=gzip, gone=gone)

    async def ask(self, question: Question, *, gzip: bool = False, gone: Gone | None = None) -> Answered:
        """The answer. Raises Refused."""
        if self._is_small(question):
            return self._answer(question, gzip=gzip)
        return await self._pool.ask(question, gzip=gzip, gone=gone)

    def _answer(self, question: Question, *, gzip: bool) -> Answered:
        answered = self._asker.answer_small(question)
        return self._asker.pack(answered) if gzip else answered

    def _is_small(self, question: Question) -> bool:
        return question.defaults is None and self._degrees.is_small(question.query)
