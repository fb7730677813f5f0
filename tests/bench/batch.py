"""What the rules over all applications take: ``python tests/bench/batch.py --count 100000``.

Applications of 65 triples with five people each; one in fifty shares its leader with another, one in fifty its title
and unit. Printed: the CPU time of gathering the facts, of comparing, of making every finding, and the peak of memory.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

from check.batch_cases import batch_rules  # noqa: E402
from zhinan.application import Application, Statement  # noqa: E402
from zhinan.check import Facts, Verdict, check_batch, find_facts  # noqa: E402
from zhinan.terms import LABEL, RDF_TYPE, XSD, zn  # noqa: E402

PEOPLE, FILLERS, ONE_IN = 5, 20, 50


def make_application(number: int, call: str) -> Application:
    """One application; each fiftieth has the leader of the one before, and the one after that its title and unit."""
    iri = f"https://example.org/application/{number}"
    lead, recommender = f"{iri}#lead", f"{iri}#recommender"
    same = number - 1 if number % ONE_IN == 1 else number
    twin = number - 1 if number % ONE_IN == 3 else number
    rows: list[tuple[str, str, str | NamedNode]] = [
        (iri, RDF_TYPE, NamedNode(zn("Application"))),
        (iri, zn("appliesTo"), NamedNode(call)),
        (iri, zn("projectTitle"), f"联合研究 {twin}"),
        (iri, zn("leadUnit"), NamedNode(lead)),
        (iri, zn("recommendedBy"), NamedNode(recommender)),
        (lead, zn("identifier"), f"U-{twin % 1_000}"),
        (recommender, zn("identifier"), f"R-{number % 40}"),
    ]
    for place in range(PEOPLE):
        person = f"{iri}#person-{place}"
        role = "teamMember" if place else "principalInvestigator"
        shown = same if place == 0 else number
        rows += [
            (iri, zn(role), NamedNode(person)),
            (person, RDF_TYPE, NamedNode(zn("Person"))),
            (person, zn("identifier"), f"P-{shown}-{place}"),
            (person, LABEL, f"示例{(shown * PEOPLE + place) % 20_000}"),
        ]
    rows += [(f"{iri}#filler-{n % 5}", zn("unitKind"), f"{n}") for n in range(FILLERS)]
    triples = [
        Statement(NamedNode(s), NamedNode(p), Literal(o) if isinstance(o, str) else o) for s, p, o in rows
    ]
    true = Literal("true", datatype=NamedNode(XSD + "boolean"))
    money = Literal("5000000.0", datatype=NamedNode(XSD + "decimal"))
    triples.append(Statement(NamedNode(iri), NamedNode(zn("requestedFunding")), money))
    for place in range(PEOPLE):
        person = NamedNode(f"{iri}#person-{place}")
        triples.append(Statement(person, NamedNode(zn("runningProjectsStated")), true))
    return Application(iri=iri, directions=(call,), typed=True, triples=tuple(triples), source="bench.nt")


def make_all(count: int) -> Iterator[Application]:
    calls = sorted(call for call, rules in batch_rules().by_call.items() if len(rules) > 2)
    yield from (make_application(number, calls[number // ONE_IN % len(calls)]) for number in range(count))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=10_000)
    count = parser.parse_args().count
    rules, gathered, making = batch_rules(), list[Facts](), 0.0
    for application in make_all(count):
        start = time.process_time()
        gathered.append(find_facts(application, rules))
        making += time.process_time() - start
    start = time.process_time()
    findings = check_batch(rules, gathered)
    compared = time.process_time() - start
    start = time.process_time()
    broken = sum(f.verdict is Verdict.VIOLATED for iri in findings for f in findings[iri])
    written = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = sum(len(one.packed) for one in gathered) / count
    write = sys.stdout.write
    write(f"{count} applications: facts {making:.2f} s ({size:.0f} bytes each), compared {compared:.2f} s,\n")
    write(f"  findings {written:.2f} s, {broken} violated; peak {peak:.0f} MB\n")


if __name__ == "__main__":
    main()
