"""Starts the sandbox as a process of its own and speaks its control API."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx

from demo.engines import free_port, wait_for_port


class SandboxProcess:
    """A running sandbox. Its clock file is `clock_file`; its credentials are what the product must be set to."""

    def __init__(self, folder: Path, port: int | None = None) -> None:
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.clock_file = folder / "clock.json"
        folder.mkdir(parents=True, exist_ok=True)
        arguments = ["--port", str(self.port), "--state-dir", str(folder), "--clock-file", str(self.clock_file)]
        log = (folder / "sandbox.log").open("ab")
        self.process = subprocess.Popen([sys.executable, "-m", "sandbox", *arguments], stdout=log, stderr=log)
        wait_for_port(self.port)

    def credentials(self) -> dict[str, Any]:
        found: dict[str, Any] = httpx.get(f"{self.url}/_sandbox/credentials", trust_env=False).json()
        return found

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)
