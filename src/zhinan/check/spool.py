"""Where slips wait until every part has been read: on disk, so that a run of any size needs little memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from zhinan.check.parts import Part, Slip
from zhinan.errors import OutputError

_SMALL = 1 << 24  # bytes that wait in memory


def _open_file() -> IO[bytes]:
    return tempfile.SpooledTemporaryFile(_SMALL)


@dataclass(slots=True)
class Spool:
    """The frames of slips by their part, gone when the run ends."""

    file: IO[bytes] = field(default_factory=_open_file)
    places: dict[Part, list[tuple[int, int]]] = field(default_factory=dict)

    def put(self, part: Part, slip: Slip) -> None:
        """Keep the frames of a part. Raises OutputError where there is no room for them."""
        try:
            at = self.file.seek(0, 2)
            self.places[part] = places = []
            for frame in slip.frames:
                self.file.write(frame)
                places.append((at, len(frame)))
                at += len(frame)
            self.file.flush()
        except OSError as err:
            raise OutputError(
                f"{tempfile.gettempdir()}: the results cannot wait there ({err.strerror}). "
                "Make room, or name another folder in TMPDIR."
            ) from err

    def find(self, part: Part) -> Slip | None:
        """What is known already of a part, without its frames: nothing, in a spool."""
        return None

    def frames(self, part: Part) -> Iterator[bytes]:
        """The frames of a part that was put."""
        for at, length in self.places.get(part, ()):
            self.file.seek(at)
            yield self.file.read(length)

    def close(self) -> None:
        """Let go of everything."""
        self.file.close()
