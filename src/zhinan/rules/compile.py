"""Requirements and families into SHACL: a file a direction, and one for what binds them all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from pyoxigraph import Literal, NamedNode

from zhinan.errors import DataError
from zhinan.rules.exempt import lift_demands
from zhinan.rules.family import FAMILY, Families
from zhinan.rules.guide import CallDirection, Demand, GuideRules
from zhinan.rules.names import general_file, rule_iri, tail_of
from zhinan.rules.shape import find_templates, make_node, shape_iri, write_rule
from zhinan.rules.tree import Nested, write_header, write_node
from zhinan.terms import LABEL, RDF_TYPE, SH, shorten, zn

_TITLE = """\
# {zh}
# {en}
# 由 `zhinan rules compile` 自要求与类别生成，勿手改。
# Made by `zhinan rules compile` from requirements and families; do not edit.
"""


@dataclass(frozen=True, slots=True)
class Shapes:
    """Compiled shapes: path below ``shapes/rules/`` → Turtle."""

    files: dict[str, str]


def compile_shapes(rules: GuideRules, families: Families) -> Shapes:
    """The shapes of all directions; equal input gives equal bytes.

    Raises DataError with the requirement's IRI where its family, a parameter or whom it binds is not known.
    """
    _require_families(rules.demands, families)
    rules = lift_demands(rules, families)
    files: dict[str, str] = {}
    for direction in rules.directions.values():
        for guide in direction.guides:
            shared = [demand for demand in rules.demands if demand.scope == guide]
            if shared:
                files[general_file(guide)] = _write_general(guide, shared, rules, families)
        general = [demand for demand in rules.demands if demand.scope in direction.guides]
        files[f"{tail_of(direction.iri)}.ttl"] = _write_direction(direction, general, rules, families)
    return Shapes(files)


def _write_general(guide: str, general: Sequence[Demand], rules: GuideRules, families: Families) -> str:
    blocks = [write_rule(demand, rules, families.by_iri[demand.family], families.paths) for demand in general]
    body = "\n".join(blocks)
    name = tail_of(guide)
    title = _TITLE.format(zh=f"{name}：各方向共同的规则", en=f"{name}: the rules that all directions share")
    return f"{title}{write_header(body)}\n{body}"


def _write_direction(
    direction: CallDirection, general: Sequence[Demand], rules: GuideRules, families: Families
) -> str:
    own = [
        demand
        for demand in rules.demands
        if demand.scope == direction.iri and direction.iri not in direction.guides
    ]
    shared = select_general(own, general, families)
    replaced = [demand for demand in general if demand not in shared]
    blocks = [_write_target(direction, [*own, *shared], replaced, families)]
    blocks += [write_rule(demand, rules, families.by_iri[demand.family], families.paths) for demand in own]
    body = "\n".join(blocks)
    zh = f"{tail_of(direction.iri)} {direction.labels.get('zh', '')}"
    title = _TITLE.format(zh=zh, en=direction.labels.get("en", "Formal-review rules of one direction"))
    return f"{title}{write_header(body)}\n{body}"


def select_general(own: Sequence[Demand], general: Sequence[Demand], families: Families) -> list[Demand]:
    """The guide's general requirements that bind a direction with these of its own.

    A direction's own requirement stands in place of the general one where the family says so.
    """
    replaced = {demand.family for demand in own if families.by_iri[demand.family].own_replaces_general}
    return [demand for demand in general if demand.family not in replaced]


def _write_target(
    direction: CallDirection, demands: Sequence[Demand], replaced: Sequence[Demand], families: Families
) -> str:
    shape = rule_iri(direction.iri)
    membership = f"{shape}/direction"
    names = [membership]
    for demand in demands:
        family = families.by_iri[demand.family]
        names += [shape_iri(demand, template) for template in find_templates(demand, family)]
    labels = tuple(
        Literal(text, language=tag) for tag, text in sorted(direction.labels.items(), reverse=True)
    )
    target = make_node(
        (RDF_TYPE, NamedNode(SH + "NodeShape")),
        (SH + "targetClass", NamedNode(zn("Application"))),
        (zn("direction"), NamedNode(direction.iri)),
        *((zn("replaces"), NamedNode(rule_iri(demand.iri))) for demand in replaced),
    )
    listed = tuple(NamedNode(name) for name in names)
    node = Nested((*target.pairs, (LABEL, labels), (SH + "property", listed)))
    return f"{write_node(shape, node)}\n{_write_membership(direction, membership)}"


def _write_membership(direction: CallDirection, name: str) -> str:
    zh = f"{direction.number}方向" if direction.number else direction.labels.get("zh", "")
    en = f"direction {direction.number}" if direction.number else direction.labels.get("en", "")
    words = (
        Literal(f"这些规则只适用于申报{zh}的项目。", language="zh"),
        Literal(f"These rules are for applications to {en} alone.", language="en"),
    )
    node = make_node(
        (RDF_TYPE, NamedNode(SH + "PropertyShape")),
        (SH + "path", NamedNode(zn("appliesTo"))),
        (SH + "hasValue", NamedNode(direction.iri)),
        (SH + "maxCount", Literal(1)),
        (SH + "severity", NamedNode(SH + "Violation")),
    )
    return write_node(name, Nested((*node.pairs, (SH + "message", words))))


def _require_families(demands: Sequence[Demand], families: Families) -> None:
    for demand in demands:
        if demand.family not in families.by_iri:
            name = demand.family.removeprefix(FAMILY)
            known = [iri.removeprefix(FAMILY) for iri in families.by_iri]
            near = get_close_matches(name, known, 1)
            hint = f" Did you mean family:{near[0]}?" if near else ""
            raise DataError(f"{shorten(demand.iri)}: there is no shapes/families/{name}.ttl.{hint}")
