"""`zhinan check`: applications against the rules of the direction they name."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path

import click

from zhinan.check import ENGINES, Run, Tally, Verdict
from zhinan.commands.collector import pause_collector
from zhinan.commands.outputs import Output, choose_outputs, open_outputs, watch_interrupt
from zhinan.commands.progress import show_progress
from zhinan.commands.receipts import open_receipts
from zhinan.commands.results import Asked, list_portfolio, list_results, open_book
from zhinan.errors import DataError
from zhinan.report import LANGUAGES, REPORT_FORMATS, Meta


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--lang", default="both", type=click.Choice(LANGUAGES), help="文字。Language of the text.")
@click.option(
    "--format",
    "forms",
    multiple=True,
    type=click.Choice(list(REPORT_FORMATS)),
    help="格式；缺省取自文件名，终端上为 text。Format; by default from the output's name, text on a terminal.",
)
@click.option(
    "-o",
    "--output",
    "paths",
    multiple=True,
    type=click.Path(path_type=Path),
    help="写入文件，可多次给出。Write a file; may be given several times.",
)
@click.option("--force", is_flag=True, help="替换已有的文件。Replace what exists.")
@click.option("--summary", is_flag=True, help="显示汇总表。Show the summary.")
@click.option("--letter", is_flag=True, help="写成补正通知。Write letters of corrections.")
@click.option(
    "--without",
    "left_out",
    multiple=True,
    type=click.Choice([verdict.value for verdict in Verdict]),
    help="此结论只计数、不列出。Count this verdict and do not list it.",
)
@click.option(
    "--guide-data", type=click.Path(path_type=Path), help="另用的指南数据（文件或文件夹）。Other guide data."
)
@click.option(
    "--engine",
    default=next(iter(ENGINES)),
    type=click.Choice(list(ENGINES)),
    help="SHACL 引擎。SHACL engine.",
)
@click.option(
    "--batch/--no-batch",
    default=None,
    help="是否对照全部申报，多于一份时即对照。Compare all applications; by default where there are several.",
)
@click.option("--jobs", type=click.IntRange(1), help="进程数，缺省为核数。Processes; by default one a core.")
@click.option(
    "--cluster",
    help="Dask 集群：tcp://主机:端口，或 local:进程数。Check on a Dask cluster, or on one started here.",
)
@click.option(
    "--journal",
    type=click.Path(path_type=Path),
    help="日志文件夹：中断后再运行同一命令即接着做。Keep what is done; the same command goes on from there.",
)
@click.option(
    "--portfolio",
    is_flag=True,
    help="选定的项目（zn:selected）是否合于指南的项目数与经费。Selected projects against the guides’ numbers.",
)
@click.option(
    "--receipt", type=click.Path(path_type=Path), help="写下回执。Write a receipt of what was checked."
)
@click.option(
    "--verify", type=click.Path(path_type=Path), help="与回执核对。Hold the check against a receipt."
)
def check(
    files: Sequence[Path], lang: str, forms: Sequence[str], paths: Sequence[Path], force: bool, summary: bool,
    letter: bool, left_out: Sequence[str], guide_data: Path | None, engine: str,
    batch: bool | None, jobs: int | None, cluster: str | None, journal: Path | None,
    portfolio: bool, receipt: Path | None, verify: Path | None,
) -> int:  # fmt: skip
    """检查申报项目。Check applications against the rules.

    退出码 Exit code: 0 没有不符合 nothing violated, 1 有不符合 violated, 2 用法 usage, 3 读不了 unreadable,
    4 什么也没有检查 nothing checked, 5 缺材料或填写有误 facts missing or faulty, 130 中断 stopped.
    """
    outputs = choose_outputs(forms, paths, letter=letter, summary=summary)
    meta = Meta(engine=engine, left_out=frozenset(map(Verdict, left_out)))
    run, tally = Run(), Tally()
    asked = Asked(files, guide_data, engine, batch, jobs, cluster, journal)
    receipts = open_receipts(receipt, verify, force=force)
    with (
        ExitStack() as stack,
        pause_collector(),
        open_outputs(outputs, lang, meta, force=force) as reports,
        watch_interrupt() as stop,
        show_progress("检查 check") as step,
    ):
        if sys.stderr.isatty():
            run.step = step
        run.stopped = lambda: stop.pressed
        book = open_book(guide_data)
        for result in stack.enter_context(closing(list_results(asked, book, run))):
            reports.write(result)
            tally.add(result)
            receipts.add(result)
        if portfolio and not run.cut:
            for result in list_portfolio(files, book):
                tally.add(result)
                reports.write(result)
                receipts.add(result)
        if run.cut and journal:
            return _say_kept(journal, run)
        total = run.total if run.cut or not portfolio else tally.applications
        reports.finish(complete=not run.cut, total=total, unread=[str(err) for err in run.broken])
    _say_outcome(outputs, run.broken, tally.applications, run.cut)
    if run.cut:
        return 130
    same = not run.broken and receipts.finish(files, guide_data, engine, batch)
    return tally.exit_code() if same else 3


def _say_outcome(outputs: Sequence[Output], broken: Sequence[DataError], done: int, stopped: bool) -> None:
    for output in outputs:
        if output.path is not None:
            click.echo(f"{output.path}: {done} applications", err=True)
    for err in broken:
        click.echo(f"zhinan: {err}", err=True)
    if stopped:
        click.echo("zhinan: stopped; the report says how far it went.", err=True)
    elif not done and not broken:
        click.echo(
            "zhinan: 文件中没有申报项目。No application in these files: nothing is a zn:Application.",
            err=True,
        )


def _say_kept(journal: Path, run: Run) -> int:
    click.echo(
        f"zhinan: stopped. {run.kept} of {run.parts} parts are kept in {journal}; no report was written. "
        "The same command goes on from there.",
        err=True,
    )
    return 130
