"""The MCP server is driven as an assistant drives it: a process of its own, through the client of the SDK."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
from mcp import Client, StdioServerParameters

from graph.roots import ROOT
from zhinan.serve.assistant import LIMITS

DIRECTION = "https://w3id.org/zhinan/id/direction/most-2020/1.2"
Script = Callable[[Client], Awaitable[None]]


def drive(script: Script, home: Path) -> None:
    """Run a script against ``zhinan mcp``, which ends with its workers when its client goes."""
    server = StdioServerParameters(
        command=sys.executable,
        args=["-W", "error", "-m", "zhinan", "mcp"],
        env={"PYTHONPATH": str(ROOT / "src"), "ZHINAN_HOME": str(home), "PYTHONUTF8": "1"},
    )

    before = set(psutil.Process().children(recursive=True))
    started: list[psutil.Process] = []

    async def run() -> None:
        async with Client(server, read_timeout_seconds=60) as client:
            await script(client)
            started.extend(set(psutil.Process().children(recursive=True)) - before)

    asyncio.run(run())
    assert len(started) >= 2, "the server, and what its queries run in"
    assert psutil.wait_procs(started, timeout=10)[1] == []


async def call(client: Client, tool: str, **given: Any) -> dict[str, Any]:
    result = await client.call_tool(tool, given)
    assert not result.is_error, result.content
    assert result.structured_content is not None
    return result.structured_content


async def refuse(client: Client, tool: str, **given: Any) -> dict[str, Any]:
    result = await client.call_tool(tool, given)
    assert result.is_error
    text = result.content[0].text  # type: ignore[union-attr]
    return json.loads(text[text.index("{") :])["error"]  # type: ignore[no-any-return]


async def read_and_ask(client: Client) -> None:
    listed = await client.list_tools()
    assert {tool.name for tool in listed.tools} == {
        "list_queries", "run_query", "describe_thing", "run_sparql", "check_application",
    }  # fmt: skip
    assert all(tool.annotations and tool.annotations.read_only_hint for tool in listed.tools)
    assert "quote them" in (client.instructions or "")

    found = await call(client, "list_queries", about="优先")
    assert "partners-for-field" in {query["name"] for query in found["queries"]}
    answer = await call(client, "run_query", name="partners-for-field", parameters={"field": "能源"}, limit=3)
    assert (answer["total"], len(answer["rows"])) == (12, 3)
    assert answer["rows"][0]["partner"]["zh"] == "澳大利亚"

    thing = await call(client, "describe_thing", thing="direction:most-2020/1.2")
    assert thing["iri"] == DIRECTION
    (budget,) = (fact for fact in thing["facts"] if fact["property"]["iri"].endswith("#budget"))
    quote = budget["values"][0]["words"][0]
    assert quote["words"] == "1200万元人民币"
    assert quote["end"] - quote["start"] == len(quote["words"])

    rows = await call(client, "run_sparql", query="SELECT ?d { ?d a zn:Direction ; zn:partner country:CU }")
    assert [row["d"]["value"] for row in rows["results"]["bindings"]] == [DIRECTION]
    triples = await call(client, "run_sparql", query=f"DESCRIBE <{DIRECTION}>")
    assert "中国和古巴政府间合作项目" in triples["turtle"]

    application = (ROOT / "data/examples/faulty.ttl").read_text(encoding="utf-8")
    checked = await call(client, "check_application", application=application)
    assert checked["applications"][0]["verdict"] == "violated"
    linked = f"applications:\n- {{id: a, appliesTo: {DIRECTION}}}\n"
    filled = await call(client, "check_application", application=linked, form="yaml")
    assert filled["applications"][0]["direction"]["iri"].endswith("/direction/most-2020/1.2")

    ontology = await client.read_resource("https://w3id.org/zhinan/ontology")
    assert "owl:Class" in ontology.contents[0].text  # type: ignore[union-attr]
    prompt = await client.get_prompt("answer_with_sources", {"question": "古巴？"})
    assert "古巴？" in prompt.messages[0].content.text  # type: ignore[union-attr]


async def ask_amiss(client: Client) -> None:
    unknown = await refuse(client, "run_query", name="partner-for-field")
    assert (unknown["status"], "partners-for-field" in unknown["what"]) == (404, True)
    label = await refuse(
        client, "run_query", name="directions-with-partner", parameters={"partner": "Isreal"}
    )
    assert label["candidates"][0].startswith("country:IL")
    missing = await refuse(client, "run_query", name="partners-for-field")
    assert (missing["status"], missing["where"]) == (400, "field")
    assert (await refuse(client, "describe_thing", thing="火星火星"))["status"] == 400
    update = await refuse(client, "run_sparql", query="DROP ALL")
    assert update["status"] in (400, 403)
    away = "SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"
    assert (await refuse(client, "run_sparql", query=away))["status"] == 403
    long = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f }"
    assert (await refuse(client, "run_sparql", query=long))["status"] in (413, 503)
    assert (await refuse(client, "check_application", application="no Turtle"))["status"] == 400
    assert (await refuse(client, "check_application", application="#" * (LIMITS.body + 1)))["status"] == 413
    assert (await call(client, "run_sparql", query="ASK {}"))["boolean"] is True


@pytest.mark.parametrize("script", [read_and_ask, ask_amiss], ids=lambda script: script.__name__)
def test_an_assistant_asks_and_is_answered(script: Script, tmp_path: Path) -> None:
    drive(script, tmp_path)
