"""Applications that are sent to be checked, in every form that is read, and what is refused of them."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from graph.roots import ROOT
from serve.live import Family, make_store, run_server
from serve.test_sparql import find_fault
from zhinan.application import read_applications, write_template
from zhinan.rules import open_own_rules
from zhinan.serve import MIB, Limits
from zhinan.serve.sent import FORMS

EXAMPLES = sorted((ROOT / "data/examples").glob("*.ttl"))
FAULTY = ROOT / "data/examples/faulty.ttl"
DIRECTION = "https://w3id.org/zhinan/id/direction/most-2020/2.2"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {".json": "application/json", ".yaml": "text/yaml", ".xlsx": XLSX, ".zip": "application/zip"}
LIMITS = Limits(body=512 * 1024, seconds=20, memory=512 * MIB)


@pytest.fixture(scope="module")
def family() -> Family:
    return Family()


@pytest.fixture(scope="module", params=[True, False], ids=["clerk", "trusted"])
def address(request: pytest.FixtureRequest, family: Family) -> Iterator[str]:
    with run_server(make_store(10), LIMITS, isolated=request.param) as address:
        yield address
    assert family.list() == []


@pytest.fixture(scope="module")
def send(address: str) -> Iterator[Callable[[bytes, str], httpx.Response]]:
    with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
        yield lambda data, kind: client.post("/api/check", content=data, headers={"Content-Type": kind})


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The same faulty application as a form of each kind."""
    folder, made = tmp_path_factory.mktemp("forms"), {}
    for form, name in (
        ("json", "form.json"),
        ("yaml", "form.yaml"),
        ("xlsx", "form.xlsx"),
        ("csv", "tables"),
    ):
        applications = read_applications(FAULTY)
        write_template(DIRECTION, form, folder / name, open_own_rules(), applications=applications)
        if form != "csv":
            made[f".{form}"] = (folder / name).read_bytes()
    made[".zip"] = pack({f"tables/{path.name}": path.read_bytes() for path in (folder / "tables").iterdir()})
    return made


def pack(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def find_verdicts(answer: httpx.Response) -> list[tuple[str, str]]:
    assert answer.status_code == 200, answer.text
    (found,) = answer.json()["applications"]
    assert found["source"] == "request"
    return sorted((finding["rule"], finding["verdict"]) for finding in found["findings"])


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_application_that_is_sent_gets_findings(send: Callable[..., httpx.Response], path: Path) -> None:
    sent = send(path.read_bytes(), "text/turtle")
    assert sent.status_code == 200
    (first, *_) = sent.json()["applications"]
    assert first["source"] == "request"
    assert first["verdict"] in {"met", "violated", "missing", "manual", "unchecked"}
    if path.stem == "faulty":
        assert first["verdict"] == "violated"
        assert '"place":"15:23"' in sent.text
    assert "zhinan-" not in sent.text


@pytest.mark.parametrize("ending", TYPES)
def test_a_form_that_was_filled_in_has_the_same_findings_in_every_kind_of_file(
    send: Callable[..., httpx.Response], forms: dict[str, bytes], ending: str
) -> None:
    found = find_verdicts(send(forms[ending], TYPES[ending]))
    assert found == find_verdicts(send(FAULTY.read_bytes(), "text/turtle"))
    assert "violated" in {verdict for _, verdict in found}


def test_every_kind_of_file_of_rdf_is_read(send: Callable[..., httpx.Response]) -> None:
    iri = "<https://example.org/a>"
    line = f"{iri} <https://w3id.org/zhinan/ontology#appliesTo> <{DIRECTION}> ."
    linked = json.dumps({"@id": iri[1:-1], "https://w3id.org/zhinan/ontology#appliesTo": {"@id": DIRECTION}})
    for kind in FORMS.keys() - TYPES.values() - {"application/yaml"}:
        assert find_verdicts(send((linked if "json" in kind else line).encode(), kind)), kind


def bomb(count: int, name: str = "xl/worksheets/sheet1.xml") -> bytes:
    return pack({"[Content_Types].xml": b"", name: b"0" * count})


def nest(depth: int) -> bytes:
    return b"<a:a> <a:b> " + b"[ <a:b> " * depth + b"1" + b" ]" * depth + b" ."


LADDER = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9))
REFUSED = {
    "no Turtle": (b"this is no Turtle", "text/turtle", 400, "request:1:1"),
    "nothing": (b"", "text/turtle", 400, "request"),
    "no UTF-8": (b"\xff\xfe", "text/turtle", 400, "request"),
    "another type": (b"{}", "application/pdf", 415, "Content-Type"),
    "no type": (b"[]", "", 415, "Content-Type"),
    "a long type": (b"[]", "a/" + "b" * 500, 415, "Content-Type"),
    "half a JSON-LD": (b"[", "application/ld+json", 400, "request:1:2"),
    "half a JSON": (b"[", "application/json", 400, "request:1:2"),
    "a deep JSON": (b"[" * 9999, "application/json", 400, "request:1:2"),
    "no application": (b"{}", "application/json", 400, "request"),
    "a deep YAML": (b"[" * 9999, "application/yaml", 400, None),
    "aliases of aliases": (b"a0: &a0 [x, x]\n" + LADDER.encode(), "application/yaml", 400, None),
    "a tag of YAML": (b"!!python/object/apply:os.system [id]", "application/x-yaml", 400, None),
    "a deep Turtle": (nest(20_000), "text/turtle", 400, None),
    "a zip bomb": (bomb(40_000_000), XLSX, 400, "request"),
    "no workbook": (b"PK\x03\x04", XLSX, 400, "request"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), XLSX, 400, "request"),
    "no zip": (b"PK\x05\x06", "application/zip", 400, "request"),
    "a zip without tables": (pack({"a.txt": b""}), "application/zip", 400, "request"),
    "a bomb of tables": (bomb(20_000_000, "a.csv"), "application/zip", 413, "request"),
    "many tables": (pack({f"{n}.csv": b"" for n in range(51)}), "application/zip", 413, "request"),
    "two tables of one name": (pack({"a.csv": b"", "b/a.csv": b""}), "application/zip", 400, "request"),
    "a table that climbs out": (pack({"../../../../../../tmp/zhinan.csv": b"a"}), "application/zip", 400, None),
    "too much": (b"#" * 600_000, "text/turtle", 413, "body"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_application_is_refused(send: Callable[..., httpx.Response], what: str) -> None:
    body, kind, status, where = REFUSED[what]
    answer = send(body, kind)
    fault = find_fault(answer)
    assert fault["status"] == status, answer.text
    assert where in (None, fault["where"])
    assert "zhinan-" not in answer.text
    assert "Traceback" not in answer.text


def test_applications_past_the_bound_are_refused(send: Callable[..., httpx.Response]) -> None:
    line = "<https://example.org/{}> a <https://w3id.org/zhinan/ontology#Application> .\n"
    body = "".join(line.format(number) for number in range(101))
    assert send(body.encode(), "text/turtle").status_code == 413


def make_heavy() -> bytes:
    """A workbook of a few kilobytes whose one sheet has a million cells."""
    cells = b"".join(b'<c r="%b1" t="inlineStr"><is><t>x</t></is></c>' % bytes([65 + n]) for n in range(20))
    row = b"<row>" + cells + b"</row>"
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%b</sheetData></worksheet>'
    with zipfile.ZipFile(io.BytesIO(write_empty())) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files["xl/worksheets/sheet1.xml"] = sheet % (row * 14_000)
    return pack(files)


def write_empty() -> bytes:
    from openpyxl import Workbook

    stream = io.BytesIO()
    Workbook().save(stream)
    return stream.getvalue()


def test_a_clerk_over_its_limit_is_ended_and_the_next_application_is_checked() -> None:
    family, limits = Family(), Limits(seconds=0.8, body=MIB)
    with (
        run_server(make_store(10), limits) as address,
        httpx.Client(base_url=address, timeout=60, trust_env=False) as client,
    ):
        before = len(family.list())
        answer = client.post("/api/check", content=make_heavy(), headers={"Content-Type": XLSX})
        assert find_fault(answer)["status"] == 503
        assert len(family.list()) == before
        turtle = {"Content-Type": "text/turtle"}
        assert client.post("/api/check", content=FAULTY.read_bytes(), headers=turtle).status_code == 200
        (clerk,) = [child for child in family.list() if "clerk" in " ".join(child.cmdline())]
        clerk.kill()
        psutil.wait_procs([clerk], timeout=5)
        statuses = [
            client.post("/api/check", content=FAULTY.read_bytes(), headers=turtle).status_code
            for _ in range(2)
        ]
        assert statuses == [503, 200]
    assert family.list() == []


def test_a_clerk_reaches_no_network_and_runs_no_program() -> None:
    import os
    import socket
    import subprocess

    from zhinan.serve.sandbox import shut_out_network

    ours, theirs = socket.socketpair()
    child = os.fork()
    if not child:
        try:
            shut_out_network()
            attempts = (
                lambda: socket.socket(),
                lambda: socket.socketpair(),
                lambda: socket.create_connection(("127.0.0.1", 9)),
                lambda: os.execv("/bin/true", ["true"]),
                lambda: subprocess.run(["/bin/true"], check=True),
            )
            for attempt in attempts:
                try:
                    attempt()
                    theirs.send(b"!")
                except OSError:
                    theirs.send(b".")
            Path(os.devnull).read_bytes()
            theirs.send(b"/")
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    theirs.close()
    assert ours.recv(100) == b"...../"
    ours.close()
