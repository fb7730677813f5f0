"""A cluster of Dask that checks parts as the processes of one machine do, and compares keys where they lie."""

from __future__ import annotations

import gc
import logging
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from zhinan.check.batch.facts import Facts
from zhinan.check.batch.rules import BatchRules
from zhinan.check.checker import open_checker
from zhinan.check.engine.engines import find_engine
from zhinan.check.runs.parts import NO_MEMORY, Desk, Part, Slip, check_part, lose_part
from zhinan.check.runs.shuffle import Keys, cut_keys, find_shared, give_keys, keep_shared, take_keys
from zhinan.check.runs.spool import Spool
from zhinan.check.runs.stamp import Stamp, compare_stamps, find_state, stamp_program
from zhinan.errors import ClusterError, DataError, ToolMissing, UsageError
from zhinan.files import find_folder
from zhinan.rules import Rulebook

if TYPE_CHECKING:
    from distributed import Client, Future

_PATIENCE = 20  # seconds in which a scheduler answers and a worker is there
_AHEAD = 3  # parts that each thread may be ahead of what was taken
_TOGETHER = 32  # parts whose keys are cut in one go
_SHARES = 64  # of the keys, at most


@dataclass(frozen=True, slots=True)
class Kit:
    """What a worker needs, sent once: rules, engine, and the states of the files and the program it must have."""

    name: str
    program: Stamp
    engine: str
    book: Rulebook
    rules: BatchRules | None
    files: dict[Path, str]


@dataclass(slots=True)
class Crew:
    """An open cluster. Keys of the parts that were checked stay on its workers, unless a ``journal`` keeps them."""

    client: Client
    kit: Future
    journal: bool = False
    keys: dict[Part, Future] = field(default_factory=dict)

    def run(self, wanted: Iterable[Part]) -> Generator[tuple[Part, Slip], None, None]:
        """Each part with what came of it, as it is done; its facts come without keys where these stay."""
        from distributed import as_completed

        source, given = iter(wanted), dict[str, Part]()
        done = as_completed(loop=self.client.loop)
        try:
            self._give(source, given, done)
            for future in done:
                part = given.pop(future.key)
                yield part, self._take(part, future)
                self._give(source, given, done)
        finally:
            done.clear()

    def list_facts(self, parts: Sequence[Part], spool: Spool) -> Iterator[Facts]:
        """The facts of these parts, with the keys that more than one application has."""
        if self.journal:
            yield from spool.facts(parts)
            return
        known = [part for part in parts if part in self.keys and spool.find(part)]
        kept = self._shuffle([self.keys[part] for part in known])
        for part, future in zip(known, kept, strict=True):
            slip = spool.find(part)
            assert slip
            with _tell_loss():
                yield from give_keys(slip.facts, future.result())
            future.release()

    def _give(self, source: Iterator[Part], given: dict[str, Part], done: Any) -> None:
        width = max(4, _AHEAD * sum(self.client.nthreads().values()))
        while len(given) < width and (part := next(source, None)):
            both = self.client.submit(_check_there, part, self.kit, self.journal, pure=False)
            slip, keys = (self.client.submit(itemgetter(at), both, pure=False) for at in (0, 1))
            self.keys[part] = keys
            given[slip.key] = part
            done.add(slip)

    def _take(self, part: Part, future: Future) -> Slip:
        from distributed import KilledWorker

        try:
            with _tell_loss():
                slip: Slip = future.result()
        except KilledWorker:
            return lose_part(part, "the workers that checked it were killed, one after another")
        except MemoryError:
            return lose_part(part, NO_MEMORY)
        return slip

    def _shuffle(self, keys: Sequence[Future]) -> list[Future]:
        """The keys of each part without those that one application alone has."""
        submit = self.client.submit
        shares = min(_SHARES, 2 * len(self.client.nthreads()))
        some = [keys[start : start + _TOGETHER] for start in range(0, len(keys), _TOGETHER)]
        cuts = [submit(cut_keys, list(several), shares, pure=False) for several in some]
        shared = [
            submit(find_shared, [submit(itemgetter(share), cut, pure=False) for cut in cuts], pure=False)
            for share in range(shares)
        ]
        return [submit(keep_shared, one, shared, pure=False) for one in keys]


@contextmanager
def open_crew(
    address: str, book: Rulebook, rules: BatchRules | None, engine: str, files: Sequence[Path]
) -> Iterator[Crew]:
    """A cluster ready to check: ``tcp://host:port`` of a scheduler, or ``local:N`` for N processes here.

    Raises UsageError for another address, ToolMissing without Dask, ClusterError where the scheduler cannot be
    reached, has no worker, or a worker has another version of the program or its rules.
    """
    scheme, _, rest = address.partition(":")
    if not (scheme == "local" and rest.isdigit() and int(rest)) and not address.startswith(
        ("tcp://", "tls://")
    ):
        raise UsageError(
            f"--cluster {address}: no such address. Give tcp://HOST:PORT, or local:N for N processes here."
        )
    try:
        import distributed
    except ImportError as err:
        raise ToolMissing("dask.distributed", "Run `pip install 'zhinan[distributed]'`.") from err
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    with ExitStack() as stack:
        try:
            target = stack.enter_context(_open_here(int(rest))) if scheme == "local" else address
            client = stack.enter_context(distributed.Client(target, timeout=_PATIENCE, set_as_default=False))
            client.wait_for_workers(1, timeout=_PATIENCE)
        except (OSError, TimeoutError) as err:
            raise ClusterError(
                f"{address}: no scheduler with workers answers there ({str(err) or 'no answer'}). "
                "Check the address, and that `dask scheduler` and `dask worker` are running."
            ) from err
        kit = make_kit(book, rules, engine, files)
        _compare_workers(client, kit)
        yield Crew(client, client.scatter(kit, broadcast=True, hash=False))


def make_kit(book: Rulebook, rules: BatchRules | None, engine: str, files: Sequence[Path]) -> Kit:
    """What is sent to the workers; the shapes go as texts, for their folder is another there."""
    shapes = book.files
    if isinstance(shapes, Path):
        shapes = {
            path.relative_to(shapes).as_posix(): path.read_text("utf-8") for path in shapes.rglob("*.ttl")
        }
    states = {path: find_state(path) for path in files if path.exists()}
    bare = Rulebook(index=book.index, files=shapes)
    sent = rules and replace(rules, book=bare)
    return Kit(uuid4().hex, stamp_program(engine, []), engine, bare, sent, states)


def _open_here(count: int) -> Any:
    from distributed import LocalCluster

    return LocalCluster(
        n_workers=count, threads_per_worker=1, dashboard_address=None, silence_logs=logging.CRITICAL
    )


def _compare_workers(client: Client, kit: Kit) -> None:
    for worker, found in client.run(stamp_program, kit.engine, [], on_error="return").items():
        if not isinstance(found, dict):
            raise ClusterError(f"{worker}: zhinan does not run there ({found}). Install it on every worker.")
        _compare(worker, kit.program, found)


def _compare(worker: str, wanted: Stamp, found: Stamp) -> None:
    if different := list(compare_stamps(wanted, found)):
        raise ClusterError(
            f"{worker}: this worker has another zhinan. Not the same: {'; '.join(different)}. "
            "Install the same version, with the same data, on every worker."
        )


@contextmanager
def _tell_loss() -> Iterator[None]:
    from distributed.client import FutureCancelledError

    try:
        yield
    except (FutureCancelledError, OSError) as err:
        raise ClusterError(
            f"The cluster was lost while it worked ({err}). Run again; with --journal what is done is kept."
        ) from err


_desks: dict[str, Desk] = {}
"""In a worker: what it checks with, by the name of the kit; one run after another may come."""


def _check_there(part: Part, kit: Kit, together: bool) -> tuple[Slip, Keys]:
    """In a worker: a part checked, and the keys of its applications apart, or together with it."""
    desk = _find_desk(kit)
    with suppress(DataError):
        if part.path in kit.files and find_state(part.path) != kit.files[part.path]:
            return lose_part(part, "the file is another on this worker"), []
    slip = check_part(part, desk)
    if together:
        return slip, []
    facts, keys = take_keys(slip.facts)
    return slip._replace(facts=facts), keys


def _find_desk(kit: Kit) -> Desk:
    if kit.name not in _desks:
        _compare("This machine", kit.program, stamp_program(kit.engine, []))
        checker = open_checker(kit.book, find_folder("shapes"), find_engine(kit.engine))
        _desks.clear()
        _desks[kit.name] = Desk(checker, kit.rules)
        gc.freeze()
    return _desks[kit.name]
