"""All named queries: found by name, and by the words they speak of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from zhinan.errors import DataError, UnknownQuery
from zhinan.files import find_folder
from zhinan.query.named import NamedQuery, read_query

PEOPLE = ("find", "compare", "trace")
"""The folders of queries that anyone may ask; ``check`` are for who keeps the graph, and some take seconds."""

ROLES = ("find", "compare", "trace", "check")
"""The folders of queries that people ask, in the order shown; ``derive`` and ``lookup`` serve the program."""


@dataclass(frozen=True)
class Catalogue:
    """The named queries under a folder. A file is read when its query is asked for."""

    folder: Path
    paths: Mapping[str, Path]

    def __iter__(self) -> Iterator[NamedQuery]:
        """The queries, role by role and by name."""
        return map(self.get, self.paths)

    def __len__(self) -> int:
        """How many queries there are; none is read."""
        return len(self.paths)

    def get(self, name: str) -> NamedQuery:
        """The query of that name. Raises UnknownQuery with the names near it."""
        if name in self.paths:
            path = self.paths[name]
            return read_query(path, path.relative_to(self.folder).parts[0])
        from difflib import get_close_matches

        near = get_close_matches(name, self.paths, n=3, cutoff=0.5)
        raise UnknownQuery(name, near or [known for known in self.paths if name and name in known][:3])

    def search(self, words: str) -> list[NamedQuery]:
        """The queries that speak of every word, those that say it in their title first."""
        wanted = words.casefold().split()
        ranked = [(_rank(query, wanted), query) for query in self]
        return [query for rank, query in sorted(ranked, key=lambda pair: pair[0]) if rank < _NOWHERE]

    def pick_roles(self, *roles: str) -> Catalogue:
        """The queries in other folders beside this catalogue's, which serve the program."""
        return Catalogue(self.folder, _find_files(self.folder, roles))

    @cached_property
    def lookups(self) -> Catalogue:
        """The queries by which the program itself looks things up."""
        return self.pick_roles("lookup")


_NOWHERE = 1000


def load_queries(folder: Path | None = None) -> Catalogue:
    """The named queries under ``folder``, by default the project's own.

    Raises DataError where there is none, or where two have one name.
    """
    folder = folder or find_folder("queries")
    paths = _find_files(folder, ROLES)
    if not paths:
        raise DataError(
            f"{folder}: no query is here. Name a folder that holds {', '.join(ROLES)} with .rq files."
        )
    return Catalogue(folder, paths)


def _find_files(folder: Path, roles: tuple[str, ...]) -> dict[str, Path]:
    paths: dict[str, Path] = {}
    for path in (path for role in roles for path in sorted((folder / role).rglob("*.rq"))):
        if path.stem in paths:
            raise DataError(f"{path}: {paths[path.stem]} has the same name. Rename one of them.")
        paths[path.stem] = path
    return paths


def _rank(query: NamedQuery, wanted: list[str]) -> int:
    """How far from the title the words are found, summed; at least ``_NOWHERE`` where one is not found."""
    title = f"{query.title.zh} {query.title.en} {query.name}"
    answer = f"{query.answer.zh} {query.answer.en} {' '.join(query.about)}"
    given = " ".join(f"{p.name} {p.label.zh} {p.label.en} {p.kind} {p.example}" for p in query.parameters)
    columns = " ".join(f"{column.name} {column.label.zh} {column.label.en}" for column in query.columns)
    places = [place.casefold() for place in (title, answer, given, columns)]
    return sum(next((n for n, place in enumerate(places) if word in place), _NOWHERE) for word in wanted)
