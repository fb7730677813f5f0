"""A folder of CSV files as tables: UTF-8 with or without a byte-order mark, UTF-16, or GB18030."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from zhinan.application.forms.readings import Source
from zhinan.application.tables.grid import Line
from zhinan.errors import DataError, SyntaxFault

_BLOCK = 1 << 20
_DELIMITERS = ",;\t"
_FIELD = 1_000_000  # characters in one cell


@dataclass(frozen=True, slots=True)
class CsvFolder:
    """The CSV files of a folder, a table each; days have no serial numbers here."""

    files: Mapping[str, Path]
    encodings: Mapping[str, str]
    size: int
    source: Source

    def names(self) -> list[str]:
        """The names of the files without their ending."""
        return list(self.files)

    def lines(self, name: str) -> Iterator[Line]:
        """The rows of a file by the line that they begin on; an empty cell is None."""
        path = self.files[name]
        csv.field_size_limit(_FIELD)
        with path.open(encoding=self.encodings[name], newline="") as stream:
            reader = csv.reader(stream, delimiter=_find_delimiter(path, self.encodings[name]), strict=True)
            number = 1
            try:
                for cells in reader:
                    if cells and not (number == 1 and cells[0].casefold().startswith("sep=")):
                        yield Line(number, [cell or None for cell in cells])
                    number = reader.line_num + 1
            except csv.Error as err:
                raise SyntaxFault(str(path), reader.line_num, None, f"this is no CSV ({err})") from err

    def merges(self, name: str) -> Mapping[int, Sequence[tuple[int, int]]]:
        """None: CSV merges no cells."""
        return {}

    def place(self, name: str, row: int, column: int) -> str:
        """File, line and cell, all from 1."""
        return f"{self.files[name].name}:{row}:{column + 1}"


def open_csv_folder(path: Path) -> CsvFolder:
    """The CSV files of a folder. Raises DataError where it has none, or one is in no known encoding."""
    files = {
        item.stem: item for item in sorted(path.iterdir()) if item.suffix.lower() == ".csv" and item.is_file()
    }
    if not files:
        raise DataError(f"{path}: this folder holds no CSV files. Name a folder that `zhinan template` made.")
    encodings = {name: find_encoding(item) for name, item in files.items()}
    return CsvFolder(files, encodings, sum(item.stat().st_size for item in files.values()), Source())


def find_encoding(path: Path) -> str:
    """The encoding of a text file: by its byte-order mark, else UTF-8 if all of it is, else GB18030."""
    try:
        with path.open("rb") as stream:
            head = stream.read(4)
    except OSError as err:
        raise DataError(f"{path}: cannot be read ({err.strerror}). Check its permissions.") from err
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for encoding in ("utf-8-sig", "gb18030"):
        if _decodes(path, encoding):
            return encoding
    raise DataError(f"{path}: neither UTF-8 nor GB18030. Save it as UTF-8 (CSV UTF-8) and run again.")


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as stream:
            while block := stream.read(_BLOCK):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _find_delimiter(path: Path, encoding: str) -> str:
    with path.open(encoding=encoding, newline="") as stream:
        first = stream.readline(_BLOCK)
        if first.casefold().startswith("sep="):
            return first.strip()[4:5] or ","
    return max(_DELIMITERS, key=first.count)
