"""The rooms stand in the order drawn in ``src/zhinan/__init__.py``: a room imports only rooms before it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import zhinan
from house.artefacts import list_files, read

HOUSE = Path("src/zhinan")
CODE = list_files("src", suffixes=(".py",))
DRAWING = next(line for line in zhinan.__doc__.splitlines() if line.strip().startswith("document ─"))
ROOMS = DRAWING.split(" ─ ")[1:]
GROUND, RIM = (re.findall(r"``(\w+)``", part) for part in zhinan.__doc__.partition(DRAWING)[2].split(";"))
LEVELS = {
    **dict.fromkeys(["__init__", *GROUND], 0),
    **{room.strip(): level for level, room in enumerate(ROOMS, 1)},
    **dict.fromkeys(["__main__", *RIM], len(ROOMS) + 1),
}


def room_of(module: list[str]) -> str:
    return module[1] if len(module) > 1 else "__init__"


def list_imports(path: Path) -> set[str]:
    """The rooms from which a file imports, at its top or inside a function."""
    tree = ast.parse(read(path))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import hides the room; write it out"
            whole = node.module == "zhinan"
            names |= {f"zhinan.{alias.name}" for alias in node.names} if whole else {node.module or ""}
    rooms = {room_of(name.split(".")) for name in names if name.split(".")[0] == "zhinan"}
    return {"__init__" if room.startswith("__") else room for room in rooms}


def test_the_drawing_names_every_room() -> None:
    assert ROOMS[0] == "ingest"
    assert {room_of(list(path.relative_to("src").with_suffix("").parts)) for path in CODE} <= LEVELS.keys()


@pytest.mark.parametrize("path", CODE, ids=str)
def test_a_room_imports_only_itself_and_rooms_before_it(path: Path) -> None:
    room = room_of(list(path.relative_to("src").with_suffix("").parts))
    reach = len(LEVELS) if LEVELS[room] == LEVELS["cli"] else LEVELS[room] - 1
    assert {other for other in list_imports(path) if other != room and LEVELS[other] > max(reach, 0)} == set()
