"""The projects that a funder selects, against the numbers and the money that the guides print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, QuerySolutions, RdfFormat, Store

from zhinan.application import Application
from zhinan.check.batch.engine import find_rows
from zhinan.check.batch.findings import NAMED
from zhinan.check.batch.rule import ROLES, BatchShape
from zhinan.check.batch.rules import find_names, read_shape, with_prefixes
from zhinan.check.report import Checked, Finding, Value, Verdict, judge_application
from zhinan.check.values import make_value
from zhinan.errors import DataError
from zhinan.files import read_utf8
from zhinan.rules import ClauseText, Index, Quote, Rulebook, label_of
from zhinan.rules.guide import read_direction, read_quote
from zhinan.rules.index import index_text
from zhinan.rules.message import say_money
from zhinan.terms import ID, LABEL, ONTOLOGY, RDF_TYPE, SH, SKOS, XSD, zn

_VERDICTS = dict(zip(ROLES, (Verdict.MISSING, Verdict.VIOLATED, Verdict.MANUAL), strict=True))
_SELECTED = zn("selected")


@dataclass(frozen=True, slots=True)
class _Rule:
    iri: str
    labels: dict[str, str]
    tally: str
    shapes: tuple[BatchShape, ...]
    severities: dict[str, str]


class _Count(NamedTuple):
    """How much is selected of a quantity: a number of projects or an amount, of one place where it is counted so."""

    quantity: str
    value: str
    amount: Decimal
    projects: tuple[str, ...]


def check_portfolio(applications: Iterable[Application], book: Rulebook, folder: Path) -> list[Checked]:
    """A result for each direction of which projects are selected, its findings those of the numbers it prints.

    Selected is what states ``zn:selected true``; where no application does, all count. ``folder`` is
    ``shapes/portfolio``.
    """
    rules = [_read_rule(path) for path in sorted(folder.glob("*.ttl"))]
    wanted = {name for rule in rules for query in _queries(rule) for name in find_names(query)} | {RDF_TYPE}
    store = Store()
    chosen = _choose(list(applications))
    text = "".join([*_write_context(book.index, wanted), *_write_applications(chosen, wanted)])
    store.bulk_load(text.encode(), format=RdfFormat.N_TRIPLES)
    found = [finding for rule in rules for finding in _check_rule(rule, store, book)]
    return list(_gather(found, book))


def _queries(rule: _Rule) -> Iterator[str]:
    yield rule.tally
    yield from (shape.select for shape in rule.shapes)


def _read_rule(path: Path) -> _Rule:
    index = index_text(read_utf8(path), str(path))
    (node,) = index.instances(zn("PortfolioRule"))
    shapes = [(role, NamedNode(iri)) for role in ROLES for iri in index.iris(node, zn(role))]
    return _Rule(
        iri=node.value,
        labels=index.by_language(node, LABEL),
        tally=with_prefixes(index.text(node, zn("tally"))),
        shapes=tuple(read_shape(index, shape, role) for role, shape in shapes),
        severities={
            shape.value: (index.iri(shape, SH + "severity") or "").rpartition("#")[2] for _, shape in shapes
        },
    )


def _choose(applications: Sequence[Application]) -> list[Application]:
    chosen = [one for one in applications if _is_selected(one)]
    stated = any(s.predicate.value == _SELECTED for one in applications for s in one.triples)
    return chosen if stated else list(applications)


def _is_selected(application: Application) -> bool:
    return any(
        s.predicate.value == _SELECTED
        and s.object.value in ("true", "1")
        and s.subject.value == application.iri
        for s in application.triples
    )


def _write_applications(chosen: Iterable[Application], wanted: set[str]) -> Iterator[str]:
    for one in chosen:
        yield f'<{one.iri}> <{_SELECTED}> "true"^^<{XSD}boolean> .\n'
        yield from (f"{s} {p} {o} .\n" for s, p, o in one.triples if p.value in wanted)


def _write_context(index: Index, wanted: set[str]) -> Iterator[str]:
    """What the queries ask of quantities, directions and fields."""
    for node, row in index.rows.items():
        for name, terms in row.items():
            if name in wanted and name.startswith((ONTOLOGY, SKOS)):
                yield from (f"{node} <{name}> {term} .\n" for term in terms)


def _check_rule(rule: _Rule, store: Store, book: Rulebook) -> Iterator[tuple[str, Finding]]:
    rows = [(shape, row) for shape in rule.shapes for row in find_rows(shape, store)]
    counts = _count(rule, store)
    counted = {count.quantity for count in counts}
    rest = dict.fromkeys(row.this for _, row in rows if row.this not in counted)
    for count in [*counts, *(_Count(quantity, quantity, Decimal(0), ()) for quantity in rest)]:
        said = [pair for pair in rows if pair[1].this == count.quantity and pair[1].value in count[:2]]
        shape = min((shape for shape, _ in said), key=lambda one: _rank(one, rule), default=None)
        if shape is not None and shape.role != "eligibilityShape":
            concerned = {name for one, row in said if one is shape for name in row.projects}
            count = count._replace(projects=tuple(sorted(concerned)))
        yield count.quantity, _write(rule, shape, count, book)


def _rank(shape: BatchShape, rule: _Rule) -> int:
    """What is over its limit is so whatever is not stated; what is short may not be."""
    if shape.role == "eligibilityShape":
        return 2 if rule.severities[shape.iri] == "Info" else 0
    return 1 if shape.role == "completenessShape" else 3


def _count(rule: _Rule, store: Store) -> list[_Count]:
    solutions = store.query(rule.tally)
    if not isinstance(solutions, QuerySolutions):
        raise DataError(f"{rule.iri}: zn:tally is no SELECT. Restore the file.")
    names = {variable.value for variable in solutions.variables}
    found = []
    for solution in solutions:
        this, count, projects = solution["this"], solution["count"], solution["projects"]
        value = solution["value"] if "value" in names else this
        if isinstance(this, NamedNode) and isinstance(value, NamedNode) and isinstance(count, Literal):
            named = projects.value.split() if isinstance(projects, Literal) else []
            found.append(_Count(this.value, value.value, Decimal(count.value), tuple(sorted(named))))
    return sorted(found, key=lambda one: (one.quantity, one.value))


def _write(rule: _Rule, shape: BatchShape | None, count: _Count, book: Rulebook) -> Finding:
    verdict = Verdict.MET if shape is None else _VERDICTS[shape.role]
    severity = "Violation" if shape is None else rule.severities[shape.iri]
    clause = _as_clause(count.quantity, book.index)
    said = {} if shape is None else _name(shape.messages, count.projects)
    return Finding(
        rule=rule.iri,
        family=None,
        clause=clause,
        verdict=verdict,
        severity=severity,
        demand=rule.labels,
        messages=said,
        found=_found(count, verdict, book),
        others=count.projects[:NAMED],
    )


def _found(count: _Count, verdict: Verdict, book: Rulebook) -> tuple[Value, ...]:
    if verdict in (Verdict.MISSING, Verdict.MANUAL):
        return ()
    money = book.index.text(NamedNode(count.quantity), zn("unit")) == "CNY"
    text = f"{count.amount:f}"
    labels = {tag: say_money(text, tag) for tag in ("zh", "en")} if money else {}
    of = None if count.value == count.quantity else make_value(f"<{count.value}>", {}, book)
    return (Value(value=text, labels=labels, of=of, breaks=verdict is Verdict.VIOLATED),)


def _name(messages: dict[str, str], projects: Sequence[str]) -> dict[str, str]:
    if not projects:
        return dict(messages)
    named = list(projects[:NAMED])
    more = len(projects) - len(named)
    zh = f"所涉申报：{'、'.join(named)}{f' 等 {len(projects)} 份' if more else ''}。"
    en = f"Applications: {', '.join(named)}{f' and {more} more' if more else ''}."
    return {"zh": messages.get("zh", "") + zh, "en": f"{messages.get('en', '')} {en}"}


def _as_clause(quantity: str, index: Index) -> ClauseText:
    """The words that a quantity is read from, in the shape of a clause."""
    node = NamedNode(quantity)
    quotes: tuple[Quote, ...] = tuple(
        read_quote(index, NamedNode(span)) for span in index.iris(node, zn("statedAt"))
    )
    words = index.by_language(node, zn("shareOf"))
    printed = index.text(node, zn("printed"))
    exact = quotes[0].exact if quotes else printed
    return ClauseText(
        iri=quantity,
        number="",
        text={"zh": exact, **({"en": f"{words['en']}: {printed}"} if words.get("en") else {})},
        modality="",
        treatment="Encoded",
        reason={},
        direction=None,
        guide=quantity.removeprefix(f"{ID}quantity/").partition("/")[0],
        quotes=quotes,
    )


def _gather(found: Sequence[tuple[str, Finding]], book: Rulebook) -> Iterator[Checked]:
    """The findings by direction; a share belongs to the direction of its whole."""
    owners = _find_owners(book.index)
    by_direction: dict[str, list[Finding]] = {}
    for quantity, finding in found:
        by_direction.setdefault(owners[quantity], []).append(finding)
    for iri, findings in sorted(by_direction.items()):
        yield Checked(
            application=iri,
            source=label_of(book, iri).get("zh", iri),
            direction=read_direction(book.index, NamedNode(iri)),
            verdict=judge_application((), findings),
            faults=(),
            findings=tuple(findings),
        )


def _find_owners(index: Index) -> dict[str, str]:
    owners: dict[str, str] = {}
    for direction in index.instances(zn("Direction")):
        wholes = [iri for name in ("projectQuota", "budget") for iri in index.iris(direction, zn(name))]
        for whole in wholes:
            parts = index.iris(NamedNode(whole), zn("share"))
            owners |= dict.fromkeys((whole, *parts), direction.value)
    return owners
