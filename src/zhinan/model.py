"""What a guide says, as plain values: no RDF, no files.

Absence is None and means that the document does not say. Money is in yuan (CNY), durations in months.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum


class Modality(Enum):
    """How strongly a clause binds; the values are the local names of the ontology."""

    MUST = "Must"
    MUST_NOT = "MustNot"
    IN_PRINCIPLE = "InPrinciple"
    ENCOURAGED = "Encouraged"
    PREFERRED = "Preferred"
    MAY = "May"
    INFORMATIONAL = "Informational"


class Treatment(Enum):
    """What is done with a clause."""

    ENCODED = "Encoded"
    MANUAL = "Manual"
    INFORMATIVE = "Informative"
    PENDING = "Pending"


class Exactness(Enum):
    """How exact a quantity is."""

    EXACT = "Exact"
    ABOUT = "About"
    AT_MOST = "AtMost"
    AT_LEAST = "AtLeast"
    BETWEEN = "Between"


@dataclass(frozen=True, slots=True)
class Document:
    """A document as read: ``text`` is kept to the code point, ``sha256`` is of its bytes."""

    id: str
    text: str = field(repr=False)
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Where a statement was read: ``text[start:end]`` of one document.

    Offsets are Unicode code points from 0, ``end`` exclusive; ``section`` is the path of headings above it.
    Source: Web Annotation Data Model, TextPositionSelector and TextQuoteSelector.

    >>> Span.of(Document("demo", "资助额度不超过300万元。"), 7, 12).quote
    '300万元'
    """

    document: str
    start: int
    end: int
    quote: str
    section: str = ""
    prefix: str = ""
    suffix: str = ""

    @classmethod
    def of(cls, document: Document, start: int, end: int, section: str = "") -> Span:
        """The span of ``document.text[start:end]`` with up to 16 characters of context on either side."""
        text = document.text
        return cls(
            document=document.id, start=start, end=end, quote=text[start:end], section=section,
            prefix=text[max(0, start - 16):start], suffix=text[end:end + 16],
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number as printed. ``unit`` is CNY, USD, 1 or a UCUM code (mo, m, %).

    ``shares`` are parts with limits of their own.
    """

    minimum: Decimal | None
    maximum: Decimal | None
    exactness: Exactness
    unit: str
    printed: str
    span: Span
    share_of: str = ""
    shares: tuple[Quantity, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredTotal:
    """A total that a guide states: ``of`` is directions, partners, projects or budget."""

    of: str
    quantity: Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """How long a project may run, in months; ``own`` is False where the guide's general duration applies."""

    minimum: int | None
    maximum: int | None
    modality: Modality
    printed: str
    span: Span
    own: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Words of a document that are kept as they are."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """An assessment indicator; ``targets`` are the numbers that it states."""

    text: str
    span: Span
    targets: tuple[Quantity, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A contact as printed; what is not printed is the empty string. ``role`` is what the contact is for."""

    name: str
    organisation: str
    side: str
    phone: str
    email: str
    span: Span
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A field that a direction lists, with the items printed under it.

    ``code`` and ``code_title`` are the call topic of another funder that is printed behind it.
    """

    number: str
    label: str
    span: Span
    items: tuple[Topic, ...] = ()
    content: Statement | None = None
    indicators: tuple[Indicator, ...] = ()
    code: str = ""
    code_title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """An instrument that a direction rests on; ``title`` without its 《》.

    ``year`` of signing and ``short`` form are what is printed in brackets behind it, None and "" where nothing is.
    """

    title: str
    span: Span
    year: int | None = None
    short: str = ""


Value = str | int | Decimal | date | datetime
"""What a parameter may be; ``kind:enterprise`` and ``zn:Doctorate`` name things."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """What a clause demands: ``family`` and its parameters (local names of the ontology → values).

    ``each_part``: the guides that the clause's guide issues are bound each by a requirement of its own.
    """

    family: str
    binds: str
    parameters: tuple[tuple[str, Value], ...] = ()
    each_part: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One normative statement; ``text`` is the quote without line breaks and page furniture.

    ``restates`` are the guides and numbers of the clauses that this one says again; ``facts`` are what it says of its
    direction beside its demand.
    """

    number: str
    text: str
    span: Span
    modality: Modality
    treatment: Treatment
    binds: str = "Project"
    reason: str = ""
    requirements: tuple[Requirement, ...] = ()
    restates: tuple[tuple[str, str], ...] = ()
    facts: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureStep:
    """One step of how applications are made and judged: ``actor`` is a party, ``clauses`` are what is said of it.

    ``opens`` and ``closes`` are its window where one is printed.
    """

    position: int
    actor: str
    clauses: tuple[str, ...]
    span: Span
    opens: datetime | None = None
    closes: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """A partner as named: ``iri`` is its reference entry, None where the reference data does not know it."""

    name: str
    iri: str | None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Direction:
    """A numbered call: ``number`` is a string, since "2.0" follows "1.9".

    ``projects`` and ``budget`` hold one quantity, or one for each group of fields where the print splits them.
    """

    number: str
    title: str
    span: Span
    partners: tuple[Partner, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    topics: tuple[Topic, ...] = ()
    field_policy: str = "ClosedFields"
    projects: tuple[Quantity, ...] = ()
    budget: tuple[Quantity, ...] = ()
    duration: Duration | None = None
    clauses: tuple[Clause, ...] = ()
    contacts: tuple[Contact, ...] = ()
    initiatives: tuple[Statement, ...] = ()
    indicators: tuple[Indicator, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Priority:
    """A row of a priority table, in the order printed from 1; words as printed, merged cells filled in.

    ``country`` is as printed, ``partner`` and the institutions and categories are reference entries;
    a row with two witnesses has two spans.
    """

    row: int
    group: str
    group_iri: str | None
    country: str
    partner: str | None
    field: str
    research_directions: tuple[str, ...]
    printed: str
    institutions: tuple[str, ...]
    categories: tuple[str, ...]
    open_list: bool
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something that was not read as a fact, or not fully: ``where`` is the section or the offset."""

    message: str
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """One guide as read from one document; ``duration`` is the general one."""

    id: str
    document: Document
    title: str
    directions: tuple[Direction, ...] = ()
    priorities: tuple[Priority, ...] = ()
    clauses: tuple[Clause, ...] = ()
    totals: tuple[DeclaredTotal, ...] = ()
    aims: tuple[Statement, ...] = ()
    duration: Duration | None = None
    steps: tuple[ProcedureStep, ...] = ()
    contacts: tuple[Contact, ...] = ()
    notices: tuple[Notice, ...] = ()
