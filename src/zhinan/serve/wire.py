"""What the server, the nursery and the workers say to each other: frames of bytes over socket pairs.

A frame is its length (four bytes) and that many bytes. Orders to the nursery and its reports have a fixed length.
"""

from __future__ import annotations

import json
import marshal
import mmap
import socket
import struct
import time
from collections.abc import Iterator

from zhinan.serve.answer import Answered
from zhinan.serve.media import choose_formats
from zhinan.serve.problem import Refused
from zhinan.serve.question import Question

LENGTH = struct.Struct("<I")
ORDER = struct.Struct("<ci")
"""To the nursery: FORK, or KILL or SLOW with the number of a worker."""
REPORT = struct.Struct("<cii")
"""From the nursery: BORN with a worker's number, socket and sheet; DIED with its number and wait status."""
FORK, KILL, SLOW, BORN, DIED = b"f", b"k", b"s", b"b", b"d"

_ANSWER = struct.Struct("<dH?BI")


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


def receive_frames(sock: socket.socket) -> Iterator[list[bytes]]:
    """The frames from a blocking socket, those that came together in one list, until its other side is gone."""
    data = b""
    while part := sock.recv(1 << 18):
        data += part
        frames, at = [], 0
        while len(data) - at >= LENGTH.size:
            end = at + LENGTH.size + LENGTH.unpack_from(data, at)[0]
            if len(data) < end:
                break
            frames.append(data[at + LENGTH.size : end])
            at = end
        data = data[at:]
        if frames:
            yield frames


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


def write_answer(answered: Answered | Refused) -> bytes:
    """An answer, or why there is none, as a frame; what stands on the sheet stays there."""
    kind, packed, written = b"", False, 0
    if isinstance(answered, Refused):
        status, body = answered.status, json.dumps([answered.what, answered.where, answered.remedy]).encode()
    else:
        status, body, packed, written = 200, answered.body, answered.packed, answered.written
        kind = answered.media_type.encode()
    head = _ANSWER.pack(time.process_time(), status, packed, len(kind), written) + kind
    return LENGTH.pack(len(head) + len(body)) + head + body


def read_answer(body: bytes | bytearray, sheet: mmap.mmap) -> tuple[Answered | Refused, float]:
    """The answer in a frame, or why there is none, and the CPU seconds that the worker has used in its life.

    Raises ValueError where this is no frame of an answer.
    """
    try:
        used, status, packed, length, written = _ANSWER.unpack_from(body)
        start = _ANSWER.size + length
        if status != 200:
            return Refused(status, *json.loads(body[start:])), used
        answer = sheet[:written] if written else bytes(body[start:])
        return Answered(bytes(body[_ANSWER.size : start]).decode(), answer, packed), used
    except (struct.error, TypeError) as err:
        raise ValueError("no frame of an answer") from err
