"""Drafts in which a shape holds, or no longer does: small changes of a draft, the likely ones first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from pyoxigraph import Literal, NamedNode

from zhinan.application.compose_draft import Draft, Value, follow
from zhinan.application.compose_hold import conforms
from zhinan.application.compose_stock import Stock, list_candidates
from zhinan.application.vocabulary import split_iri
from zhinan.rules import Listed, Nested, Tree
from zhinan.terms import RDF_TYPE, SH

_WIDTH = 40  # changes tried for one part of a shape before it is given up
Drafts = Iterator[Draft]
Change = Callable[[Draft], Drafts]


def vary(shape: Nested, focus: Value, draft: Draft, stock: Stock, *, hold: bool) -> Drafts:
    """Drafts in which a property shape or node shape holds at ``focus``, or does not; the draft itself if it does."""
    options = propose(shape, focus, draft, stock, hold=hold)
    yield from islice((new for new in options if conforms(shape, focus, new) == hold), _WIDTH)


def propose(shape: Nested, focus: Value, draft: Draft, stock: Stock, *, hold: bool) -> Drafts:
    """Changes of a draft that bear on a shape; what they come to is for the caller to see."""
    yield draft
    if not shape.get(SH + "path"):
        yield from _vary_node(shape, focus, draft, stock, hold)
        return
    for path in shape.get(SH + "path"):
        yield from take_turns(
            _vary_parts(shape, path, focus, draft, stock, hold),
            _vary_count(shape, path, focus, draft, stock, hold),
            _changes(path, focus, draft, shape, stock),
        )


def take_turns(*options: Drafts) -> Drafts:
    """One of each, then the next of each, so that no long one keeps the others from being tried."""
    waiting = list(options)
    while waiting:
        for option in list(waiting):
            new = next(option, None)
            if new is None:
                waiting.remove(option)
            else:
                yield new


def _vary_node(shape: Nested, node: Value, draft: Draft, stock: Stock, hold: bool) -> Drafts:
    """Every part of a node shape made to hold, or one of them made to fail."""
    parts = list(_parts(shape))
    if hold:
        yield from _all(draft, [_aim(part, node, stock, wanted) for part, wanted in parts])
        return
    yield from take_turns(*(_aim(part, node, stock, not wanted)(draft) for part, wanted in parts))


def _parts(shape: Nested) -> Iterator[tuple[Tree, bool]]:
    """The shapes inside a shape, each with whether it has to hold; a list is a choice."""
    for name, wanted in (
        (SH + "property", True),
        (SH + "node", True),
        (SH + "not", False),
        (SH + "or", True),
    ):
        yield from ((item, wanted) for item in shape.get(name))


def _aim(part: Tree, node: Value, stock: Stock, hold: bool) -> Change:
    """A part to be made to hold or fail: a choice holds by one of its items and fails by all.

    What holds already is left as it is, so that each change is tried once and not with changes of what needs none.
    """

    def change(draft: Draft) -> Drafts:
        if hold and _holds(part, node, draft):
            yield draft
        elif isinstance(part, Nested):
            yield from vary(part, node, draft, stock, hold=hold)
        elif isinstance(part, Listed) and hold:
            # An excuse ("or it is not a Chinese unit") comes last: what is asked is to be met, not got round.
            excuses = [item for item in part.items if isinstance(item, Nested) and item.get(SH + "not")]
            asked = [item for item in part.items if item not in excuses]
            yield from take_turns(*(_aim(item, node, stock, True)(draft) for item in asked))
            yield from take_turns(*(_aim(item, node, stock, True)(draft) for item in excuses))
        elif isinstance(part, Listed):
            yield from _all(draft, [_aim(item, node, stock, False) for item in part.items])

    return change


def _holds(part: Tree, node: Value, draft: Draft) -> bool:
    if isinstance(part, Listed):
        return any(conforms(item, node, draft) for item in part.items)
    return conforms(part, node, draft)


def _all(draft: Draft, changes: Sequence[Change]) -> Drafts:
    """The drafts that come of all changes, one after the other."""
    if not changes:
        yield draft
        return
    for new in changes[0](draft):
        yield from _all(new, changes[1:])


def _vary_parts(shape: Nested, path: Tree, focus: Value, draft: Draft, stock: Stock, hold: bool) -> Drafts:
    """What is asked of each value: made to hold for all, or to fail for one."""
    if not any(_parts(shape)):
        return
    inner = Nested(
        tuple(p for p in shape.pairs if p[0] in (SH + "property", SH + "node", SH + "not", SH + "or"))
    )
    values = follow(path, focus, draft)
    if hold:
        yield from _all(draft, [_aim(inner, value, stock, True) for value in values])
        return
    yield from take_turns(*(_aim(inner, value, stock, False)(draft) for value in reversed(values)))


def _vary_count(shape: Nested, path: Tree, focus: Value, draft: Draft, stock: Stock, hold: bool) -> Drafts:
    """How many values are of the kind that is counted: one more by change or by a copy, or all but too few."""
    for kind in shape.get(SH + "qualifiedValueShape"):
        values = follow(path, focus, draft)
        counted = [value for value in values if conforms(kind, value, draft)]
        least, most = _bounds(shape)
        if hold == (most is None):
            yield from _grow(kind, path, focus, draft, stock, least if most is None else most + 1)
        else:
            kept = counted[: least - 1] if most is None else counted[:most]
            spare = [value for value in reversed(counted) if value not in kept]
            yield from _all(draft, [_aim(kind, value, stock, False) for value in spare])
            yield _detach(path, focus, draft, spare)


def _bounds(shape: Nested) -> tuple[int, int | None]:
    least = [int(item.value) for item in shape.get(SH + "qualifiedMinCount") if isinstance(item, Literal)]
    most = [int(item.value) for item in shape.get(SH + "qualifiedMaxCount") if isinstance(item, Literal)]
    return least[0] if least else 0, most[0] if most else None


def _grow(kind: Tree, path: Tree, focus: Value, draft: Draft, stock: Stock, least: int) -> Drafts:
    values = follow(path, focus, draft)
    if sum(conforms(kind, value, draft) for value in values) >= least:
        yield draft
        return
    for value in values:
        if not conforms(kind, value, draft):
            for new in islice(_aim(kind, value, stock, True)(draft), 2):
                yield from _grow(kind, path, focus, new, stock, least)
    for copied in _copies(path, focus, draft):
        for new in islice(_aim(kind, copied[1], stock, True)(copied[0]), 2):
            yield from _grow(kind, path, focus, new, stock, least)


def _copies(path: Tree, focus: Value, draft: Draft) -> Iterator[tuple[Draft, NamedNode]]:
    """The draft with one of the things at the end of a path copied, beside the one it was copied from."""
    for node, predicate in reversed(_carriers(path, focus, draft)):
        for value in draft.values(node, predicate):
            if value.value in draft.rows:
                new, name = draft.clone(value)
                yield new.put(node, predicate, (*draft.values(node, predicate), name)), name


def _detach(path: Tree, focus: Value, draft: Draft, values: Sequence[Value]) -> Draft:
    for node, predicate in _carriers(path, focus, draft):
        draft = draft.put(node, predicate, [v for v in draft.values(node, predicate) if v not in values])
    return draft


def _carriers(path: Tree, focus: Value, draft: Draft) -> list[tuple[Value, str]]:
    """The nodes from which the last step of a path leaves, each with that step."""
    if isinstance(path, NamedNode):
        return [(focus, path.value)]
    if isinstance(path, Listed):
        *before_last, last = path.items
        if isinstance(last, Nested) and last.get(SH + "zeroOrMorePath"):
            return _carriers(Listed(tuple(before_last)), focus, draft) if before_last else []
        before = Listed(path.items[:-1])
        return [
            pair for node in follow(before, focus, draft) for pair in _carriers(path.items[-1], node, draft)
        ]
    if isinstance(path, Nested):
        choices = [item for item in path.get(SH + "alternativePath") if isinstance(item, Listed)]
        return [pair for choice in choices for step in choice.items for pair in _carriers(step, focus, draft)]
    return []


def _changes(path: Tree, focus: Value, draft: Draft, shape: Nested, stock: Stock) -> Drafts:
    """Another value, one more, one less, none."""
    carriers = _carriers(path, focus, draft)
    yield from _everywhere(carriers, draft, shape, stock)
    for node, predicate in reversed(carriers):
        there = draft.values(node, predicate)
        others = [v for v in list_candidates(predicate, shape, node, draft, stock) if v not in there]
        yield from (draft.put(node, predicate, [value]) for value in (*others, *there[:1]))
        yield from (draft.put(node, predicate, [*there, value]) for value in others)
        yield from (draft.put(node, predicate, [v for v in there if v != value]) for value in there)
        yield draft.put(node, predicate, [])
        yield from _unheard_of(node, predicate, draft, shape, stock)
    yield from _other_side(path, focus, draft, shape)
    yield from _one_more(path, focus, draft, shape, stock)
    yield from _backward(path, focus, draft)


def _unheard_of(node: Value, predicate: str, draft: Draft, shape: Nested, stock: Stock) -> Drafts:
    """A new thing of the class that a property wants, where the draft has none and none is known but the listed."""
    known = stock.vocabulary.properties.get(predicate)
    wanted = known.range if known and not known.literal else None
    if wanted and not draft.of_class(wanted) and stock.lists_all(wanted, shape):
        name = NamedNode(f"{draft.root.value.partition('#')[0]}#{split_iri(predicate)[1].lower()}")
        yield draft.put(name, RDF_TYPE, [NamedNode(wanted)]).put(node, predicate, [name])


def _other_side(path: Tree, focus: Value, draft: Draft, shape: Nested) -> Drafts:
    """What a shape compares the values with, made to be those values."""
    for name in ("equals", "lessThanOrEquals"):
        for other in shape.get(SH + name):
            if isinstance(other, NamedNode):
                yield draft.put(focus, other.value, follow(path, focus, draft))


def _one_more(path: Tree, focus: Value, draft: Draft, shape: Nested, stock: Stock) -> Drafts:
    """One thing more at the end of a path; at the end of a longer one, said of one more of what leads there."""
    if isinstance(path, Listed) and isinstance(path.items[-1], NamedNode):
        last = path.items[-1].value
        for new, name in _copies(Listed(path.items[:-1]), focus, draft):
            for value in list_candidates(last, shape, name, new, stock):
                yield new.put(name, last, [value])
    yield from (new for new, _ in _copies(path, focus, draft))


def _everywhere(carriers: Sequence[tuple[Value, str]], draft: Draft, shape: Nested, stock: Stock) -> Drafts:
    """A value that several things have, exchanged for another wherever it stands."""
    shared = Counter((value, name) for node, name in carriers for value in draft.values(node, name))
    for (value, name), count in shared.items():
        if count > 1:
            node = next(node for node, _ in carriers if value in draft.values(node, name))
            for other in islice(list_candidates(name, shape, node, draft, stock), _WIDTH // 4):
                yield _exchange(carriers, name, value, other, draft)


def _exchange(
    carriers: Sequence[tuple[Value, str]], predicate: str, value: Value, other: Value, draft: Draft
) -> Draft:
    for node, name in carriers:
        if name == predicate:
            draft = draft.put(node, name, [other if v == value else v for v in draft.values(node, name)])
    return draft


def _backward(path: Tree, focus: Value, draft: Draft) -> Drafts:
    """For a path that goes backwards: led to from one thing more, or from none."""
    for inverse in path.get(SH + "inversePath") if isinstance(path, Nested) else ():
        if isinstance(inverse, NamedNode):
            name = inverse.value
            holders = [NamedNode(subject) for subject, row in draft.rows.items() if name in row]
            for holder in holders:
                there = draft.values(holder, name)
                yield draft.put(holder, name, [*there, focus])
                yield draft.put(holder, name, [value for value in there if value != focus])
