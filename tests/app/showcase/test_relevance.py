"""How well the judged questions are answered, as NDCG@10. The figure is printed and kept in the report."""

import math
import re
from collections.abc import Callable

import pytest

from app.catalog.index_search import index_search
from app.kernel import db
from tests.app.showcase.factory import found, on_shelf
from tests.app.showcase.relevance.catalogue import Fixed, catalogue
from tests.app.showcase.relevance.judged import JUDGED

FIRST = 10
FLOOR = 0.90
WORST = 0.15


async def test_the_judged_questions_are_answered_well(
    database: None, record_property: Callable[[str, object], None], capsys: pytest.CaptureFixture[str]
) -> None:
    goods = catalogue()
    await _stock(goods)
    by_code = {code(one): one for one in goods}
    codes = {str(row["id"]): row["code"] for row in await db.fetch("SELECT id, code FROM products")}
    scores: dict[str, float] = {}
    for text, patterns in JUDGED:
        shown = [by_code[codes[item["id"]]] for item in (await found(text, limit=FIRST))["items"]]
        ideal = sorted((_grade(one, patterns) for one in goods), reverse=True)[:FIRST]
        scores[text] = _gain([_grade(one, patterns) for one in shown]) / _gain(ideal)
    mean = sum(scores.values()) / len(scores)
    worst = sorted(scores.items(), key=lambda each: each[1])[:8]
    record_property("ndcg_at_10", round(mean, 4))
    with capsys.disabled():
        told = ", ".join(f"{text} {score:.2f}" for text, score in worst)
        print(f"\nNDCG@10 of {len(JUDGED)} questions over {len(goods)} products: {mean:.4f}; weakest: {told}")  # noqa: T201
    assert len(JUDGED) >= 60
    assert mean >= FLOOR
    assert worst[0][1] >= WORST


async def _stock(goods: list[Fixed]) -> None:
    names = ("title", "brand", "category", "sales")
    await on_shelf([{"code": code(one), **{name: getattr(one, name) for name in names}} for one in goods])
    await index_search()


def code(one: Fixed) -> str:
    return f"P{one.number:04d}"


def _grade(one: Fixed, patterns: dict[str, int]) -> int:
    return next((grade for pattern, grade in patterns.items() if re.search(pattern, one.words)), 0)


def _gain(grades: list[int]) -> float:
    """Discounted: a hit counts twice as much as one a place and a half further down, roughly."""
    return sum((pow(2.0, grade) - 1) / math.log2(place + 2) for place, grade in enumerate(grades))
