"""Real SPARQL servers, started on free ports of the loopback interface with their data in a folder of the test."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

_PATIENCE = 60.0
"""Seconds that a server may take to answer first; Virtuoso makes its own tables in about four."""

_VIRTUOSO = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = {folder}/temporary.db
TransactionFile = {folder}/temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
CaseMode = 2
DirsAllowed = {folder}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 5
Charset = UTF-8
[SPARQL]
ResultSetMaxRows = 10000
"""
"""As Debian sets it up, the bound of 10,000 rows included."""


@contextmanager
def run_virtuoso(folder: Path) -> Iterator[str]:
    """The address of a Virtuoso, empty, whose user and password are ``dba``; skipped where none is installed."""
    program = shutil.which("virtuoso-t")
    if program is None:
        pytest.skip("virtuoso-t is not installed (Debian: virtuoso-opensource)")
    http, sql = find_ports(2)
    (folder / "virtuoso.ini").write_text(
        _VIRTUOSO.format(folder=folder, http=http, sql=sql), encoding="ascii"
    )
    command = [program, "+foreground", "+configfile", str(folder / "virtuoso.ini")]
    with _run(command, folder, f"http://127.0.0.1:{http}/sparql"):
        yield f"http://127.0.0.1:{http}/sparql-auth"


@contextmanager
def run_oxigraph(folder: Path) -> Iterator[str]:
    """The address for queries of an ``oxigraph serve``, empty; skipped where none is installed."""
    program = shutil.which("oxigraph", path=Path(sys.executable).parent) or shutil.which("oxigraph")
    if program is None:
        pytest.skip("oxigraph is not installed (pip install oxigraph)")
    (port,) = find_ports(1)
    url = f"http://127.0.0.1:{port}"
    with _run([program, "serve", "--location", str(folder / "store"), "--bind", url[7:]], folder, url):
        yield f"{url}/query"


def find_ports(count: int) -> list[int]:
    """Ports of the loopback interface that are free now."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [found.getsockname()[1] for found in sockets]
    for found in sockets:
        found.close()
    return ports


@contextmanager
def _run(command: list[str], folder: Path, url: str) -> Iterator[None]:
    with (folder / "output.txt").open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT)
    try:
        _wait(process, url, folder)
        yield
    finally:
        process.kill()  # nothing of it is kept, and a shutdown in order takes Virtuoso seconds
        process.wait()


def _wait(process: subprocess.Popen[bytes], url: str, folder: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while not _answers(url):
        said = (folder / "output.txt").read_text("utf-8", "replace")
        assert process.poll() is None, f"it ended at once: {said}"
        assert time.monotonic() < until, f"no answer at {url}: {said}"
        time.sleep(0.1)


def _answers(url: str) -> bool:
    try:
        urlopen(url, timeout=5).close()
    except HTTPError as err:
        err.close()
    except (URLError, ConnectionError):
        return False
    return True
