"""Command line: ``python -m sandbox --port 8100 --state-dir DIR [--clock-file FILE]``.

``--wecom-callback URL`` and ``--miniprogram-push URL`` are saved without asking them first.
"""

import argparse
from pathlib import Path

from sandbox.app import create_app
from sandbox.settings import SandboxSettings


def read_settings(arguments: list[str] | None = None) -> SandboxSettings:
    parser = argparse.ArgumentParser(prog="sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8100)
    parser.add_argument("--state-dir", type=Path, required=True)
    parser.add_argument("--clock-file", type=Path)
    parser.add_argument("--wecom-callback")
    parser.add_argument("--miniprogram-push")
    given = parser.parse_args(arguments)
    return SandboxSettings(**vars(given))


def main() -> None:
    settings = read_settings()
    create_app(settings).run(host=settings.host, port=settings.port, single_process=True, access_log=False, motd=False)


if __name__ == "__main__":
    main()
