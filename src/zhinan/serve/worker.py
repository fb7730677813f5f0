"""A worker: a process that holds the graph, answers one question after another, and can reach nothing."""

from __future__ import annotations

import mmap
import os
import resource
import signal
import socket

from zhinan.serve.answer import Answered, Asker
from zhinan.serve.limits import Limits
from zhinan.serve.problem import Refused
from zhinan.serve.sandbox import bound_memory, die_with_parent, shut_in
from zhinan.serve.sheet import Sheet
from zhinan.serve.wire import read_question, receive_frames, write_answer

_TOGETHER = 1 << 16
"""Bytes of answers from which on they are not held back for those that follow."""
OUT_OF_MEMORY = 3
"""Exit code of a worker that Python told so; where Rust runs out of memory it aborts."""


def run_worker(sock: socket.socket, paper: int, asker: Asker, limits: Limits, parent: int) -> None:
    """Answer questions from ``sock``, long answers on the ``paper``, until its other end is closed; never returns."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    die_with_parent(signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)
    asker.sheet = Sheet(mmap.mmap(paper, limits.answer))
    keep = sock.fileno()
    null = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(null, number)
    os.closerange(3, keep)
    os.closerange(keep + 1, _count_descriptors())
    bound_memory(limits.memory)
    shut_in()
    _answer_all(sock, asker)
    os._exit(0)


def _count_descriptors() -> int:
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return min(most, 1 << 16) if most != resource.RLIM_INFINITY else 1 << 16


def _answer_all(sock: socket.socket, asker: Asker) -> None:
    """Answer what comes; questions that came together are answered together, in their order."""
    assert asker.sheet is not None
    for frames in receive_frames(sock):
        answers, waiting = [], 0
        for left, frame in enumerate(frames, 1 - len(frames)):
            asker.sheet.shared = left == 0  # what stands on it is read only when all are answered
            answer = write_answer(_answer(asker, frame))
            answers.append(answer)
            waiting += len(answer)
            if waiting > _TOGETHER:
                sock.sendall(b"".join(answers))
                answers, waiting = [], 0
        sock.sendall(b"".join(answers))


def _answer(asker: Asker, frame: bytes) -> Answered | Refused:
    question, gzip = read_question(frame)
    try:
        answered = asker.answer(question)
        return asker.pack(answered) if gzip else answered
    except Refused as refused:
        return refused
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except Exception as err:  # noqa: BLE001  (the rim of this process: the server logs it)
        return Refused(500, f"a worker met a fault of its own ({err!r})", "query", "Report it.")
