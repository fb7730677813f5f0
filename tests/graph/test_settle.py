"""A clause is encoded only where its families have shapes that take its parameters."""

from dataclasses import replace

import pytest

from zhinan.graph.settle import Signature, settle_guide
from zhinan.model import Clause, Document, Guide, Modality, Requirement, Span, Treatment

DOCUMENT = Document("demo", "项目执行期不超过3年。")
REQUIREMENT = Requirement(family="duration", binds="Project", parameters=(("maxMonths", 36),))
CLAUSE = Clause(
    number="1", text="项目执行期不超过3年", span=Span.of(DOCUMENT, 0, 10), modality=Modality.MUST,
    treatment=Treatment.ENCODED, requirements=(REQUIREMENT,),
)  # fmt: skip
GUIDE = Guide(id="demo", document=DOCUMENT, title="示例", clauses=(CLAUSE,))


def sign(*needed: str, taken: tuple[str, ...]) -> dict[str, Signature]:
    return {"duration": Signature(needed=frozenset(needed), taken=frozenset(taken))}


@pytest.mark.parametrize(
    ("families", "treatment"),
    [
        (sign(taken=("maxMonths",)), Treatment.ENCODED),
        ({}, Treatment.PENDING),
        (sign(taken=("months",)), Treatment.PENDING),
        (sign("minMonths", taken=("minMonths", "maxMonths")), Treatment.PENDING),
    ],
    ids=["fits", "no family", "unknown parameter", "parameter wanting"],
)  # fmt: skip
def test_a_clause_waits_where_its_family_cannot_take_it(families, treatment) -> None:
    guide = settle_guide(GUIDE, families, "规则尚未写出。")
    (clause,) = guide.clauses
    assert clause.treatment is treatment
    assert bool(clause.requirements) is (treatment is Treatment.ENCODED)
    assert bool(clause.reason) is (treatment is Treatment.PENDING)
    assert ["duration(maxMonths)" in notice.message for notice in guide.notices] == [True] * bool(
        clause.reason
    )


def test_a_clause_with_a_reason_of_its_own_keeps_it() -> None:
    manual = replace(CLAUSE, treatment=Treatment.MANUAL, requirements=(), reason="由人判断。")
    assert settle_guide(replace(GUIDE, clauses=(manual,)), {}, "规则尚未写出。").clauses == (manual,)
