"""A clerk: a process that checks applications that were sent, one request after another, and reaches no network.

It is started anew, as the nursery is. Requests and reports come and go over its one socket as frames: a request is the
length of its media type (one byte), the media type and the application; a report is a status (two bytes) and JSON.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import struct
import sys

from zhinan.errors import ZhinanError
from zhinan.serve.checks import Desk
from zhinan.serve.limits import Limits
from zhinan.serve.problem import Refused, explain_problem
from zhinan.serve.sandbox import bound_memory, die_with_parent, shut_out_network
from zhinan.serve.wire import LENGTH, receive_frame

STATUS = struct.Struct("<H")
OUT_OF_MEMORY = 3
"""Exit code of a clerk that Python told so."""


def main() -> None:
    """Run a clerk: ``python -m zhinan.serve.clerk DESCRIPTOR LIMITS``."""
    sock = socket.socket(fileno=int(sys.argv[1]))
    limits = Limits(**json.loads(sys.argv[2]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    die_with_parent(signal.SIGKILL)
    desk = Desk()
    desk.open()
    bound_memory(limits.memory)
    shut_out_network()
    _send(sock, 200, b"")  # ready
    _serve(sock, desk)


def _serve(sock: socket.socket, desk: Desk) -> None:
    while (frame := receive_frame(sock)) is not None:
        _send(sock, *_check(desk, frame))


def _send(sock: socket.socket, status: int, body: bytes) -> None:
    sock.sendall(LENGTH.pack(STATUS.size + len(body)) + STATUS.pack(status) + body)


def _check(desk: Desk, frame: bytes) -> tuple[int, bytes]:
    kind, data = frame[1 : 1 + frame[0]].decode(), frame[1 + frame[0] :]
    try:
        return 200, desk.check(data, kind)
    except ZhinanError as fault:
        refused = explain_problem(fault, "/api/check")
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except RecursionError:
        refused = Refused(400, "this application is nested too deeply", "request", "Send it flatter.")
    except Exception as err:  # noqa: BLE001  (the rim of this process: the server logs it)
        refused = Refused(500, f"a clerk met a fault of its own ({err!r})", "/api/check", "Report it.")
    return refused.status, json.dumps([refused.what, refused.where, refused.remedy]).encode()


if __name__ == "__main__":
    main()
