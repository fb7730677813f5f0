"""What can go wrong, as one tree; every message says what, where and what to do.

::

    ZhinanError             exit code 3 unless said otherwise
    ├── UsageError          exit code 2: the call itself is off
    │   ├── UnknownQuery
    │   ├── UnknownLabel
    │   ├── UnknownChoice
    │   ├── BadParameter
    │   └── NothingFound
    ├── SourceError         a document that cannot be read, or is not what it should be
    │   ├── NotAGuide
    │   └── QuoteMismatch
    ├── DataError           a file of the project or of the user that cannot be read
    │   └── SyntaxFault     with line and column
    ├── QueryError          SPARQL that does not parse or cannot be run
    ├── ClusterError        a cluster that cannot be reached, or whose workers are of another version
    ├── StoreError          a store that cannot be opened or reached
    ├── OutputError         a result that cannot be written
    │   └── OutputExists    it would replace something
    └── ToolMissing         a program or library that is not installed
"""

from __future__ import annotations

from collections.abc import Sequence


class ZhinanError(Exception):
    """Any fault that Zhinan explains; ``exit_code`` is what the command line returns."""

    exit_code = 3


class UsageError(ZhinanError):
    """The call is off: a missing or contradictory argument."""

    exit_code = 2


class UnknownQuery(UsageError):
    """No named query has this name."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        self.name, self.known = name, tuple(known)
        near = f" Did you mean {', '.join(known)}?" if known else ""
        super().__init__(f"There is no query called {name!r}.{near} `zhinan queries` lists them all.")


class UnknownLabel(UsageError):
    """A label names nothing in the graph, or more than one thing."""

    def __init__(self, parameter: str, label: str, candidates: Sequence[str]) -> None:
        self.parameter, self.label, self.candidates = parameter, label, tuple(candidates)
        if candidates:
            rows = "\n".join(f"  {candidate}" for candidate in candidates)
            super().__init__(f"--{parameter}: {label!r} is not one thing of the graph. Give one of:\n{rows}")
        else:
            super().__init__(
                f"--{parameter}: nothing in the graph is called {label!r}. "
                "Give a label in Chinese or English, a code or an IRI."
            )


class BadParameter(UsageError):
    """A parameter is missing, unknown, or of the wrong type."""

    def __init__(self, parameter: str, problem: str, remedy: str) -> None:
        self.parameter, self.problem, self.remedy = parameter, problem, remedy
        super().__init__(f"--{parameter}: {problem}. {remedy}")


class UnknownChoice(UsageError):
    """Something was named that is not on the list, such as a view or a format."""

    def __init__(self, what: str, name: str, known: Sequence[str]) -> None:
        self.what, self.name, self.known = what, name, tuple(known)
        super().__init__(f"There is no {what} called {name!r}. Known: {', '.join(known)}.")


class NothingFound(UsageError):
    """A question was understood and its answer is empty, where an empty one is of no use."""


class SourceError(ZhinanError):
    """A guide document cannot be read."""


class NotAGuide(SourceError):
    """A document was read, but nothing in it looks like a guide."""

    def __init__(self, document: str, looked_for: str) -> None:
        self.document, self.looked_for = document, looked_for
        super().__init__(
            f"{document}: this is no guide: {looked_for}. "
            "Give the text of a 申报指南, or say which parts it has in data/documents.toml."
        )


class QuoteMismatch(SourceError):
    """The text at a span is not the text quoted from it."""

    def __init__(self, document: str, start: int, end: int, quote: str, found: str) -> None:
        self.document, self.start, self.end, self.quote, self.found = document, start, end, quote, found
        super().__init__(
            f"{document}[{start}:{end}] reads {found!r}, not {quote!r}: "
            "the text changed after it was read. Run `zhinan ingest` on it again."
        )


class DataError(ZhinanError):
    """A data file is missing, unreadable, or says something it must not."""


class SyntaxFault(DataError):
    """A file does not parse; ``line`` and ``column`` count from 1, None where the parser gives none."""

    def __init__(
        self,
        where: str,
        line: int | None,
        column: int | None,
        problem: str,
        remedy: str = "Correct it and run again.",
    ) -> None:
        self.where, self.line, self.column, self.problem = where, line, column, problem
        place = where if line is None else f"{where}:{line}" if column is None else f"{where}:{line}:{column}"
        super().__init__(f"{place}: {problem}. {remedy}")


class QueryError(ZhinanError):
    """A SPARQL text that does not parse or that a store refuses; ``line`` and ``column`` where known."""

    def __init__(self, message: str, *, line: int | None = None, column: int | None = None) -> None:
        self.line, self.column = line, column
        super().__init__(message)


class StoreError(ZhinanError):
    """A store that cannot be opened, reached or understood."""


class ClusterError(ZhinanError):
    """A cluster that cannot be reached, or cannot do this work."""


class OutputError(ZhinanError):
    """A result that cannot be written where it was asked for."""


class ToolMissing(ZhinanError):
    """Something outside the package is needed and not installed."""

    def __init__(self, tool: str, remedy: str) -> None:
        self.tool, self.remedy = tool, remedy
        super().__init__(f"{tool} is not installed. {remedy}")


class OutputExists(OutputError):
    """Something stands under the name of the result."""

    def __init__(self, path: object) -> None:
        self.path = path
        super().__init__(f"{path}: this exists already. Choose another name, or add --force to replace it.")
