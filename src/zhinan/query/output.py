"""Answers written down: a table for reading, CSV and JSON for other programs."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from typing import Any

from zhinan.query.answer import Answer, Languages, find_labelled, list_records
from zhinan.query.named import Column, Words
from zhinan.query.results import draw_table, show_plain, show_value
from zhinan.store import Iri, Value
from zhinan.terms import shorten


def write_table(answer: Answer, languages: Languages, *, terminal_width: int | None = None) -> str:
    """The answer as a table with its title; lines break at ``terminal_width`` cells, or never."""
    title = pick_words(answer.query.title, languages)
    head = f"{title}（{len(answer.rows)} 行 rows）\n"
    if not answer.rows:
        return head
    cells = [
        [_cell(value, column, answer, languages) for value, column in zip(row, answer.columns, strict=True)]
        for row in answer.rows
    ]
    heads = [_head(column, languages) for column in answer.columns]
    return head + draw_table(heads, cells, [bool(column.unit) for column in answer.columns], terminal_width)


def write_csv(answer: Answer, languages: Languages, *, bom: bool = False) -> str:
    """The answer as CSV (RFC 4180): things as IRIs, each followed by its labels where it has any.

    ``bom`` puts the byte-order mark first that spreadsheet programs need to read UTF-8.
    """
    records = list_records(answer, languages)
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(_list_names(answer, languages))
    writer.writerows(
        ["" if value is None else show_plain(value) for value in record.values()] for record in records
    )
    return ("\ufeff" if bom else "") + stream.getvalue()


def write_json(answer: Answer, languages: Languages) -> str:
    """The answer as JSON: its query, its columns, and a record a row."""
    return json.dumps(make_document(answer, languages), ensure_ascii=False, indent=1) + "\n"


def make_document(answer: Answer, languages: Languages) -> dict[str, Any]:
    """The answer as what JSON can hold: numbers as numbers, things as their IRI and labels."""
    return {
        "query": answer.query.name,
        "title": _choose(answer.query.title, languages),
        "columns": [
            {"name": c.name, "label": _choose(c.label, languages), "unit": c.unit} for c in answer.columns
        ],
        "rows": [
            {
                column.name: _to_json(value, answer, languages)
                for column, value in zip(answer.columns, row, strict=True)
            }
            for row in answer.rows
        ],
    }


def pick_words(words: Words, languages: Languages) -> str:
    """The words in the languages asked for, or in the one there is."""
    return (
        " ".join(word for word in (getattr(words, language) for language in languages) if word)
        or words.zh
        or words.en
    )


def _head(column: Column, languages: Languages) -> str:
    unit = f" ({column.unit})" if column.unit not in ("", "1") else ""
    return pick_words(column.label, languages) + unit


def _cell(value: Value | None, column: Column, answer: Answer, languages: Languages) -> str:
    match value:
        case Iri():
            called = answer.labels.get(value.value, {})
            words = [called[language] for language in languages if language in called] or list(
                called.values()
            )[:1]
            return " ".join(dict.fromkeys(words)) or shorten(value.value)
        case int() | Decimal() if column.unit and not isinstance(value, bool):
            return f"{Decimal(show_plain(value)):,}"
        case _:
            return show_value(value)


def _to_json(value: Value | None, answer: Answer, languages: Languages) -> Any:
    match value:
        case Iri():
            called = answer.labels.get(value.value, {})
            return {"iri": value.value} | {
                language: called[language] for language in languages if language in called
            }
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case None | bool() | int() | float():
            return value
        case _:
            return show_plain(value)


def _choose(words: Words, languages: Languages) -> dict[str, str]:
    return {language: getattr(words, language) for language in languages if getattr(words, language)}


def _list_names(answer: Answer, languages: Languages) -> list[str]:
    labelled = find_labelled(answer)
    return [
        name
        for column in answer.columns
        for name in (
            column.name,
            *(f"{column.name}_{language}" for language in languages if column.name in labelled),
        )
    ]
