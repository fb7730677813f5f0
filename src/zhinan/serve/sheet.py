"""What an answer is written on: memory that a worker and the server share, so that a long one is not sent in pieces."""

from __future__ import annotations

import mmap
import os
import tempfile
from typing import Any

_KEPT = 4 * 1024 * 1024
"""Bytes of the sheet that stay in memory between two answers."""


class TooLong(Exception):
    """An answer passed the bound while it was written."""


class Sheet:
    """A sheet of so many bytes, written from its beginning each time."""

    def __init__(self, memory: mmap.mmap) -> None:
        self._memory, self._most = memory, len(memory)
        self.written = 0
        self.shared = True  # what is written may stay here, to be read where it stands

    def clear(self) -> None:
        """Begin anew; what a long answer took is given back."""
        if self.written > _KEPT and hasattr(mmap, "MADV_REMOVE"):
            self._memory.madvise(mmap.MADV_REMOVE)
        self.written = 0

    def write(self, data: Any) -> int:
        """Write on, or raise TooLong."""
        start, length = self.written, len(data)
        if start + length > self._most:
            raise TooLong
        self._memory[start : start + length] = data
        self.written = start + length
        return length

    def flush(self) -> None:
        """Nothing waits to be written."""

    def read(self) -> bytes:
        """What was written."""
        return self._memory[: self.written]

    def view(self) -> memoryview:
        """What was written, where it stands."""
        return memoryview(self._memory)[: self.written]


def make_memory(length: int) -> int:
    """A descriptor of memory of so many bytes that has no name and takes no room until it is written."""
    if hasattr(os, "memfd_create"):
        number = os.memfd_create("sheet")
    else:
        with tempfile.TemporaryFile() as file:
            number = os.dup(file.fileno())
    os.truncate(number, length)
    return number
