"""What the server, the nursery and the workers say to each other: frames of bytes over socket pairs.

A frame is its length (four bytes) and that many bytes. Orders to the nursery and its reports have a fixed length.
"""

from __future__ import annotations

import json
import marshal
import socket
import struct
import time

from zhinan.serve.answer import Answered
from zhinan.serve.media import choose_formats
from zhinan.serve.problem import Refused
from zhinan.serve.question import Question

LENGTH = struct.Struct("<I")
ORDER = struct.Struct("<ci")
"""To the nursery: FORK, or KILL or SLOW with the number of a worker."""
REPORT = struct.Struct("<cii")
"""From the nursery: BORN with a worker's number, its socket passed along; DIED with number and wait status."""
FORK, KILL, SLOW, BORN, DIED = b"f", b"k", b"s", b"b", b"d"

_ANSWER = struct.Struct("<dH?B")


def receive_frame(sock: socket.socket) -> bytes | None:
    """The next frame from a blocking socket whose other side sends one at a time; None where that is gone."""
    data = sock.recv(1 << 16)
    if len(data) < LENGTH.size:
        return None
    parts, missing = [data[LENGTH.size :]], LENGTH.size + LENGTH.unpack_from(data)[0] - len(data)
    while missing > 0:
        part = sock.recv(min(missing, 1 << 20))
        if not part:
            return None
        parts.append(part)
        missing -= len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def write_question(question: Question, *, gzip: bool) -> bytes:
    """A question as a frame; ``gzip``: its answer may be packed."""
    wanted = question.wanted
    said = (question.query, question.defaults, question.named, wanted.accept, wanted.named)
    body = marshal.dumps((said, gzip))
    return LENGTH.pack(len(body)) + body


def read_question(body: bytes) -> tuple[Question, bool]:
    """The question in a frame, and whether its answer may be packed."""
    said, gzip = marshal.loads(
        body
    )  # it comes from the server, which is the same Python; answers go another way
    query, defaults, graphs, accept, named = said
    return Question(query, defaults, graphs, choose_formats(accept, named)), gzip


def write_answer(answered: Answered | Refused) -> tuple[bytes, bytes]:
    """An answer, or why there is none, as the head and the rest of a frame."""
    if isinstance(answered, Refused):
        kind, packed, status = b"", False, answered.status
        body = json.dumps([answered.what, answered.where, answered.remedy]).encode()
    else:
        kind, packed, status, body = answered.media_type.encode(), answered.packed, 200, answered.body
    head = _ANSWER.pack(time.process_time(), status, packed, len(kind)) + kind
    return LENGTH.pack(len(head) + len(body)) + head, body


def read_cpu(body: bytes | bytearray) -> float:
    """The CPU time, in seconds, that a worker had used when it gave the answer in this frame."""
    used: float = _ANSWER.unpack_from(body)[0]
    return used


def read_answer(body: bytes | bytearray) -> Answered | Refused:
    """The answer in a frame, or why there is none."""
    _, status, packed, length = _ANSWER.unpack_from(body)
    start = _ANSWER.size + length
    if status != 200:
        return Refused(status, *json.loads(body[start:]))
    return Answered(body[_ANSWER.size : start].decode(), bytes(memoryview(body)[start:]), packed)
