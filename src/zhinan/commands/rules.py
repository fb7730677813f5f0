"""`zhinan rules`: requirements into shapes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from pyoxigraph import Literal

from zhinan.errors import DataError
from zhinan.files import find_folder, write_beside
from zhinan.terms import prefixes, shorten

if TYPE_CHECKING:
    from zhinan.application import Condition, RequiredFact
    from zhinan.rules import Rulebook, Term


@click.group()
def rules() -> None:
    """编译规则。Compile requirements into shapes."""


@rules.command("compile")
@click.option(
    "--check", "compare", is_flag=True, help="只比较，不写。Compare only; exit 3 where a file is out of date."
)
def compile_(compare: bool) -> None:
    """由 data/guides 与 shapes/families 生成 shapes/rules 与 shapes/batch。Make the shapes from guides and families."""
    from zhinan.rules import compile_batch_shapes, compile_shapes, find_guide_rules, load_families, read_index

    shapes = find_folder("shapes")
    demanded = find_guide_rules(read_index(find_data_files(find_folder("data") / "guides")))
    families = load_families(shapes)
    one, every = compile_shapes(demanded, families), compile_batch_shapes(demanded, families, shapes)
    made = {f"rules/{name}": text for name, text in one.files.items()}
    made |= {f"batch/{name}": text for name, text in every.files.items()}
    stale = sorted(set(_stale(shapes, made)))
    if compare and stale:
        raise DataError(f"Out of date below shapes: {', '.join(stale)}. Run `zhinan rules compile`.")
    for name in stale:
        path = shapes / name
        if name not in made:
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        with write_beside(path) as stream:
            stream.write(made[name].encode())
    click.echo(f"{len(made)} 个文件，{len(stale)} 个有变。{len(made)} files, {len(stale)} changed.")


def _stale(folder: Path, made: dict[str, str]) -> list[str]:
    paths = [path for name in ("rules", "batch") for path in (folder / name).rglob("*.ttl")]
    there = {path.relative_to(folder).as_posix(): path for path in paths}
    changed = [n for n, text in made.items() if n not in there or there[n].read_bytes() != text.encode()]
    return changed + [name for name in there if name not in made]


@rules.command("facts")
@click.argument("direction")
def facts(direction: str) -> None:
    """一个方向要求申报写明的事实。What an application to a direction must state: direction:most-2020/2.2

    由规则的形状算出：路径、个数、取值范围、条件、条款数。
    Computed from the rules: path, number, range, condition, clauses.
    """
    from zhinan.application import required_facts
    from zhinan.rules import open_rulebook

    data = find_data_files(find_folder("data") / "guides")
    book = open_rulebook(data, find_folder("shapes") / "rules")
    for fact in required_facts(_direction(direction), book):
        click.echo(_show_fact(fact, book))


def _direction(name: str) -> str:
    """The IRI of a direction given as such, as ``direction:most-2020/2.2`` or as ``most-2020/2.2``."""
    prefix, colon, rest = name.partition(":")
    if colon and prefix in prefixes():
        return prefixes()[prefix] + rest
    return name if colon else f"{prefixes()['direction']}{name}"


def _show_fact(fact: RequiredFact, book: Rulebook) -> str:
    names = " / ".join(_name(iri, book) for iri in fact.path)
    count = f"{fact.least}..{'*' if fact.most is None else fact.most}"
    listed = [fact.allowed, *fact.asked] if fact.allowed else fact.asked
    values = "；".join("、".join(_value(term, book) for term in group) for group in listed)
    given = "，".join(_show_condition(condition, book) for condition in fact.conditions)
    extra = "".join(f"  {mark}{text}" for mark, text in (("= ", values), ("? ", given)) if text)
    return f"{names}  {count}  {shorten(fact.range or '')}{extra}  [{len(fact.clauses)}]"


def _show_condition(condition: Condition, book: Rulebook) -> str:
    values = "、".join(_value(term, book) for term in condition.values)
    return f"{_name(condition.property, book)}{'为' if condition.has else '不为'}{values}"


def _value(term: Term, book: Rulebook) -> str:
    return term.value if isinstance(term, Literal) else _name(term.value, book)


def _name(iri: str, book: Rulebook) -> str:
    from zhinan.rules import label_of

    return label_of(book, iri).get("zh", iri)


def find_data_files(guides: Path) -> list[Path]:
    """Guides (a file or a folder), reference data and ontology, in a fixed order."""
    if not guides.exists():
        raise DataError(f"{guides}: there is no such file or folder. Check the path.")
    own = sorted(guides.glob("*.ttl")) if guides.is_dir() else [guides]
    reference = sorted((find_folder("data") / "reference").glob("*.ttl"))
    ontology = [path for path in sorted(find_folder("ontology").glob("*.ttl")) if path.name != "prefixes.ttl"]
    return [*own, *reference, *ontology]
