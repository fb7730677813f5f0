"""Applications as plain keys: JSON, and YAML whose comments say what a key is and which clause asks for it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from pyoxigraph import Literal, NamedNode

from zhinan.application.forms.form import Form, FormColumn, FormSheet
from zhinan.application.forms.layout import Column, Layout
from zhinan.application.forms.names import Names
from zhinan.application.forms.outline import Item, Outline, outline_application
from zhinan.application.forms.written import Written, write_value
from zhinan.application.statements import Application

Tree = dict[str, Any]
_MANY = 40  # choices that are listed in a note; more are looked up


def write_tree(application: Application, layout: Layout, names: Names) -> Tree:
    """An application as keys and values. Raises DataError where a statement cannot be held by them."""
    return _Writer(outline_application(application, layout), layout, names).write()


class _Writer:
    def __init__(self, outline: Outline, layout: Layout, names: Names) -> None:
        self.outline, self.layout, self.names = outline, layout, names
        self.columns = {sheet.key: {c.key: c for c in sheet.columns} for sheet in layout.sheets}
        self.told: set[NamedNode] = set()

    def write(self) -> Tree:
        tree = self.record(self.outline.root)
        for sheet in self.layout.sheets:
            for role in sheet.roles:
                nodes: list[NamedNode | Literal] = [
                    n for n, i in self.outline.items.items() if role in i.roles
                ]
                if nodes:
                    tree[role.key] = _one_or_all([self.child(node) for node in nodes])
        return tree

    def record(self, item: Item) -> Tree:
        tree: Tree = {"id": item.id} if item.id else {}
        labels = {key: v for key in ("label", "label.en") if (v := item.values.get(key))}
        if labels:
            tree["label"] = _labels(labels)
        for key, column in self.columns[item.sheet.key].items():
            if key not in labels and (values := item.values.get(key)):
                tree[key] = _one_or_all([self.value(column, value) for value in values])
        return tree

    def value(self, column: Column, value: NamedNode | Literal) -> Any:
        if column.kind == "record":
            return self.child(value)
        written = _plain(write_value(column, value, self.outline, self.names))
        if column.kind == "money":
            return {"amount": written, "unit": self.layout.unit_names[0]}
        return written

    def child(self, value: NamedNode | Literal) -> Any:
        """A record in full where it is first spoken of, its id after that."""
        node = NamedNode(value.value)
        item = self.outline.items[node]
        if node in self.told and item.id:
            return item.id
        self.told.add(node)
        return self.record(item)


def _labels(labels: dict[str, list[NamedNode | Literal]]) -> Any:
    texts = {
        {"label": "zh"}.get(key, "en"): _one_or_all([v.value for v in values])
        for key, values in labels.items()
    }
    return texts["zh"] if list(texts) == ["zh"] else texts


def _one_or_all(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _plain(value: Written) -> Any:
    """A value as JSON has it: a decimal as the number that reads back the same, else as text."""
    if isinstance(value, Decimal):
        number = float(value)
        return number if repr(number) == str(value) else str(value)
    return value if isinstance(value, str | int) else str(value)


def make_skeleton(form: Form) -> Tree:
    """The keys of a form with nothing in them, but for the direction."""
    sheets = {sheet.sheet.cls: sheet for sheet in form.sheets}
    root = form.sheets[0]
    tree = _empty(root)
    tree["appliesTo"] = next(c.choices[0][0] for c in root.columns if c.column.key == "appliesTo")
    for sheet in form.sheets:
        for role in sheet.sheet.roles:
            if not form.roles or role.key in form.roles:
                tree[role.key] = _empty(sheets[sheet.sheet.cls])
    return tree


def _empty(sheet: FormSheet) -> Tree:
    kept = [c.column for c in sheet.columns if c.column.kind not in ("mark", "application", "role", "zone")]
    tree: Tree = {column.key: None for column in kept if column.key != "label.en"}
    money = [
        column for column in sheet.sheet.columns if column.kind == "money" and column.key in sheet.amounts
    ]
    return tree | {column.key: {"amount": None, "unit": None} for column in money}


def list_notes(form: Form) -> Iterator[tuple[str, FormColumn]]:
    """Every key of a form with its column, ``leadUnit.unitKind`` and the like; each sheet's once."""
    for sheet in form.sheets:
        before = "" if sheet.sheet is form.layout.root else f"{sheet.sheet.key}."
        for column in sheet.columns:
            if column.column.kind not in ("mark", "application"):
                yield f"{before}{column.column.key}", column


def write_json_form(form: Form, applications: Iterable[Application], examples: Iterable[Application]) -> str:
    """A form in JSON: notes, an example that is not read, and the applications, or one to be filled in."""
    trees = [write_tree(application, form.layout, form.names) for application in applications]
    shown = [write_tree(application, form.layout, form.names) for application in examples]
    call = form.rules.direction
    notes = [_note(key, column) for key, column in list_notes(form)]
    whole = {
        "form": {"direction": call.iri, "number": call.number, "label": call.labels},
        "notes": [*(line for line in form.layout.introduction if line), *notes],
        **({"example": _one_or_all(shown)} if shown else {}),
        "applications": trees or [make_skeleton(form)],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _note(key: str, column: FormColumn) -> Tree:
    note: Tree = {"key": key, "zh": column.column.zh, "en": column.column.en}
    if 0 < len(column.choices) <= _MANY:
        note["choices"] = [choice[0] for choice in column.choices]
    return note | ({"clauses": column.note()} if column.clauses else {})


def write_yaml_form(form: Form, applications: Iterable[Application], examples: Iterable[Application]) -> str:
    """A form in YAML: the same, with the notes as comments."""
    trees = [write_tree(application, form.layout, form.names) for application in applications]
    shown = [write_tree(application, form.layout, form.names) for application in examples]
    call = form.rules.direction
    lines = [f"# {call.number} {call.labels.get('zh', '')} {call.labels.get('en', '')}"]
    lines += [f"# {line}".rstrip() for line in form.layout.introduction]
    for key, column in list_notes(form):
        lines += _comment(key, column)
    if shown:
        lines += ["", "example:", *_yaml(shown, "  ")]
    lines += ["", "applications:", *_yaml(trees or [make_skeleton(form)], "  ")]
    return "\n".join(lines) + "\n"


def _comment(key: str, column: FormColumn) -> list[str]:
    lines = ["#", f"# {key}: {column.column.zh} {column.column.en}"]
    if 0 < len(column.choices) <= _MANY:
        lines.append(f"#   {'；'.join(choice[0] for choice in column.choices)}")
    return lines + [f"#   {line}".rstrip() for line in column.note().splitlines() if line]


def _yaml(value: Any, indent: str) -> list[str]:
    """A tree as lines of YAML; all text in double quotes, as in JSON, so that nothing is taken for something else."""
    if isinstance(value, dict):
        return [line for key, item in value.items() for line in _yaml_pair(key, item, indent)]
    lines: list[str] = []
    for item in value:
        if isinstance(item, dict) and item:
            first, *rest = _yaml(item, f"{indent}  ")
            lines += [f"{indent}- {first.strip()}", *rest]
        else:
            lines.append(f"{indent}- {_scalar(item)}")
    return lines


def _yaml_pair(key: str, item: Any, indent: str) -> list[str]:
    if isinstance(item, dict | list) and item:
        return [f"{indent}{key}:", *_yaml(item, f"{indent}  ")]
    return [f"{indent}{key}: {_scalar(item)}".rstrip()]


def _scalar(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        return json.dumps(value)
    text = json.dumps(value, ensure_ascii=False)
    return "".join(letter if letter.isprintable() else _escape(letter) for letter in text)


def _escape(letter: str) -> str:
    return f"\\u{ord(letter):04x}" if ord(letter) < 0x10000 else f"\\U{ord(letter):08x}"
