"""How applications are made and judged: ordered steps with their actors and windows, and whom to ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from zhinan.ingest.grammar import Grammar
from zhinan.ingest.parameters import to_day
from zhinan.ingest.passage import Passage, fold
from zhinan.ingest.sections import Chapter
from zhinan.model import Clause, Contact, Document, ProcedureStep, Span, Statement


def read_steps(
    chapters: Sequence[Chapter], clauses: Sequence[Clause], grammar: Grammar
) -> Iterator[ProcedureStep]:
    """The steps that the procedure lists, then the windows that other rules set, in the order printed."""
    listed = [
        passage.span
        for chapter in chapters
        if grammar.chapters["procedure"].fullmatch(fold(chapter.heading))
        for passage in chapter.passages
        if grammar.step.match(passage.key)
    ]
    windows = [clause.span for clause in clauses if any(_window(clause)) and not _within(clause, listed)]
    for position, span in enumerate([*listed, *windows], 1):
        said = [c for c in clauses if span.start <= c.span.start and c.span.end <= span.end]
        opens, closes = next((_window(clause) for clause in said if any(_window(clause))), (None, None))
        yield ProcedureStep(
            position=position, actor=said[0].binds, clauses=tuple(c.number for c in said), span=span,
            opens=opens, closes=closes,
        )  # fmt: skip


def _within(clause: Clause, spans: Sequence[Span]) -> bool:
    return any(span.start <= clause.span.start and clause.span.end <= span.end for span in spans)


def _window(clause: Clause) -> tuple[datetime | None, datetime | None]:
    """When a clause opens and closes something, None where it does not say."""
    values = {name: value for r in clause.requirements for name, value in r.parameters}
    opens, closes = values.get("opensAt"), values.get("closesAt")
    return (
        opens if isinstance(opens, datetime) else None,
        closes if isinstance(closes, datetime) else None,
    )


def find_issue_day(document: Document, grammar: Grammar) -> tuple[date, Span] | None:
    """The day on which a document was issued, and where it is printed; None where it does not say."""
    whole = Passage(document, document.text, tuple(range(len(document.text))))
    match = grammar.sections["issued"].search(whole.key)
    day = to_day(match["day"]) if match else None
    return (day, whole.group(match).span) if match and day else None


def read_aims(chapters: Sequence[Chapter], grammar: Grammar) -> Iterator[Statement]:
    """What the programme is for, as the guide says it."""
    for chapter in chapters:
        if grammar.chapters["aims"].fullmatch(fold(chapter.heading)):
            for passage in chapter.passages:
                words = passage.strip(" 。")
                yield Statement(text=words.text, span=words.span)


def read_contacts(chapters: Sequence[Chapter], grammar: Grammar) -> Iterator[Contact]:
    """Telephone and mail for questions, and those who answer for the formal review."""
    for chapter in chapters:
        for passage in chapter.passages:
            for match in grammar.contacts["general"].finditer(passage.key):
                role = passage.group(match, "role").strip("：: 。1234567890.")
                yield _to_contact(passage.group(match), role, match["phone"], match["email"])
            for match in grammar.contacts["reviewers"].finditer(passage.key):
                for name in match["names"].split("、"):
                    yield _to_contact(passage.group(match), passage.group(match, "role"), "", "", name)


def _to_contact(words: Passage, role: Passage, phone: str, email: str, name: str = "") -> Contact:
    return Contact(
        name=name, organisation="", side="", phone=phone.strip(), email=email, span=words.span, role=role.text
    )
