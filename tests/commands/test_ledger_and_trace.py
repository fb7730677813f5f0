"""The ledger and the trace read the graph, and the documents where they are at hand."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from zhinan.commands.ledger import ledger
from zhinan.commands.trace import trace
from zhinan.errors import UsageError


def run(command, *arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result.output


def test_the_ledger_lists_every_clause_with_its_treatment() -> None:
    rows = json.loads(run(ledger, "most-2021-1-hmt", "-f", "json"))["rows"]
    assert len(rows) > 30
    assert all(row["treatment"] and row["binds"] and row["modality"] for row in rows)
    assert any("submission-on-each-side sides=2" in (row["requirements"] or "") for row in rows)


def test_the_ledger_as_csv_has_a_line_a_clause() -> None:
    assert run(ledger, "most-2020", "-f", "csv").count("\n") > 90


def test_the_ledger_wants_a_guide() -> None:
    with pytest.raises(UsageError, match="Name one guide"):
        run(ledger)


def test_coverage_lists_what_each_rule_accounts_for(sources: Path) -> None:
    output = run(ledger, "--coverage", "--sources", str(sources))
    assert output.count("未说明 not accounted for") == 5
    assert "most-2020  9334 字符 characters" in output


def test_words_that_nothing_accounts_for_are_an_exit_code(tmp_path: Path, sources: Path) -> None:
    name = "programmes-appendix.txt"
    text = (sources / name).read_text(encoding="utf-8-sig")
    (tmp_path / name).write_text(text + "\n又有一段新的文字。\n", encoding="utf-8")
    output = run(ledger, "--coverage", "programmes", "--sources", str(tmp_path), code=1)
    assert "【又有一段新的文字】" in output


def test_a_fact_is_traced_to_its_words_without_the_document(tmp_path: Path) -> None:
    output = run(trace, "clause:most-2020/1.4/3.1", "--sources", str(tmp_path))
    assert "【单个项目应包括互无隶属关系的 3 家及以上中方参与单位】" in output


def test_with_the_document_more_of_it_is_shown(sources: Path, tmp_path: Path) -> None:
    near = run(trace, "clause:most-2020/1.4/3.1", "--sources", str(sources))
    assert len(near) > len(run(trace, "clause:most-2020/1.4/3.1", "--sources", str(tmp_path)))
