"""The answer to a named query: typed rows, with the labels of the things in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from zhinan.errors import UsageError
from zhinan.query.lookup import Labels
from zhinan.query.named import Column, NamedQuery
from zhinan.store import Iri, Row

Languages = tuple[str, ...]
"""``("zh",)``, ``("en",)`` or both, in the order shown."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of a named query, with the labels of the things in them."""

    query: NamedQuery
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    labels: Labels = field(repr=False)

    def to_dataframe(self) -> Any:
        """The rows as a pandas DataFrame: things as IRIs, their labels in ``NAME_zh`` and ``NAME_en``.

        Raises UsageError where pandas is not installed.
        """
        try:
            pandas = import_module("pandas")
        except ImportError as err:
            raise UsageError(
                "pandas is not installed. Run `pip install pandas`, or take `rows` as they are."
            ) from err
        return pandas.DataFrame(list_records(self, ("zh", "en")))


def list_records(answer: Answer, languages: Languages) -> list[dict[str, Any]]:
    """The rows as records: values as they are, things as IRIs with a column a language for their labels."""
    labelled = find_labelled(answer)
    records = []
    for row in answer.rows:
        record: dict[str, Any] = {}
        for column, value in zip(answer.columns, row, strict=True):
            record[column.name] = str(value) if isinstance(value, Iri) else value
            if column.name in labelled:
                called = answer.labels.get(value.value, {}) if isinstance(value, Iri) else {}
                record |= {f"{column.name}_{language}": called.get(language) for language in languages}
        records.append(record)
    return records


def find_labelled(answer: Answer) -> set[str]:
    """The columns that hold a thing with a label."""
    return {
        column.name
        for at, column in enumerate(answer.columns)
        if any(isinstance(row[at], Iri) and str(row[at]) in answer.labels for row in answer.rows)
    }
