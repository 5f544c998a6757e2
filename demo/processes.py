"""Child processes of a demo: started together, watched, stopped together."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

STOP_SECONDS = 10


class Processes:
    """Named child processes with one log file each. A name may be killed and started again."""

    def __init__(self, environment: Mapping[str, str], logs: Path) -> None:
        self._environment = {**environment_without_settings(), **environment}
        self._logs = logs
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        logs.mkdir(parents=True, exist_ok=True)

    def start(self, name: str, *arguments: str) -> None:
        """Run `siyu ARGUMENTS` under a name. Raises ValueError when that name runs already."""
        if name in self.running:
            raise ValueError(f"{name} runs already")
        log = (self._logs / f"{name}.log").open("ab")
        command = [sys.executable, "-m", "app.cli", *arguments]
        self.running[name] = subprocess.Popen(command, env=self._environment, stdout=log, stderr=log)

    def kill(self, name: str) -> None:
        """kill -9: no chance to finish or clean up anything."""
        process = self.running.pop(name)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def dead(self) -> list[str]:
        """Names whose process has ended by itself."""
        return [name for name, process in self.running.items() if process.poll() is not None]

    def last_words(self, name: str) -> str:
        """The end of a process's log."""
        return (self._logs / f"{name}.log").read_text(errors="replace")[-2000:]

    def stop(self) -> None:
        """Ask all to stop, then make them."""
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
        self.running.clear()


def environment_without_settings() -> dict[str, str]:
    """The surrounding environment without settings of ours, so that a demo is configured by itself alone."""
    return {key: value for key, value in os.environ.items() if not key.startswith("SIYU_")}
