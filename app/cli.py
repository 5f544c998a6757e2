"""The `siyu` command. Each subcommand is a few lines over a module that does the work."""

import asyncio
import json
import signal
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

import click
import uvloop
from sanic import Sanic
from sanic.worker.loader import AppLoader

from app import main as composition
from app.analytics import invariants as truths
from app.doctor.examine import examine
from app.http.openapi import openapi as document
from app.kernel import migrate as migrations
from app.kernel import settings as kernel_settings
from app.kernel.errors import Error
from app.kernel.settings import Settings, SettingsError
from app.routes import DOORS
from app.staff.create import create
from app.staff.states import Role
from app.sync import watch as sync_watch
from app.sync.queries import run_progress
from app.sync.start import start as start_sync
from app.sync.states import Part, RunKind, RunStatus
from demo.commands import COMMANDS
from demo.environment import kept_environment
from jobs import clock, worker
from jobs.schedule import TICKS

WATCH_SECONDS = 1.0
SHORTEST_PASSWORD = 10


@click.group()
def main() -> None:
    """Siyu (私域): a chain retailer's own customers on WeChat and WeCom."""


demo_option = click.option(
    "--demo",
    "home",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Use the settings of the demo kept in this folder (usually .siyu) instead of the environment",
)


def _settings(home: Path | None = None) -> Settings:
    try:
        return kernel_settings.load(kept_environment(home)) if home else kernel_settings.load()
    except SettingsError as error:
        raise click.ClickException(str(error)) from None


@main.command()
def serve() -> None:
    """Run the web server."""
    settings = _settings()
    loader = AppLoader(factory=partial(composition.create_app, settings))
    app = loader.load()
    options: dict[str, Any] = {"host": settings.host, "port": settings.port, "access_log": False, "motd": False}
    if settings.web_workers == 1:
        app.run(single_process=True, **options)
    else:
        app.prepare(workers=settings.web_workers, **options)
        Sanic.serve(primary=app, app_loader=loader)


@main.command(name="worker")
def work() -> None:
    """Run jobs: reactions to events, and due tasks."""
    settings = _settings()

    async def job(stop: asyncio.Event) -> None:
        async with composition.running(settings):
            await worker.run(partial(composition.queue_manager, settings), stop, settings.job_lease_seconds)

    _until_told(job)


@main.command(name="clock")
def keep_time() -> None:
    """Enqueue due tasks. Two clocks at once do no harm."""
    settings = _settings()

    async def ticking(stop: asyncio.Event) -> None:
        async with composition.running(settings):
            await clock.run(TICKS, stop)

    _until_told(ticking)


def _until_told(run: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    async def supervised() -> None:
        stop = asyncio.Event()
        for each in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(each, stop.set)
        await run(stop)

    uvloop.run(supervised())


@main.command()
def migrate() -> None:
    """Bring the database to this version's schema."""
    asyncio.run(migrations.migrate(_settings().database_url.get_secret_value()))
    click.echo("数据库已是最新版本")


@main.command()
@click.argument("login_name")
@click.option("--name", default="总部管理员", help="How others see them")
@click.option("--userid", default="", help="Their WeCom userid, so that they get notices; the login name when left out")
@click.password_option(help="Asked for when left out, which keeps it out of the shell's history")
def create_admin(login_name: str, name: str, userid: str, password: str) -> None:
    """Make a login of head office, such as the very first one."""
    settings = _settings()
    if len(password) < SHORTEST_PASSWORD:
        raise click.ClickException(f"密码至少 {SHORTEST_PASSWORD} 位")

    async def run() -> None:
        async with composition.running(settings):
            await create(userid or login_name, name, [Role.HEAD_OFFICE], login_name, password)

    try:
        asyncio.run(run())
    except Error as refused:
        raise click.ClickException(f"{refused.title}，{refused.remedy}") from None
    click.echo(f"已创建总部账号 {login_name}")


@main.command()
@demo_option
def doctor(home: Path | None) -> None:
    """Print the settings (secrets masked) and check everything the product needs."""
    settings = _settings(home)
    for key, value in settings.masked().items():
        click.echo(f"{key} = {value.splitlines()[0] if value else ''}")
    checks = asyncio.run(examine(settings))
    for check in checks:
        click.echo(f"{'ok  ' if check.well else 'FAIL'} {check.name}: {check.found}")
        if check.advice:
            click.echo(f"     → {check.advice}")
    sys.exit(0 if all(check.well for check in checks) else 1)


@main.command()
@click.option("--json", "as_json", is_flag=True)
@demo_option
def invariants(as_json: bool, home: Path | None) -> None:
    """Check the live truths of the database; exit 1 when one is broken."""
    settings = _settings(home)

    async def check() -> list[truths.Finding]:
        async with composition.running(settings):
            return await truths.check()

    findings = asyncio.run(check())
    if as_json:
        listed = [{"truth": f.truth, "holds": f.holds, "broken_by": f.broken_by} for f in findings]
        click.echo(json.dumps(listed, ensure_ascii=False, default=str))
    else:
        for finding in findings:
            click.echo(f"{'ok    ' if finding.holds else 'BROKEN'} {finding.truth} {finding.broken_by or ''}")
    sys.exit(0 if all(f.holds for f in findings) else 1)


@main.command()
@click.option("--only", "parts", type=click.Choice([part.value for part in Part]), multiple=True, help="One part only")
@click.option("--reconcile", is_flag=True, help="Also write down what was different, as every night")
@click.option("--watch", is_flag=True, help="Print the progress and, at the end, the differences")
@demo_option
def sync(parts: tuple[str, ...], reconcile: bool, watch: bool, home: Path | None) -> None:
    """Sync staff, customers and groups with WeCom; a worker must be running. Exit 1 when the run has failed."""
    settings = _settings(home)
    kind = RunKind.NIGHTLY if reconcile else RunKind.PART if parts else RunKind.FULL

    async def run() -> bool:
        async with composition.running(settings):
            run_id, new = await start_sync(kind, [Part(part) for part in parts])
            click.echo(f"{'已开始同步' if new else '已有同步在进行'} {run_id}")
            if not watch:
                return True
            async for line in sync_watch.followed(run_id, partial(asyncio.sleep, WATCH_SECONDS)):
                click.echo(line)
            for line in await sync_watch.report(run_id):
                click.echo(line)
            return (await run_progress(run_id)).status is RunStatus.DONE

    sys.exit(0 if asyncio.run(run()) else 1)


@main.command()
@click.argument("door", type=click.Choice(sorted(at.split("/")[1] for at, routes, _ in DOORS if at.endswith("/v1"))))
def openapi(door: str) -> None:
    """Print the OpenAPI document of a door."""
    prefix = f"/{door}/v1"
    routes = next(routes for at, routes, _ in DOORS if at == prefix)
    click.echo(json.dumps(document(f"Siyu {prefix}", prefix, routes), ensure_ascii=False, indent=2))


for command in COMMANDS:
    main.add_command(command)


if __name__ == "__main__":
    main()
