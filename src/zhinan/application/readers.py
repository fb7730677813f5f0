"""Which reader takes a file: by its ending, or because it is a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from zhinan.errors import DataError

if TYPE_CHECKING:
    from zhinan.application.statements import Application
    from zhinan.rules import Index

Reader = Callable[[Path, "Index | None"], Iterator["Application"]]


def find_reader(path: Path) -> Reader | None:
    """The reader of a file that is no Turtle, N-Triples or JSON-LD; None where there is none."""
    if path.is_dir():
        return read_csv_folder
    return ENDINGS.get(path.suffix.lower())


def read_csv_folder(path: Path, index: Index | None) -> Iterator[Application]:
    """The applications of a folder of CSV files."""
    from zhinan.application.forms.layout import load_index, open_layout
    from zhinan.application.tables.csv_folder import open_csv_folder
    from zhinan.application.tables.read import read_tables

    folder = open_csv_folder(path)
    yield from read_tables(folder, open_layout(index or load_index()), str(path))


def read_workbook(path: Path, index: Index | None) -> Iterator[Application]:
    """The applications of an XLSX workbook."""
    from zhinan.application.forms.layout import load_index, open_layout
    from zhinan.application.tables.read import read_tables
    from zhinan.application.tables.workbook import Workbook

    with closing(Workbook(path)) as book:
        yield from read_tables(book, open_layout(index or load_index()), str(path))


def _refuse_csv(path: Path, index: Index | None) -> Iterator[Application]:
    raise DataError(f"{path}: one table of several. Name the folder {path.parent} that holds them all.")


def read_plain_json(path: Path, index: Index | None) -> Iterator[Application]:
    """The applications of a JSON file with plain keys."""
    from zhinan.application.forms.layout import load_index, open_layout
    from zhinan.application.plain.read import read_json

    yield from read_json(path, open_layout(index or load_index()))


def read_plain_yaml(path: Path, index: Index | None) -> Iterator[Application]:
    """The applications of a YAML file with plain keys."""
    from zhinan.application.forms.layout import load_index, open_layout
    from zhinan.application.plain.read import read_yaml_applications

    yield from read_yaml_applications(path, open_layout(index or load_index()))


def read_quad_file(path: Path, index: Index | None) -> Iterator[Application]:
    """The applications of a TriG or N-Quads file."""
    from zhinan.application.quads import read_quads

    yield from read_quads(path)


ENDINGS: dict[str, Reader] = {
    ".trig": read_quad_file,
    ".nq": read_quad_file,
    ".csv": _refuse_csv,
    ".json": read_plain_json,
    ".yaml": read_plain_yaml,
    ".yml": read_plain_yaml,
    ".xlsx": read_workbook,
    ".xlsm": read_workbook,
}
