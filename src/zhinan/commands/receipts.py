"""``zhinan check --receipt`` and ``--verify``: a receipt written, or held against one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from zhinan.check import (
    Checked,
    Receipt,
    ResultDigest,
    compare_receipts,
    make_receipt,
    read_receipt,
    write_receipt,
)
from zhinan.commands.rules import find_data_files
from zhinan.errors import OutputExists
from zhinan.files import find_folder, write_beside


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipts:
    """What a run has to do with receipts: where to write one, and the one to compare with."""

    path: Path | None
    known: Receipt | None
    digest: ResultDigest = field(default_factory=ResultDigest)

    @property
    def wanted(self) -> bool:
        """Whether there is a receipt to write or to compare with."""
        return self.path is not None or self.known is not None

    def add(self, checked: Checked) -> None:
        """Take in one more result, if it is wanted."""
        if self.wanted:
            self.digest.add(checked)

    def finish(self, files: Sequence[Path], guide_data: Path | None, engine: str, batch: bool | None) -> bool:
        """Write and compare, as asked; False where the receipt to be verified says something else."""
        if not self.wanted:
            return True
        data = find_data_files(guide_data or find_folder("data") / "guides")
        receipt = make_receipt(files, data, find_folder("shapes"), engine, self.digest, batch)
        if self.path is not None:
            with write_beside(self.path) as stream:
                stream.write(write_receipt(receipt).encode())
        return self.known is None or _tell(compare_receipts(self.known, receipt))


def open_receipts(path: Path | None, verify: Path | None, *, force: bool) -> Receipts:
    """Raises OutputExists where a receipt would replace a file, DataError where the one to verify is none."""
    if path is not None and path.exists() and not force:
        raise OutputExists(path)
    return Receipts(path=path, known=read_receipt(verify) if verify else None)


def _tell(differences: Sequence[str]) -> bool:
    for line in differences:
        click.echo(f"zhinan: {line}", err=True)
    if not differences:
        click.echo("zhinan: 与回执一致。The same as the receipt says.", err=True)
    return not differences
