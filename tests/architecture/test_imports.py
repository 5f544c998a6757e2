"""The import contracts hold, and each of them catches what it is there for."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
LINTER = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
COMPOSITION = {"app.main", "app.cli", "app.doctor", "app.routes", "app.gateways"}
OUTSIDE_THE_LAYERS = {"app.migrations"}

VIOLATIONS = {
    "layers": [
        ("app/kernel/money.py", "import app.orders.states"),
        ("app/orders/states.py", "import app.campaigns.states"),
        ("app/inventory/states.py", "import app.payments.states"),
        ("miniprogram_api/__init__.py", "import backoffice_api"),
        ("wecom/callbacks/event.py", "import jobs"),
        ("jobs/schedule.py", "import app.main"),
    ],
    "tables": [
        ("app/orders/states.py", "from app.inventory.models import Stock"),
        ("app/orders/models.py", "from app.inventory.models import Stock"),
        ("miniprogram_api/__init__.py", "import app.catalog.models"),
    ],
    "cycles": [("app/kernel/clock.py", "import app.kernel.ids"), ("demo/engines.py", "import demo.sandbox_process")],
    "web": [("app/orders/states.py", "import sanic"), ("app/integrations/__init__.py", "from sanic import Request")],
    "vendor-sdk": [("app/guides/states.py", "import wechatpy")],
    "network": [("app/payments/states.py", "import httpx"), ("miniprogram_api/__init__.py", "import httpx")],
    "queue": [("app/orders/states.py", "from pgqueuer.queries import Queries")],
    "scheduler": [("app/campaigns/states.py", "from apscheduler.triggers.cron import CronTrigger")],
    "redis": [("app/catalog/states.py", "import redis.asyncio")],
    "sandbox-apart": [("demo/engines.py", "import sandbox.clock"), ("app/main.py", "import sandbox")],
    "sandbox-alone": [("sandbox/clock.py", "import app.kernel.money")],
    "product-alone": [("jobs/worker.py", "import demo.engines"), ("app/main.py", "import story")],
}
CASES = [(contract, path, line) for contract, cases in VIOLATIONS.items() for path, line in cases]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The packages and the contracts, in a folder where they may be broken."""
    for package in [*LINTER["root_packages"], "scripts"]:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def check(folder: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    chosen = [part for contract in contracts for part in ("--contract", contract)]
    command: list[str | Path] = [program, "--no-cache", "--no-logo", *chosen]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_every_contract_is_kept() -> None:
    result = check(ROOT)
    assert result.returncode == 0, result.stdout


def test_every_contract_has_a_violation_that_proves_it() -> None:
    assert {contract["id"] for contract in LINTER["contracts"]} == set(VIOLATIONS)


@pytest.mark.parametrize(("contract", "path", "line"), CASES)
def test_a_violation_is_caught(copy: Path, contract: str, path: str, line: str) -> None:
    with (copy / path).open("a") as file:
        file.write(f"\n{line}\n")
    result = check(copy, contract)
    assert result.returncode == 1
    assert "BROKEN" in result.stdout, result.stdout + result.stderr


def test_every_module_of_app_has_a_layer() -> None:
    layers = next(contract for contract in LINTER["contracts"] if contract["id"] == "layers")["layers"]
    placed = {name.strip(" ()") for layer in layers for name in layer.replace("|", ":").split(":")}
    here = {f"app.{path.stem}" for path in (ROOT / "app").iterdir() if path.is_dir() or path.suffix == ".py"}
    assert here - placed <= OUTSIDE_THE_LAYERS | {"app.__init__", "app.__pycache__"}
    assert placed >= COMPOSITION
