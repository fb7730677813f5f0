"""What commands that ask a store have in common: where it is, who asks, and over which graphs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar

import click

from zhinan.commands.progress import show_progress
from zhinan.store import Store, choose_graphs, open_store

_Command = TypeVar("_Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """Who asks a server, and how long a try may take."""

    user: str | None = None
    password: str | None = field(default=None, repr=False)
    auth: str = "any"
    timeout: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The store to ask: a folder, a server, or None for our own; ``guides`` limit it to their graphs."""

    where: str | None
    guides: tuple[str, ...]
    login: Login

    def open(self) -> Store:
        """The store, opened."""
        login, graphs = self.login, choose_graphs(self.guides)
        with show_progress("建图 Building") as step:
            return open_store(
                self.where, graphs=graphs, user=login.user, password=login.password, auth=login.auth,
                timeout=login.timeout, on_step=step,
            )  # fmt: skip


def with_login(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of a server; the command is given a ``login``."""

    @wraps(command)
    def run(
        *given: Any, user: str | None, password: str | None, auth: str, timeout: int, **others: Any
    ) -> Any:
        login = Login(user=user, password=password, auth=auth, timeout=timeout)
        return command(*given, login=login, **others)

    return _add_options(
        run,
        click.option("--user", envvar="ZHINAN_USER", help="用户名，或 $ZHINAN_USER。User of the server."),
        click.option("--password", envvar="ZHINAN_PASSWORD", help="口令，或 $ZHINAN_PASSWORD。Its password."),
        click.option(
            "--auth",
            type=click.Choice(["any", "basic", "digest"]),
            default="any",
            help="登录方式。How to log in.",
        ),
        click.option("--timeout", type=click.IntRange(1), default=30, help="秒，默认 30。Seconds a try."),
    )


def with_store(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of a store to ask; the command is given ``asked``."""

    @wraps(command)
    def run(*given: Any, where: str | None, guides: tuple[str, ...], login: Login, **others: Any) -> Any:
        return command(*given, asked=Asked(where=where, guides=guides, login=login), **others)

    return _add_options(
        with_login(run),
        click.option("--store", "where", help="图所在：文件夹或服务地址。A store folder, or a server's URL."),
        click.option(
            "--graphs", "guides", multiple=True, metavar="GUIDE",
            help="只问这些指南，可重复。Only these guides, such as most-2020; may be repeated.",
        ),
    )  # fmt: skip


def _add_options(command: Callable[..., Any], *options: Callable[[Any], Any]) -> Callable[..., Any]:
    for option in reversed(options):
        command = option(command)
    return command
