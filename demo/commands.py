"""The subcommands of `siyu` that try the product out: up, sandbox, seed, story, bench."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click

from app.kernel import settings as kernel_settings
from benchmarks import BENCHES
from demo import brand
from demo.engines import throw_away_folder
from demo.stack import Running, Stack
from story import CHAPTERS
from story.stage import Outcome, play

home_option = click.option(
    "--home",
    type=click.Path(path_type=Path),
    default=Path(".siyu"),
    show_default=True,
    help="Where a demo keeps its data",
)


@click.command()
@home_option
def up(home: Path) -> None:
    """Run the whole product here: engines, the Tencent sandbox, web, worker, clock, and a demo brand."""
    stack = Stack(home)
    try:
        running = stack.start()
        _introduce(running, home)
        _wait(stack)
    finally:
        stack.stop()


def _introduce(running: Running, home: Path) -> None:
    click.echo(
        f"""
私域 Siyu 已启动
  沙盒页面（看顾客、导购、群聊、支付与回调）    {running.sandbox_url}/_sandbox/
  小程序接口                                    {running.web_url}/mp/v1/openapi.json
  管理后台接口                                  {running.web_url}/admin/v1/openapi.json
  导购侧边栏接口                                {running.web_url}/guide/v1/openapi.json
  健康与指标                                    {running.web_url}/readyz  {running.web_url}/metrics
  管理员                                        {running.admin_login} / {running.admin_password}
  日志                                          {home}/logs
另开一个终端：siyu story wecom    按 Ctrl-C 停止
"""
    )


def _wait(stack: Stack) -> None:
    """Until Ctrl-C, a termination, or a process that ended by itself."""
    stopped = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, stopped)
    assert stack.processes is not None
    while signal.sigtimedwait(stopped, 1.0) is None:
        if dead := stack.processes.dead():
            raise click.ClickException(f"{', '.join(dead)} ended; see {stack.home / 'logs'}")


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def sandbox(arguments: tuple[str, ...]) -> None:
    """Run the Tencent sandbox alone (arguments go to it; try --help)."""
    os.execv(sys.executable, [sys.executable, "-m", "sandbox", *arguments])


@click.command()
@click.option("--sandbox-url", required=True)
@click.option("--password", required=True, help="Password of the demo administrator")
def seed(sandbox_url: str, password: str) -> None:
    """Fill an empty database with a demo brand."""
    asyncio.run(brand.seed(kernel_settings.load(), sandbox_url, password))


@click.command()
@click.argument("chapter", type=click.Choice(list(CHAPTERS)))
@click.option("--json", "as_json", is_flag=True, help="One JSON document with the evidence of every step")
@home_option
def story(chapter: str, as_json: bool, home: Path) -> None:
    """Play a whole chain and prove each step from the other side; exit 1 when a step is not true."""
    with _running(home) as running:
        outcomes = asyncio.run(play(CHAPTERS[chapter](), running, (lambda _: None) if as_json else _tell))
    told = len(outcomes) == len(CHAPTERS[chapter]().steps) and all(outcome.ok for outcome in outcomes)
    if as_json:
        document = {"story": chapter, "ok": told, "steps": [asdict(outcome) for outcome in outcomes]}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2, default=str))
    sys.exit(0 if told else 1)


def _tell(outcome: Outcome) -> None:
    mark = "ok  " if outcome.ok else "FAIL"
    shown = json.dumps(outcome.evidence, ensure_ascii=False, default=str) if outcome.ok else outcome.failure
    click.echo(f"{mark} {outcome.step} ({outcome.seconds} s)\n     {shown[:400]}")


@contextmanager
def _running(home: Path) -> Iterator[Running]:
    """The demo that runs already, else a throw-away one for as long as it is needed."""
    found = Running.read(home / "running.json")
    if found is not None:
        yield found
        return
    stack = Stack(throw_away_folder("siyu-story-"), throw_away=True)
    try:
        yield stack.start()
    finally:
        stack.stop()


@click.command()
@click.argument("name", type=click.Choice(list(BENCHES)))
@click.option("--json", "as_json", is_flag=True)
def bench(name: str, as_json: bool) -> None:
    """Measure the product against its physical limit, interleaved in one run."""
    result = BENCHES[name]()
    click.echo(json.dumps(asdict(result), ensure_ascii=False, indent=None if as_json else 2))


COMMANDS = [up, sandbox, seed, story, bench]
