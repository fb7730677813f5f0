"""Answering in this process: for questions of our own, which need no guard."""

from __future__ import annotations

from zhinan.serve.answer import Answered, Asker
from zhinan.serve.problem import Refused
from zhinan.serve.question import Question
from zhinan.serve.seats import Gone, Settle
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
