"""A look at an XLSX file before it is opened: is it one, is it safe, which cells are merged or hold formulas."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from zhinan.errors import DataError

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what Excel wraps a password around, and the old .xls
_BLOCK = 1 << 20
_OVERLAP = 200  # bytes: longer than any tag that is looked for
_WHOLE = 1 << 30  # bytes that all parts of a workbook may have, unpacked
_IN_MEMORY = 1 << 28  # bytes of the shared texts and styles, which are held in memory
_RATIO, _RATIO_FROM = 300, 1 << 24  # XML of real tables shrinks 10 to 100 times
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*ref="\$?([A-Z]{1,3})\$?(\d+):\$?([A-Z]{1,3})\$?(\d+)"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_SPANS = 100_000  # merged cells of a sheet


@dataclass(frozen=True, slots=True)
class Part:
    """What a part shows at a glance: merged rows by column from 0, whether it has formulas, its unpacked size."""

    merges: Mapping[int, list[tuple[int, int]]]
    formulas: bool
    size: int


def inspect_workbook(path: Path) -> dict[str, Part]:
    """The sheets of a workbook by the path of their part.

    Raises DataError with the one reason for which it cannot be read: a password, an old format, no workbook, cut off,
    or too large when unpacked.
    """
    head = _read_head(path)
    if head == _OLE:
        raise DataError(
            f"{path}: 有密码，或是旧的 .xls 格式。"
            "It is protected by a password, or an old .xls. Save it without a password as .xlsx."
        )
    if not head.startswith(b"PK"):
        raise DataError(
            f"{path}: 不是 XLSX 工作簿。This is no XLSX workbook. Save it as .xlsx and run again."
        )
    try:
        with zipfile.ZipFile(path) as archive:
            _check_sizes(archive, path)
            return {
                info.filename: _look(archive, info, path)
                for info in archive.infolist()
                if info.filename.endswith(".xml")
            }
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as err:
        raise cut_off(path) from err


def cut_off(path: Path) -> DataError:
    """The fault of a workbook that ends early or is broken inside."""
    return DataError(
        f"{path}: 工作簿已损坏或不完整。"
        "The workbook is damaged or cut off. Save it again from the spreadsheet program, or copy it anew."
    )


def _read_head(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(8)
    except FileNotFoundError as err:
        raise DataError(f"{path}: there is no such file. Check the path.") from err
    except OSError as err:
        raise DataError(f"{path}: cannot be read ({err.strerror}). Check its permissions.") from err


def _check_sizes(archive: zipfile.ZipFile, path: Path) -> None:
    infos = archive.infolist()
    if any(info.flag_bits & 1 for info in infos):
        raise DataError(f"{path}: 有密码。It is protected by a password. Save it without one.")
    if not any(info.filename == "[Content_Types].xml" for info in infos):
        raise DataError(
            f"{path}: 不是 XLSX 工作簿。A zip archive, but no workbook. Save it as .xlsx and run again."
        )
    sheets = sum(info.file_size for info in infos if "/worksheets/" in info.filename)
    whole = sum(info.file_size for info in infos)
    steep = [
        info.filename
        for info in infos
        if info.file_size > _RATIO_FROM and info.file_size > _RATIO * max(info.compress_size, 1)
    ]
    if whole > _WHOLE or whole - sheets > _IN_MEMORY or steep:
        raise DataError(
            f"{path}: 解压后过大（{whole >> 20} MiB），拒绝读取。"
            f"It would unpack to {whole >> 20} MiB, more than tables of applications need, and was not opened. "
            "Split the applications over several workbooks."
        )


def _look(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path) -> Part:
    """One part, unpacked block by block; the archive never yields more bytes than it declares."""
    merges: dict[int, set[tuple[int, int]]] = {}
    formulas, tail = False, b""
    with archive.open(info) as stream:
        while block := stream.read(_BLOCK):
            text = tail + block
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                raise DataError(
                    f"{path}: its {info.filename} declares entities, which no workbook does. It was not read."
                )
            if "/worksheets/" in info.filename:
                formulas = formulas or bool(_FORMULA.search(text))
                for left, top, _, bottom in _MERGE.findall(text):
                    merges.setdefault(_column(left), set()).add((int(top), int(bottom)))
                if sum(map(len, merges.values())) > _SPANS:
                    raise DataError(f"{path}: over {_SPANS} merged cells in one sheet. Unmerge them.")
            tail = text[-_OVERLAP:]
    return Part({at: sorted(spans) for at, spans in merges.items()}, formulas, info.file_size)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
