"""Families of requirements: parameters, the shapes with places for them, and their messages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, NamedNode

from zhinan.errors import DataError
from zhinan.rules.index import Index, read_index
from zhinan.rules.lint import require_shacl_terms
from zhinan.rules.tree import Nested, Tree, find_parameters, read_node, read_tree
from zhinan.terms import ID, RDFS, SH, zn

if TYPE_CHECKING:
    from zhinan.graph.settle import Signature

FAMILY = ID + "family/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A value that a requirement gives: a literal of ``datatype`` or a thing of class ``cls``.

    ``unit`` is a UCUM or ISO 4217 code, "1" for counts, empty where the value has none; ``as_listed`` says that
    narrower concepts do not stand for the one listed.
    """

    name: str
    datatype: str | None
    cls: str | None
    optional: bool
    unit: str
    as_listed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A property shape with places for parameters; ``name`` is the last part of its IRI."""

    name: str
    tree: Nested


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One kind of requirement, as its file in ``shapes/families/`` says it.

    ``own_replaces_general``: a direction's own requirement of this family stands in place of the guide's.
    ``over_batch``: all applications together decide it, alone or beside its shapes; ``exempts_from`` are the families
    that an exemption lifts, empty where the family demands something; an exemption holds where the guide's programme is
    within its parameter ``holds_within`` and not within ``holds_outside``, where it names them.
    ``lent`` are the parameters of the exemptions from this family, as ``family.parameter``.
    """

    iri: str
    labels: dict[str, str]
    reading: str
    parameters: dict[str, Parameter]
    completeness: tuple[Template, ...]
    eligibility: tuple[Template, ...]
    own_replaces_general: bool
    over_batch: bool = False
    exempts_from: tuple[str, ...] = ()
    holds_within: str = ""
    holds_outside: str = ""
    lent: dict[str, Parameter] = field(default_factory=dict)

    @property
    def places(self) -> dict[str, Parameter]:
        """All that its templates may have places for."""
        return self.parameters | self.lent


@dataclass(frozen=True, slots=True, kw_only=True)
class Families:
    """All families by IRI, and the path to each party that a requirement can bind."""

    by_iri: dict[str, Family]
    paths: dict[str, Tree]


def load_families(shapes: Path) -> Families:
    """The families of ``shapes/families/`` and the paths of ``shapes/parties.ttl``.

    Raises DataError where a file does not hold one family, or has a place for an undeclared parameter.
    """
    paths = sorted((shapes / "families").glob("*.ttl"))
    loaded = {path: _load_family(path) for path in paths}
    lenders = [family for family in loaded.values() if family.exempts_from]
    by_iri = {}
    for path, family in loaded.items():
        by_iri[family.iri] = replace(family, lent=_find_lent(family, lenders))
        _check_places(by_iri[family.iri], path)
    return Families(by_iri=by_iri, paths=_read_paths(read_index([shapes / "parties.ttl"])))


def _find_lent(family: Family, lenders: Iterable[Family]) -> dict[str, Parameter]:
    return {
        f"{lender.iri.removeprefix(FAMILY)}.{name}": parameter
        for lender in lenders
        if family.iri in lender.exempts_from
        for name, parameter in lender.parameters.items()
    }


def sign_families(families: Families) -> dict[str, Signature]:
    """The families by their own names, with the parameters that each needs and takes."""
    from zhinan.graph.settle import Signature

    return {
        family.iri.rpartition("/")[2]: Signature(
            needed=frozenset(name for name, given in family.parameters.items() if not given.optional),
            taken=frozenset(family.parameters),
        )
        for family in families.by_iri.values()
    }


def _read_paths(parties: Index) -> dict[str, Tree]:
    key = zn("reachedBy")
    return {node.value: read_tree(parties, row[key][0]) for node, row in parties.rows.items() if key in row}


def _load_family(path: Path) -> Family:
    index = read_index([path])
    nodes = list(index.instances(zn("Family")))
    if [node.value for node in nodes] != [FAMILY + path.stem]:
        raise DataError(f"{path}: one zn:Family called family:{path.stem} is wanted. Name it after its file.")
    node = nodes[0]
    return Family(
        iri=node.value,
        labels=index.by_language(node, RDFS + "label"),
        reading=index.iri(node, zn("reading")) or "",
        parameters=_read_parameters(index, node),
        completeness=_read_templates(index, node, zn("completenessShape")),
        eligibility=_read_templates(index, node, zn("eligibilityShape")),
        own_replaces_general=index.text(node, zn("ownReplacesGeneral")) == "true",
        over_batch=zn("Batch") in index.iris(node, zn("scopeOfFamily")),
        exempts_from=tuple(sorted(index.iris(node, zn("exemptsFrom")))),
        holds_within=(index.iri(node, zn("holdsWithin")) or "").removeprefix(zn("")),
        holds_outside=(index.iri(node, zn("holdsOutside")) or "").removeprefix(zn("")),
    )


def _read_parameters(index: Index, family: NamedNode) -> dict[str, Parameter]:
    found = {}
    for node in index.objects(family, SH + "parameter"):
        if isinstance(node, NamedNode | BlankNode):
            name = (index.iri(node, SH + "path") or "").removeprefix(zn(""))
            found[name] = Parameter(
                name=name,
                datatype=index.iri(node, SH + "datatype"),
                cls=index.iri(node, SH + "class"),
                optional=index.text(node, SH + "optional") == "true",
                unit=index.text(node, zn("unit")),
                as_listed=index.text(node, zn("asListed")) == "true",
            )
    return found


def _read_templates(index: Index, family: NamedNode, kind: str) -> tuple[Template, ...]:
    nodes = [term for term in index.objects(family, kind) if isinstance(term, NamedNode)]
    return tuple(Template(name=node.value.rpartition(".")[2], tree=read_node(index, node)) for node in nodes)


def _check_places(family: Family, path: Path) -> None:
    needs_shapes = not (family.over_batch or family.exempts_from)
    if bool(family.completeness) != bool(family.eligibility) or (needs_shapes and not family.completeness):
        raise DataError(f"{path}: a family needs a zn:completenessShape and a zn:eligibilityShape. Add it.")
    for template in (*family.completeness, *family.eligibility):
        require_shacl_terms(template.tree, f"{path}: {template.name}")
        unknown = set(find_parameters(template.tree)) - family.places.keys()
        if unknown:
            raise DataError(
                f"{path}: param:{min(unknown)} stands in {template.name}, but is no parameter. Declare it."
            )
        if not template.tree.get(SH + "path"):
            raise DataError(f"{path}: {template.name} has no sh:path. Every template is a property shape.")


def name_families(iris: Iterable[str]) -> str:
    """Some families as a reader of the files knows them, for messages."""
    return ", ".join(sorted(f"family:{iri.removeprefix(FAMILY)}" for iri in iris))


def missing_families(wanted: Iterable[str], families: Mapping[str, Family]) -> set[str]:
    """The families that are wanted and have no file."""
    return set(wanted) - families.keys()
