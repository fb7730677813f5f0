"""The command line: each command is imported when it is called, so that every one answers at once."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from zhinan import __version__
from zhinan.errors import ZhinanError

# command → (module under zhinan.commands, one line of help); the command is a click.Command of that name
_COMMANDS = {
    "ingest": ("ingest", "读文件，成指南。Read a document into a guide."),
    "data": ("ingest", "重建 data/guides。Rebuild data/guides from the documents."),
    "build": ("build", "建图。Build the graph from ontology/ and data/."),
    "reason": ("reason", "用推理机检查本体与图。Check the ontology and the graph with a reasoner."),
    "queries": ("query", "列出命名查询。List the named queries."),
    "query": ("query", "运行命名查询。Run a named query."),
    "sparql": ("query", "运行 SPARQL。Run SPARQL from a file or '-'."),
    "ledger": ("ledger", "条款台账，逐字核对。Every clause of a guide; every character accounted for."),
    "trace": ("trace", "事实的原文与上下文。The words behind a fact, in their context."),
    "load": ("load", "把图放到 SPARQL 服务上。Put the graph on a SPARQL server."),
    "diff": ("diff", "别处的图是否与此一致。Whether the graph elsewhere is current."),
    "rules": ("rules", "编译规则。Compile requirements into shapes."),
    "template": ("template", "申报模板：工作簿、CSV、JSON 或 YAML。A form to fill in for a direction."),
    "check": ("check", "检查申报项目。Check applications against the rules."),
    "export": ("export", "导出图。Export the graph for the tools that draw it."),
    "serve": ("serve", "以 HTTP 提供图。Serve the graph over HTTP: SPARQL, REST, pages."),
    "mcp": ("mcp", "供助手使用（MCP）。Serve the graph to assistants (MCP)."),
}


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        command = getattr(import_module(f"zhinan.commands.{_COMMANDS[name][0]}"), name)
        if not isinstance(command, click.Command):
            raise TypeError(f"zhinan.commands.{_COMMANDS[name][0]}.{name} is no command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("命令 Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in _COMMANDS.items()])


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="zhinan")
def zhinan() -> None:
    """指南 Zhinan：国际科技合作资助指南的知识图谱。A knowledge graph of Chinese funding guides."""


def main() -> None:
    """Run the command line; faults end as one message on standard error and an exit code."""
    try:
        code = zhinan.main(prog_name="zhinan", standalone_mode=False)
    except ZhinanError as err:
        click.echo(f"zhinan: {err}", err=True)
        sys.exit(err.exit_code)
    except click.ClickException as err:
        err.show()
        sys.exit(err.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("zhinan: stopped.", err=True)
        sys.exit(130)
    except MemoryError:
        click.echo(
            "zhinan: there is not enough memory for this. Give it less at a time, or more memory.", err=True
        )
        sys.exit(3)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    sys.exit(code if isinstance(code, int) else 0)
