"""Receipts: what a check rested on and came to, so that anyone can repeat it and say what differs.

A receipt holds no time, no user and no place on a disk: equal inputs give equal bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, fields
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from zhinan import __version__
from zhinan.errors import DataError
from zhinan.files import find_root, read_bytes, read_utf8

if TYPE_CHECKING:
    from zhinan.check.report import Checked

_FORM = 1
_BLOCK = 2**20
Pins = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """SHA-256 of applications, guide data and shapes by file name, versions, and the digest of all results.

    ``applications`` are in the order given, a name twice with a number; ``batch`` says whether all applications were
    compared, None where that followed from their number; ``counts`` are applications by verdict.
    """

    form: int
    zhinan: str
    engine: str
    engine_version: str
    batch: bool | None
    applications: Pins
    guide_data: Pins
    shapes: Pins
    results: str
    counts: dict[str, int]


@dataclass(slots=True)
class ResultDigest:
    """The digest of results as they come, in whatever order: the sum of the SHA-256 of each, modulo 2 to the 256th."""

    counts: dict[str, int] = field(default_factory=dict)
    _sum: int = 0

    def add(self, checked: Checked) -> None:
        """Take in one more result."""
        said = [
            checked.application,
            checked.verdict.value,
            [[fault.code, fault.subject, fault.term, fault.value] for fault in checked.faults],
            [[f.rule, f.clause.iri, f.verdict.value, f.severity, f.messages] for f in checked.findings],
        ]
        one = sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).digest()
        self._sum = (self._sum + int.from_bytes(one, "big")) % 2**256
        self.counts[checked.verdict.value] = self.counts.get(checked.verdict.value, 0) + 1

    def hexdigest(self) -> str:
        """The digest so far."""
        return f"{self._sum:064x}"


def make_receipt(
    files: Sequence[Path],
    guide_data: Iterable[Path],
    shapes: Path,
    engine: str,
    digest: ResultDigest,
    batch: bool | None = None,
) -> Receipt:
    """The receipt of a check that is done. Raises DataError where a file can no longer be read."""
    return Receipt(
        form=_FORM,
        zhinan=__version__,
        engine=engine,
        engine_version=find_engine_version(engine),
        batch=batch,
        applications=_pin_applications(files),
        guide_data={_name(path): _pin(path) for path in guide_data},
        shapes={_name(path): _pin(path) for path in sorted(shapes.rglob("*.ttl"))},
        results=digest.hexdigest(),
        counts=dict(sorted(digest.counts.items())),
    )


def find_engine_version(engine: str) -> str:
    """The version of the engine's package; of our own, ours and that of the one it turns to."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(engine)
    except PackageNotFoundError:
        return f"zhinan {__version__}, shacl {version('shacl')}"


def write_receipt(receipt: Receipt) -> str:
    """The receipt as JSON; equal receipts give equal text."""
    return json.dumps(asdict(receipt), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def read_receipt(path: Path) -> Receipt:
    """A receipt out of a file. Raises DataError where it is none, or of a form that this version does not know."""
    try:
        found = json.loads(read_utf8(path))
    except json.JSONDecodeError as err:
        raise DataError(
            f"{path}:{err.lineno}: this is no receipt ({err.msg}). Name one that --receipt wrote."
        ) from err
    wanted = {item.name for item in fields(Receipt)}
    if not isinstance(found, dict) or found.keys() != wanted:
        raise DataError(f"{path}: this is no receipt. Name a file that `zhinan check --receipt` wrote.")
    if found["form"] != _FORM:
        raise DataError(
            f"{path}: receipts of form {found['form']} are not known. Use the version that wrote it."
        )
    return Receipt(**found)


def compare_receipts(then: Receipt, now: Receipt) -> list[str]:
    """What differs, one thing a line, in Chinese and English; nothing where the check was the same."""
    return [
        *(
            _differ(name, getattr(then, name), getattr(now, name))
            for name in _PLAIN
            if _changed(name, then, now)
        ),
        *(line for name in _PINNED for line in _compare_pins(name, getattr(then, name), getattr(now, name))),
        *(["结果 results: 不同 differ"] if then.results != now.results else []),
    ]


_PLAIN = {
    "zhinan": "版本 version",
    "engine": "引擎 engine",
    "engine_version": "引擎版本 engine version",
    "batch": "对照全部申报 batch",
    "counts": "结论计数 counts",
}
_PINNED = {"applications": "申报 application", "guide_data": "指南数据 guide data", "shapes": "形状 shape"}


def _changed(name: str, then: Receipt, now: Receipt) -> bool:
    return bool(getattr(then, name) != getattr(now, name))


def _differ(name: str, then: object, now: object) -> str:
    return f"{_PLAIN[name]}: {then} → {now}"


def _compare_pins(name: str, then: Pins, now: Pins) -> Iterator[str]:
    for key in sorted(then.keys() | now.keys()):
        if key not in now:
            yield f"{_PINNED[name]} {key}: 没有了 gone"
        elif key not in then:
            yield f"{_PINNED[name]} {key}: 新增 new"
        elif then[key] != now[key]:
            yield f"{_PINNED[name]} {key}: 已改 changed"


def _pin_applications(files: Sequence[Path]) -> Pins:
    pins: Pins = {}
    for path in files:
        number = sum(name.partition(" #")[0] == path.name for name in pins) + 1
        pins[path.name if number == 1 else f"{path.name} #{number}"] = _pin(path)
    return pins


def _pin(path: Path) -> str:
    """The SHA-256 of a file, or of a folder's files with their names."""
    found = sha256()
    if path.is_dir():
        for inner in sorted(item for item in path.rglob("*") if item.is_file()):
            found.update(f"{inner.relative_to(path).as_posix()} {_pin(inner)}\n".encode())
        return found.hexdigest()
    if not path.is_file():
        read_bytes(path)  # says why it cannot be read
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            found.update(block)
    return found.hexdigest()


def _name(path: Path) -> str:
    """A file of the project by its path there, any other by its name."""
    root = find_root()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
