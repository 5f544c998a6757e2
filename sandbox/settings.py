"""What the sandbox is started with."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class SandboxSettings:
    """``clock_file`` None keeps the clock inside the process; ``wecom_callback`` and
    ``miniprogram_push`` None mean that no URL is saved yet.
    """

    host: str
    port: int
    state_dir: Path
    clock_file: Path | None = None
    wecom_callback: str | None = None
    miniprogram_push: str | None = None
