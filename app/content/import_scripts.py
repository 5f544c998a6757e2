"""Scripts from a CSV file: 标题,内容,分类 in the first row, a script in each further one."""

import csv
import io
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from app.content.categories import by_path, hold_category
from app.content.create_material import columns_of
from app.content.errors import NotAScriptFile
from app.content.models import Material
from app.content.states import MaterialKind
from app.content.terms import MaterialTerms
from app.kernel import clock
from app.kernel.db import atomic
from app.kernel.ids import new_id

HEADER = ["标题", "内容", "分类"]
MOST_ROWS = 2_000
MOST_BYTES = 2 * 1024 * 1024
MOST_FAULTS = 100
WRONG_CELLS = {"title": "标题须为 1–64 个字符且不含换行", "body": "内容含有无效字符或太长"}
# Spreadsheets of Chinese Windows write the second.
ENCODINGS = ("utf-8-sig", "gb18030")


@atomic
async def import_scripts(content: bytes) -> list[UUID]:
    """Make a draft of each row, at most 2,000; 分类 is a category's path (`护肤/干皮`) or empty.

    All rows or none: raises NotAScriptFile with the faults.
    """
    rows = _rows(content)
    known = await by_path()
    faults: list[dict[str, Any]] = []
    scripts: list[MaterialTerms] = []
    for number, row in rows:
        outcome = _script(row, known)
        if isinstance(outcome, str):
            faults.append({"row": number, "reason": outcome})
        else:
            scripts.append(outcome)
    if faults:
        raise NotAScriptFile(faults=faults[:MOST_FAULTS])
    for category_id in sorted({one.category_id for one in scripts if one.category_id}):
        await hold_category(category_id)
    now = clock.now()
    made = [Material(id=new_id(), created_at=now, updated_at=now, **columns_of(one)) for one in scripts]
    await Material.bulk_create(made, batch_size=500)
    return [one.id for one in made]


def _rows(content: bytes) -> list[tuple[int, list[str]]]:
    """Numbered rows without the header and without empty ones; the header is row 1."""
    try:
        rows = list(csv.reader(io.StringIO(_text(content), newline=""), strict=True))
    except csv.Error:
        raise NotAScriptFile(faults=[{"row": 1, "reason": "不是有效的 CSV 文件"}]) from None
    if not rows or [cell.strip() for cell in rows[0]] != HEADER:
        raise NotAScriptFile(faults=[{"row": 1, "reason": "表头须为：标题,内容,分类"}])
    scripts = [(number, row) for number, row in enumerate(rows[1:], start=2) if any(cell.strip() for cell in row)]
    if len(scripts) > MOST_ROWS:
        raise NotAScriptFile(faults=[{"row": MOST_ROWS + 2, "reason": f"一次最多导入 {MOST_ROWS} 条"}])
    return scripts


def _text(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotAScriptFile(faults=[{"row": 1, "reason": "文件编码须为 UTF-8 或 GB18030"}])


def _script(row: list[str], categories: dict[str, UUID]) -> MaterialTerms | str:
    """The row's script, or in Chinese what is wrong with it."""
    if len(row) != len(HEADER):
        return f"应有 {len(HEADER)} 列"
    title, body, path = (cell.strip() for cell in row)
    if path and path not in categories:
        return f"分类“{path[:40]}”不存在"
    try:
        script = {"kind": MaterialKind.TEXT, "title": title, "body": body, "category_id": categories.get(path)}
        return MaterialTerms.model_validate(script)
    except ValidationError as error:
        return _reason(error)


def _reason(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    if first["loc"]:
        return WRONG_CELLS[str(first["loc"][0])]
    return str(first["ctx"]["error"])
