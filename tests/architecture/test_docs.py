"""The documents name only files that exist, and every setting."""

import re
from pathlib import Path

import pytest

from app.kernel.settings import Settings, env_name

ROOT = Path(__file__).parent.parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
QUOTED = re.compile(r"`([A-Za-z_.]+(?:/[\w.-]*)+)`")
FOLDERS = {path.name for path in ROOT.iterdir() if path.is_dir()}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_it_names_exists(document: Path) -> None:
    named = [name for name in QUOTED.findall(document.read_text()) if name.split("/")[0] in FOLDERS]
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_readme_names_every_setting_and_no_other() -> None:
    readme = (ROOT / "README.md").read_text()
    named = set(re.findall(r"`(SIYU_[A-Z0-9_]+|DATABASE_URL|REDIS_URL)`", readme))
    assert named == {env_name(field) for field in Settings.model_fields}


def test_the_readme_has_a_row_for_every_group_of_features() -> None:
    rows = re.findall(r"^\| ([A-I]\d+)", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert {row[0] for row in rows} == set("ABCDEFGHI")
