"""Templates: the form of a direction as a workbook, as CSV, JSON or YAML, empty or with applications filled in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from zhinan.application.statements import Application, Statement
from zhinan.errors import UnknownChoice, UnknownLabel
from zhinan.files import check_target, write_beside, write_folder
from zhinan.rules import Rulebook
from zhinan.terms import ID, LABEL, RDF_TYPE

if TYPE_CHECKING:
    from zhinan.application.forms.form import Form
    from zhinan.application.forms.layout import Layout
    from zhinan.application.forms.names import Names

_EXAMPLE = "EX-1"
TEMPLATES = ("xlsx", "json", "yaml", "csv")


def find_direction(name: str, book: Rulebook) -> str:
    """The IRI of a direction by its label in Chinese or English, its code (``most-2020/2.2``) or its IRI.

    Raises UnknownLabel with the nearest ones where there is none, or more than one.
    """
    from zhinan.application.forms.layout import open_layout
    from zhinan.application.forms.names import Names

    layout = open_layout(book.index)
    names, column = Names(layout), layout.root.column("appliesTo")
    found = names.find(column, name.removeprefix("direction:"))
    if len(found) != 1:
        near = [_describe(iri, names) for iri in found] or names.suggest(column, name)
        raise UnknownLabel("direction", name, near)
    return found[0]


def _describe(iri: str, names: Names) -> str:
    label = names.layout.index.by_language(NamedNode(iri), LABEL).get("zh", "")
    return f"{iri.removeprefix(f'{ID}direction/')} {label}"


def write_template(
    direction: str,
    to: str,
    path: Path,
    book: Rulebook,
    *,
    applications: Iterable[Application] = (),
    examples: Sequence[Application] = (),
    whole: bool = False,
    force: bool = False,
) -> None:
    """Write the form of a direction to a file, or for ``csv`` to a folder.

    ``applications`` are filled in, ``examples`` too, but marked so that they are not read; ``whole`` gives every
    column that an application can have. Raises UnknownChoice for an unknown ``to``, OutputError where it cannot be
    written, DataError where an application says what no form can hold.
    """
    if to not in TEMPLATES:
        raise UnknownChoice("format of templates", to, TEMPLATES)
    from zhinan.application.forms.form import make_forms
    from zhinan.application.forms.layout import open_layout
    from zhinan.application.tables.contents import make_book

    check_target(path, folder=to == "csv", force=force)
    layout = open_layout(book.index)
    asked, full = make_forms(direction, book, layout)
    form = full if whole else asked
    shown = [_rename_example(example, layout) for example in examples]
    if to in ("json", "yaml"):
        _write_plain(to, path, form, applications, shown)
        return
    tables = make_book(form, full, applications, shown)
    if to == "csv":
        from zhinan.application.tables.write_csv import write_csv

        write_folder(path, ((name, [data]) for name, data in write_csv(tables)))
        return
    from zhinan.application.tables.write_workbook import write_workbook

    with write_beside(path) as stream:
        write_workbook(tables, stream)


def _write_plain(
    to: str, path: Path, form: Form, applications: Iterable[Application], examples: Sequence[Application]
) -> None:
    from zhinan.application.plain.write import write_json_form, write_yaml_form

    write = write_json_form if to == "json" else write_yaml_form
    text = write(form, applications, examples)
    with write_beside(path) as stream:
        stream.write(text.encode())


def _rename_example(application: Application, layout: Layout) -> Application:
    """The example with ids that are short to read, as one who fills the form in would choose them."""
    from zhinan.application.forms.draft import mint_application, mint_record

    sheets = {sheet.cls: sheet.key for sheet in layout.sheets}
    classes = {s.subject: s.object.value for s in application.triples if s.predicate.value == RDF_TYPE}
    names = {NamedNode(application.iri): NamedNode(mint_application(layout.base, _EXAMPLE))}
    for node, cls in classes.items():
        name = node.value.rpartition("#")[2]
        if node not in names and cls in sheets and node.value.startswith(application.iri.partition("#")[0]):
            names[node] = NamedNode(mint_record(f"{layout.base}{_EXAMPLE}", sheets[cls], name))
    triples = [
        Statement(names.get(s, s), p, names.get(o, o) if isinstance(o, NamedNode) else o)
        for s, p, o in application.triples
    ]
    iri = names[NamedNode(application.iri)].value
    return replace(application, iri=iri, triples=tuple(triples), places=None)
