"""Looks for secrets in the files of the project: private keys, platform secrets, passwords in URLs."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
NOT_OURS = {".git", ".venv", ".siyu", "node_modules", "dist", "build"}
LARGEST = 2_000_000

PRIVATE_KEY = re.compile(r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----(?:\\n|\s)*[A-Za-z0-9+/]{40}")
PLATFORM_SECRET = re.compile(
    r"""(?i)(?:secret|apiv3_?key|aes_?key|private_?key|session_?key|api_?key|password|token)["']?\s*[:=]\s*["']?"""
    r"""(?=[A-Za-z0-9_+/=-]*\d)(?=[A-Za-z0-9_+/=-]*[A-Za-z])[A-Za-z0-9_+/=-]{24,}["']?\s*(?:$|[,;}\]])""",
    re.MULTILINE,
)
URL_PASSWORD = re.compile(r"[a-z]+://[^\s:/@{}]+:(?!\*|<|\$|\{)[^\s:/@{}]{4,}@[\w.-]+")
PATTERNS = {"private key": PRIVATE_KEY, "platform secret": PLATFORM_SECRET, "password in URL": URL_PASSWORD}


def files(root: Path) -> Iterator[Path]:
    """Every text-sized file that belongs to the project: not what is built, downloaded or kept by a run."""
    for entry in sorted(root.iterdir()):
        if entry.name in NOT_OURS or entry.name.endswith(("_cache", "__pycache__", ".egg-info")):
            continue
        if entry.is_dir():
            yield from files(entry)
        elif entry.stat().st_size < LARGEST:
            yield entry


def found_in(text: str) -> list[str]:
    """The kinds of secrets a text seems to hold."""
    return [kind for kind, pattern in PATTERNS.items() if pattern.search(text)]


def scan(root: Path) -> dict[str, list[str]]:
    """Files that seem to hold secrets, by path relative to `root`."""
    texts = {file.relative_to(root).as_posix(): file.read_bytes().decode(errors="ignore") for file in files(root)}
    return {path: kinds for path, text in texts.items() if (kinds := found_in(text))}


if __name__ == "__main__":
    sys.stdout.writelines(f"{path}: {', '.join(kinds)}\n" for path, kinds in scan(ROOT).items())
