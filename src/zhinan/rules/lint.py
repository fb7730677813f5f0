"""The words of SHACL: a template that misspells one would silently ask for nothing.

Source: https://www.w3.org/TR/shacl/, the terms of Core and of SHACL-SPARQL that a shape can hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from pyoxigraph import NamedNode

from zhinan.errors import DataError
from zhinan.rules.tree import Listed, Nested, Tree
from zhinan.terms import SH

_WORDS = """
NodeShape PropertyShape Shape Violation Warning Info SPARQLConstraint
BlankNode BlankNodeOrIRI BlankNodeOrLiteral IRI IRIOrLiteral Literal
path inversePath alternativePath zeroOrMorePath oneOrMorePath zeroOrOnePath
class datatype nodeKind minCount maxCount minExclusive minInclusive maxExclusive maxInclusive
minLength maxLength pattern flags languageIn uniqueLang equals disjoint lessThan lessThanOrEquals
not and or xone node property qualifiedValueShape qualifiedMinCount qualifiedMaxCount
qualifiedValueShapesDisjoint closed ignoredProperties hasValue in
targetClass targetNode targetObjectsOf targetSubjectsOf
severity message name description order group deactivated defaultValue
sparql select ask prefixes declare prefix namespace
"""
_TERMS = frozenset(_WORDS.split())


def require_shacl_terms(tree: Tree, where: str) -> None:
    """Raise DataError at the first term of the SHACL namespace that SHACL does not have; ``where`` is named in it."""
    for term in _find_terms(tree):
        if term not in _TERMS:
            near = get_close_matches(term, _TERMS, 1)
            hint = f" Did you mean sh:{near[0]}?" if near else ""
            raise DataError(f"{where}: SHACL has no sh:{term}.{hint}")


def _find_terms(tree: Tree) -> Iterator[str]:
    if isinstance(tree, NamedNode) and tree.value.startswith(SH):
        yield tree.value.removeprefix(SH)
    elif isinstance(tree, Listed):
        for item in tree.items:
            yield from _find_terms(item)
    elif isinstance(tree, Nested):
        for name, objects in tree.pairs:
            yield from _find_terms(NamedNode(name))
            for item in objects:
                yield from _find_terms(item)
