"""Applications out of JSON and YAML with the plain keys of the template, each record where it is first spoken of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from itertools import count
from pathlib import Path, PurePath

from pyoxigraph import Literal, NamedNode

from zhinan.application.forms.draft import Draft, Key, Mark, make_unnamed, mint_application
from zhinan.application.forms.layout import Column, Layout, Sheet, fold, nearest
from zhinan.application.forms.names import Names, open_names
from zhinan.application.forms.readings import Problem, Raw, Source
from zhinan.application.places import Marked, Places
from zhinan.application.plain.nodes import JsonPlaces, JsonText, Node, make_nodes, read_json_top
from zhinan.application.plain.yaml_nodes import read_yaml
from zhinan.application.statements import Application
from zhinan.errors import DataError
from zhinan.files import read_utf8
from zhinan.terms import LABEL, RDF_TYPE

# The keys at the top of a file. All others belong to an application that is the whole file.
LISTED = ("applications", "项目")
_EXAMPLE = ("example", "示例")
_ASIDE = ("notes", "说明", "form")
_IGNORED = ("_", "$", "#")


def read_json(path: Path, layout: Layout, *, examples: bool = False) -> Iterator[Application]:
    """The applications of a JSON file, one after another; places are looked for only when asked."""
    text, where = read_utf8(path), str(path)
    reader = _Reader(layout, open_names(layout), where)
    single: dict[str, Node] = {}
    line, counted = 1, 0
    for key, value, start, end in read_json_top(text, where, _is_list):
        node = make_nodes(value)
        line, counted = line + text.count("\n", counted, start), start
        slice_ = JsonText(text[start:end], line, start - text.rfind("\n", 0, start))
        keep = partial(_keep_json, slice_)
        if not key or _is_list(key) or (examples and key in _EXAMPLE):
            yield reader.read(node, locate=slice_.place, keep=keep)
        elif key == "base":
            reader.base = str(value)
        elif key in ("@context", "@graph", "@id"):
            raise DataError(f"{where}: this is JSON-LD. Give the file the ending .jsonld.")
        elif not _is_aside(key):
            single[key] = make_nodes(value, (key,))
    if single:
        whole = JsonText(text, 1, 1)
        yield reader.read(Node(single, ()), locate=whole.place, keep=partial(_keep_json, whole))


def _keep_json(text: JsonText, paths: dict[Key, Mark]) -> Places:
    return JsonPlaces(text, paths)


def read_yaml_applications(path: Path, layout: Layout, *, examples: bool = False) -> Iterator[Application]:
    """The applications of a YAML file."""
    where = str(path)
    top = read_yaml(read_utf8(path), where)
    reader = _Reader(layout, open_names(layout), where)
    if isinstance(top.value, list):
        yield from (reader.read(node) for node in top.value)
        return
    if not isinstance(top.value, dict):
        raise DataError(f"{where}: no application here. Start from `zhinan template`.")
    if "base" in top.value:
        reader.base = str(top.value["base"].value)
    single = {key: node for key, node in top.value.items() if key != "base" and not _is_aside(key)}
    for key in [*(_EXAMPLE if examples else ()), *LISTED]:
        node = top.value.get(key)
        single.pop(key, None)
        if node is not None and not node.is_empty:
            yield from (
                reader.read(item) for item in (node.value if isinstance(node.value, list) else [node])
            )
    if single:
        yield reader.read(Node(single, top.mark))


def _is_list(key: str) -> bool:
    return fold(key) in LISTED


def _is_aside(key: str) -> bool:
    return key in (*_EXAMPLE, *_ASIDE) or key.startswith(_IGNORED)


@dataclass(slots=True)
class _Found:
    """A record met in the tree: its node, its sheet and its keys."""

    node: NamedNode
    sheet: Sheet
    keys: Mapping[str, Node]
    mark: Mark
    children: dict[int, NamedNode] = field(default_factory=dict)


class _Reader:
    def __init__(self, layout: Layout, names: Names, where: str) -> None:
        self.layout, self.names, self.where, self.base = layout, names, where, layout.base
        self.unnamed, self.number = count(1), count(1)
        self.keys = {sheet.key: _keys_of(sheet, layout) for sheet in layout.sheets}
        self.seen: set[str] = set()

    def read(
        self,
        tree: Node,
        *,
        locate: Callable[[Mark], str] = str,
        keep: Callable[[dict[Key, Mark]], Places] = Marked,
    ) -> Application:
        """One application of its keys."""
        number = next(self.number)
        if not isinstance(tree.value, dict):
            raise DataError(
                f"{self.where}:{locate(tree.mark)}: an application is a set of keys; this is none."
            )
        root = self.layout.root
        given = self._text(tree.value, root, "id")
        iri = mint_application(self.base, given or f"{PurePath(self.where).stem}-{number}")
        draft = Draft(self.layout, self.names, iri, Source(), locate=locate, keep=keep)
        if iri in self.seen:
            draft.fault("duplicate-id", iri, RDF_TYPE, tree.mark, value=given, sheet=root)
        self.seen.add(iri)
        found = [_Found(draft.node, root, tree.value, tree.mark)]
        for record in found:
            found += self._meet(draft, record)
        applies = next((n for k, n in tree.value.items() if self._column(root, k).key == "appliesTo"), None)
        if applies and isinstance(applies.value, str):
            draft.find_direction(root.column("appliesTo"), applies.value)
        for record in found:
            self._say(draft, record)
        return draft.finish(self.where)

    def _meet(self, draft: Draft, record: _Found) -> list[_Found]:
        """The records that stand below one, each given its node."""
        met = []
        for key, node in record.keys.items():
            column = self._column(record.sheet, key)
            if column.kind != "record" or key.startswith(_IGNORED):
                continue
            for item in _items(node):
                if isinstance(item.value, dict) and not item.is_empty:
                    sheet = self.layout.sheet_of(column.target)
                    given = self._text(item.value, sheet, "id")
                    child = (
                        draft.declare(sheet, given, item.mark) if given else make_unnamed(next(self.unnamed))
                    )
                    record.children[id(item)] = child
                    met.append(_Found(child, sheet, item.value, item.mark))
        return met

    def _say(self, draft: Draft, record: _Found) -> None:
        draft.say(record.node, RDF_TYPE, NamedNode(record.sheet.cls or ""), record.mark)
        for key, node in record.keys.items():
            column = self._column(record.sheet, key)
            if key.startswith(_IGNORED) or node.is_empty or column.kind in ("id", "zone", "mark"):
                continue
            if not column.kind:
                near = nearest(key, [known.key for known in self.keys[record.sheet.key].values()])
                draft.fault("unknown-key", record.node.value, key, node.mark, value=key, near=near)
            elif column.kind == "label":
                self._say_label(draft, record.node, column, node)
            elif column.kind == "money":
                for item in _items(node):
                    self._say_money(draft, record.node, column, item)
            else:
                for item in _items(node):
                    self._say_value(draft, record, column, item)

    def _say_value(self, draft: Draft, record: _Found, column: Column, item: Node) -> None:
        child = record.children.get(id(item))
        if child is not None:
            draft.say(record.node, column.property or "", child, item.mark)
        elif isinstance(item.value, dict | list):
            code = "not-keys" if column.kind == "record" else "not-a-list"
            draft.refuse(record.node, column.property or "", "{…}", Problem(code, ""), item.mark, column)
        elif not item.is_empty and item.value is not None:
            beside = self._text(record.keys, record.sheet, f"{column.key}.zone") or None
            draft.put(record.node, column, item.value, item.mark, beside)

    def _say_label(self, draft: Draft, subject: NamedNode, column: Column, node: Node) -> None:
        for language, item in node.value.items() if isinstance(node.value, dict) else [("", node)]:
            for one in _items(item):
                if not isinstance(one.value, str):
                    problem = Problem("not-text", str(one.value))
                    draft.refuse(subject, LABEL, str(one.value), problem, one.mark, column)
                elif language:
                    draft.say(subject, LABEL, Literal(one.value, language=language), one.mark)
                else:
                    draft.put(subject, column, one.value, one.mark)

    def _say_money(self, draft: Draft, subject: NamedNode, column: Column, node: Node) -> None:
        money = self.layout.sheet_of(None)
        if not isinstance(node.value, dict):
            raw: Raw = "[…]" if isinstance(node.value, list) else node.value or ""
            draft.put(subject, column, raw, node.mark)
            return
        parts = {self._column(money, key).kind: item for key, item in node.value.items()}
        amount, unit = parts.get("amount"), parts.get("unit")
        if unknown := [key for key in node.value if self._column(money, key).kind not in ("amount", "unit")]:
            draft.fault(
                "unknown-key", subject.value, unknown[0], node.mark, value=unknown[0], near=["amount", "unit"]
            )
        if amount is not None and isinstance(amount.value, str | int | Decimal):
            words = unit.value if unit and isinstance(unit.value, str) else None
            draft.put(subject, column, amount.value, amount.mark, words, unit and unit.mark)

    def _column(self, sheet: Sheet, key: str) -> Column:
        return self.keys[sheet.key].get(fold(key)) or Column(key=key, zh=key, en=key, kind="")

    def _text(self, keys: Mapping[str, Node], sheet: Sheet, wanted: str) -> str:
        for key, node in keys.items():
            if self._column(sheet, key).key == wanted and isinstance(node.value, str | int | Decimal):
                return str(node.value).strip()
        return ""


def _keys_of(sheet: Sheet, layout: Layout) -> dict[str, Column]:
    """The keys of a record: those of its columns, and for the application those that lead to its records."""
    own = [column for column in sheet.columns if column.kind not in ("application", "role", "mark")]
    roles = [role for other in layout.sheets for role in other.roles] if sheet is layout.root else []
    found: dict[str, Column] = {}
    for column in [*own, *roles]:
        for name in (column.key, column.zh, column.en):
            found.setdefault(fold(name), column)
    return found


def _items(node: Node) -> list[Node]:
    return node.value if isinstance(node.value, list) else [node]
