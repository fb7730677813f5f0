"""Where slips wait until every part has been read: on disk, so that a run of any size needs little memory.

A record is written at one go: a mark, the lengths and a checksum of what follows, the head (what is known of the part,
without its results), then the frames with its results. What was cut off in the middle is seen, and dropped.
"""

from __future__ import annotations

import io
import marshal
import struct
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import astuple, dataclass, field
from typing import IO

from zhinan.application import Scan, Spoilt
from zhinan.check.batch.facts import Facts
from zhinan.check.runs.parts import Part, Slip
from zhinan.errors import OutputError

_SMALL = 1 << 24  # bytes of applications whose results wait in memory
_MARK = b"ZNS1"
_START = struct.Struct("<4sIQI")  # mark, bytes of the head, bytes of the frames, checksum

Key = tuple[int, int, int, bool]


@dataclass(slots=True)
class Spool:
    """Slips by their part; ``where`` names the place, ``heads`` and ``frames_at`` say where a record has what."""

    file: IO[bytes]
    where: str
    heads: dict[Key, tuple[int, int]] = field(default_factory=dict)
    end: int = 0

    def put(self, part: Part, slip: Slip) -> None:
        """Keep a slip. Raises OutputError where there is no room for it."""
        key = make_key(part)
        head = _write_head(key, slip)
        body = b"".join(slip.frames)
        check = zlib.crc32(body, zlib.crc32(head))
        try:
            self.file.seek(self.end)
            self.file.write(_START.pack(_MARK, len(head), len(body), check) + head + body)
            self.file.flush()
        except OSError as err:
            raise self._no_room(err) from err
        self.heads[key] = (self.end + _START.size, len(head))
        self.end += _START.size + len(head) + len(body)

    def find(self, part: Part) -> Slip | None:
        """What is known already of a part, without its results; None where nothing is."""
        found = self._read_head(make_key(part))
        return found[0] if found else None

    def facts(self, parts: Iterable[Part]) -> Iterator[Facts]:
        """The facts of these parts, one after another."""
        for part in parts:
            if slip := self.find(part):
                yield from slip.facts

    def frames(self, part: Part) -> Iterator[bytes]:
        """The results of a part, as they were put."""
        found = self._read_head(make_key(part))
        if found:
            _, lengths, at = found
            for length in lengths:
                self.file.seek(at)
                yield self.file.read(length)
                at += length

    def load(self) -> None:
        """Take in the records that are in the file already, up to the first that is not whole; that is cut off."""
        self.end = 0
        while (record := self._read_record()) is not None:
            key, length, size = record
            self.heads[key] = (self.end + _START.size, length)
            self.end += _START.size + size
        try:
            self.file.truncate(self.end)
        except OSError as err:
            raise self._no_room(err) from err

    def close(self) -> None:
        """Let go of everything; what found no room has been told."""
        with suppress(OSError):
            self.file.close()

    def _read_record(self) -> tuple[Key, int, int] | None:
        """The key of the record at the end, the length of its head, and of all of it."""
        self.file.seek(self.end)
        start = self.file.read(_START.size)
        if len(start) < _START.size:
            return None
        mark, head_length, body_length, check = _START.unpack(start)
        if mark != _MARK:
            return None
        rest = self.file.read(head_length + body_length)
        if len(rest) < head_length + body_length or zlib.crc32(rest) != check:
            return None
        key = marshal.loads(zlib.decompress(rest[:head_length]))[0]
        return key, head_length, len(rest)

    def _read_head(self, key: Key) -> tuple[Slip, list[int], int] | None:
        if key not in self.heads:
            return None
        at, length = self.heads[key]
        self.file.seek(at)
        _, applications, facts, spoilt, lines, scan, lengths = marshal.loads(
            zlib.decompress(self.file.read(length))
        )
        slip = Slip(
            frames=[],
            applications=applications,
            facts=[Facts(*one) for one in facts],
            spoilt=[Spoilt(*one) for one in spoilt],
            lines=lines,
            scan=Scan(*scan) if scan else None,
        )
        return slip, lengths, at + length

    def _no_room(self, err: OSError) -> OutputError:
        return OutputError(
            f"{self.where}: the results cannot wait there ({err.strerror}). "
            "Make room there; what is kept already stays, or name another folder (TMPDIR, or --journal)."
        )


def open_spool(size: int) -> Spool:
    """A spool that is gone when it is closed, for so many bytes of applications."""
    if size <= _SMALL:
        return Spool(io.BytesIO(), "memory")
    import tempfile

    try:
        return Spool(tempfile.TemporaryFile(prefix="zhinan-"), tempfile.gettempdir())
    except OSError as err:
        raise OutputError(
            f"No file can be made where results could wait ({err.strerror}). Name a folder that is writable in TMPDIR."
        ) from err


def make_key(part: Part) -> Key:
    """What names a part in every run over the same files."""
    start, end = (part.piece.start, part.piece.end) if part.piece else (0, part.size)
    return part.file, start, end, part.whole


def _write_head(key: Key, slip: Slip) -> bytes:
    plain = (
        key,
        slip.applications,
        [tuple(one) for one in slip.facts],
        [astuple(one) for one in slip.spoilt],
        slip.lines,
        astuple(slip.scan) if slip.scan else None,
        [len(frame) for frame in slip.frames],
    )
    return zlib.compress(marshal.dumps(plain), 1)
