"""What is met says by what, and never that nothing was stated."""

from __future__ import annotations

import pytest

from check.composed import check_all, compose, list_directions, short
from report.results import write
from zhinan.check import Checked, Verdict

LAST = list_directions()[-15::5]


def find_met(direction: str) -> Checked:
    (checked,) = check_all([compose(direction)])
    return checked


@pytest.mark.parametrize("direction", list_directions(), ids=short)
def test_everything_that_is_met_carries_what_proved_it(direction: str) -> None:
    findings = [finding for finding in find_met(direction).findings if finding.verdict is Verdict.MET]
    assert findings
    assert all(finding.found for finding in findings)


@pytest.mark.parametrize("form", ["text", "markdown", "html", "csv", "json"])
def test_a_rule_that_speaks_of_nothing_stated_says_so_with_what_was_looked_at(form: str) -> None:
    met = [find_met(direction) for direction in LAST]
    none_such = [finding for checked in met for finding in checked.findings if finding.none_such]
    assert none_such
    assert all(finding.verdict is Verdict.MET for finding in none_such)
    text = write(form, met, "zh").decode("utf-8", "replace")
    if form == "json":
        assert text.count('"none_such":true') == len(none_such)
    else:
        assert text.count("没有此条所禁止或另有要求的事项") == len(none_such)
        assert "查到: 没有写明" not in text
