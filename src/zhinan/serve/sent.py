"""Applications as they are sent: put into a folder as a file of their kind, and read from there."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from zhinan.errors import DataError, SyntaxFault
from zhinan.serve.problem import Refused

if TYPE_CHECKING:
    from zhinan.application import Application
    from zhinan.rules import Index

FORMS = {
    "text/turtle": ".ttl",
    "application/n-triples": ".nt",
    "application/ld+json": ".jsonld",
    "application/trig": ".trig",
    "application/n-quads": ".nq",
    "application/json": ".json",
    "application/yaml": ".yaml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/zip": ".zip",
}
"""Media type of an application that is sent → the ending of a file like it; ``.zip`` holds a folder of CSV files."""

BINARY = frozenset((".xlsx", ".zip"))
"""The endings of files that are no text."""

_OTHER_NAMES = {
    "application/x-yaml": "application/yaml",
    "text/yaml": "application/yaml",
    "text/x-yaml": "application/yaml",
    "text/vnd.yaml": "application/yaml",
    "application/x-turtle": "text/turtle",
    "application/x-zip-compressed": "application/zip",
}

MOST = 100
"""Applications in one request; more belong in a file on the machine that checks them."""

NAME = "request"
"""What the file that was sent is called, where one is named."""

_TABLES, _UNPACKED = 50, 16 * 1024 * 1024
"""Files in a folder of CSV that is sent, and bytes of all of them unpacked, at most."""


def find_ending(media_type: str) -> str:
    """The ending of a file of this media type. Raises Refused (415) where it is none of FORMS."""
    ending = FORMS.get(_OTHER_NAMES.get(media_type, media_type))
    if ending is None:
        what = f"{media_type or 'nothing'} is not read"
        raise Refused(415, what, "Content-Type", f"Send {', '.join(FORMS)}.")
    return ending


def read_sent(data: bytes, ending: str, index: Index, folder: Path) -> list[Application]:
    """The applications in ``data``, put into ``folder``; labels are looked up in ``index``.

    Raises Refused: 400 where there is none or the form is broken, 413 where there are more than MOST.
    """
    from zhinan.application import read_applications

    path = folder / (NAME + ending)
    try:
        if ending == ".zip":
            _unpack(data, path)
        else:
            path.write_bytes(data)
        found = list(islice(read_applications(path, index), MOST + 1))
    except SyntaxFault as err:
        place = _hide(err.where, path)
        if err.line is not None:
            place = f"{place}:{err.line}:{err.column or 1}"
        raise Refused(400, err.problem, place, "Correct it and send it again.") from err
    except DataError as err:
        raise Refused(400, _hide(str(err), path).rstrip("."), NAME, "Correct it and send it again.") from err
    if len(found) > MOST:
        raise Refused(413, f"there are more than {MOST} applications", NAME, "Send them in parts.")
    if not found:
        remedy = "Give one the class zn:Application, or a direction with zn:appliesTo."
        raise Refused(400, "no application is in what was sent", NAME, remedy)
    return found


def _hide(text: str, path: Path) -> str:
    """A text that names no path of this machine."""
    return text.replace(str(path), NAME).replace(str(path.parent), "")


def _unpack(data: bytes, folder: Path) -> None:
    """The CSV files of an archive, all in one folder whatever folders they are in there."""
    archive_path = folder.with_suffix(".archive")
    archive_path.write_bytes(data)
    folder.mkdir()
    left = _UNPACKED
    try:
        with zipfile.ZipFile(archive_path) as archive:
            for info in _list_tables(archive):
                with archive.open(info) as stream:
                    content = stream.read(left + 1)
                left -= len(content)
                if left < 0:
                    raise Refused(
                        413, f"it unpacks to more than {_UNPACKED} bytes", NAME, "Send it in parts."
                    )
                with (folder / Path(info.filename).name).open("xb") as file:
                    file.write(content)
    except FileExistsError as err:
        raise Refused(400, "two files have the same name", NAME, "Send one folder.") from err
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as err:
        raise Refused(400, "this is no zip archive that can be read", NAME, "Pack it anew.") from err


def _list_tables(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    found = [
        info
        for info in archive.infolist()
        if not info.is_dir() and info.filename.lower().endswith(".csv") and "__MACOSX/" not in info.filename
    ]
    if not found:
        raise Refused(400, "there are no CSV files in it", NAME, "Pack a folder that `zhinan template` made.")
    if len(found) > _TABLES:
        raise Refused(413, f"there are more than {_TABLES} files in it", NAME, "Send one folder.")
    yield from found
