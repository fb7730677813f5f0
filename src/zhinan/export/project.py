"""The one projection: triples become nodes, edges and typed attributes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import pyoxigraph as ox

from zhinan.export.attributes import Describer, Key, type_columns
from zhinan.export.gather import add_names, gather_triples
from zhinan.export.graph import Attributes, Column, EdgeList, Layout, Link, Node, PropertyGraph, Word
from zhinan.export.ids import column_names, short_ids
from zhinan.export.literals import Typed
from zhinan.export.plan import Plan
from zhinan.export.sort import sort_links
from zhinan.terms import shorten

_CLASSES: Key = (("classes",), "")
_UNKNOWN = "http://www.w3.org/2002/07/owl#Thing"


def project_triples(
    triples: Iterable[ox.Triple],
    names: Iterable[ox.Triple],
    plan: Plan,
    *,
    name: str = "graph",
    roots: Collection[str] = (),
    types: Collection[str] = (),
    language: str = "",
    layout: Layout | None = None,
) -> PropertyGraph:
    """The graph of the triples; classes and names that they lack come from ``names``.

    ``roots`` stay nodes whatever their class; ``types`` keeps only nodes of these classes (IRIs) and what
    runs between them; ``language`` drops names and texts in other languages.
    """
    found = gather_triples(triples)
    add_names(found, names)
    split = sort_links(found, plan, frozenset(roots), frozenset(types))
    reader = Describer(found, split, plan, list(found.things))
    nodes, columns, classes = _make_nodes(reader, language)
    edges, edge_columns, kinds = _make_edges(reader, [node.id for node in nodes], language)
    dated = {column.iri: column.name for column in columns if column.type == "date" and not column.many}
    return PropertyGraph(
        name=name, nodes=nodes, edges=edges, node_columns=columns, edge_columns=edge_columns,
        classes=classes, kinds=kinds,
        start=tuple(dated[iri] for iri in plan.start if iri in dated),
        end=tuple(dated[iri] for iri in plan.end if iri in dated),
        layout=layout or Layout(),
    )  # fmt: skip


def _make_nodes(reader: Describer, language: str) -> tuple[list[Node], tuple[Column, ...], tuple[Word, ...]]:
    things = reader.split.nodes
    classes = {
        thing: reader.plan.find_narrowest(reader.found.classes.get(thing, ())) or [_UNKNOWN]
        for thing in things
    }
    words = _name_words({one for several in classes.values() for one in several}, reader.plan)
    called = {thing: reader.read_names(thing) for thing in things}
    facts = {thing: reader.describe(thing, called[thing]) for thing in things}
    for thing, several in classes.items():
        if len(several) > 1:
            facts[thing][_CLASSES] = [("string", words[one].name) for one in several]
    fixed = _fix_columns(("iri", "class"), language)
    columns = type_columns(facts.values(), [column.name for column in fixed], language)
    nodes = []
    for thing, short in zip(things, short_ids([reader.iris[thing] for thing in things]), strict=True):
        kind, iri, names = words[classes[thing][0]].name, reader.iris[thing], called[thing]
        head = {"iri": iri, "class": kind} | _name_both(names.get("zh", ""), names.get("en", ""), language)
        label = choose_label(names, language) or shorten(iri)
        nodes.append(Node(short, label, kind, head | columns.fill(facts[thing])))
    return nodes, (*fixed, *columns.by_key.values()), tuple(sorted(words.values()))


def _make_edges(
    reader: Describer, ids: list[str], language: str
) -> tuple[EdgeList, tuple[Column, ...], tuple[Word, ...]]:
    split, plan = reader.split, reader.plan
    words = _name_words(split.kinds, plan)
    stated: list[dict[Key, list[Typed]]] = [
        reader.describe(thing, reader.read_names(thing)) for *_, thing in split.statements
    ]
    fixed = _fix_columns(("kind", "iri"), language)
    columns = type_columns(stated, [column.name for column in fixed], language)
    links = [
        Link(source, kind, target, columns.fill(facts))
        for (source, kind, target, _), facts in zip(split.statements, stated, strict=True)
    ]
    links.sort(key=lambda link: (link[:3], sorted(link.attributes.items(), key=str)))
    kinds = [_describe_kind(words[iri], language) for iri in split.kinds]
    edges = EdgeList(nodes=ids, kinds=kinds, packed=split.edges, links=links)
    return edges, (*fixed, *columns.by_key.values()), tuple(sorted(words.values()))


def choose_label(names: Mapping[str, str], language: str) -> str:
    """The name to show: in the language asked for, else Chinese, English, without a language, or any."""
    order = (language, "zh", "en", "", *sorted(names))
    return next((names[one] for one in order if names.get(one)), "")


def _describe_kind(word: Word, language: str) -> tuple[str, str, Attributes]:
    names = _name_both(word.name_zh, word.name_en, language)
    label = choose_label({"zh": word.name_zh, "en": word.name_en}, language) or word.name
    return word.name, label, {"kind": word.name, "iri": word.iri} | names


def _name_words(iris: Iterable[str], plan: Plan) -> dict[str, Word]:
    names = column_names(iris)
    labels = {iri: plan.labels.get(iri, {}) for iri in names}
    return {
        iri: Word(name, iri, labels[iri].get("zh", ""), labels[iri].get("en", ""))
        for iri, name in names.items()
    }


def _fix_columns(names: Iterable[str], language: str) -> tuple[Column, ...]:
    both = [Column(f"name_{one}", "string", language=one) for one in ("zh", "en") if language in ("", one)]
    return (*(Column(name, "string") for name in names), *both)


def _name_both(zh: str, en: str, language: str) -> dict[str, str]:
    return {f"name_{one}": text for one, text in (("zh", zh), ("en", en)) if text and language in ("", one)}
