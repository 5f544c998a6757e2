"""Searching 100,000 products, no cache: questions in turn, against scanning titles by LIKE in the same database.

A question with many hits is known as such from its second time on, as in the product; `first_ms_of_each` is before.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from itertools import cycle
from statistics import median, quantiles

import orjson

from app.catalog.search_dictionary import shop_dictionary
from app.catalog.search_words import question
from app.kernel import db
from app.main import running
from app.showcase.search import Search, read_search
from app.showcase.search_sql import ASKED, INDEXED
from benchmarks.many_goods import PRODUCTS, stock_many
from benchmarks.measure import Result, Round, compare
from benchmarks.surroundings import BenchFailed, surroundings

# Kinds alone, kinds with a style or an origin, brands with kinds, pinyin, a wrong character, single characters.
QUESTIONS = (
    *("苹果", "龙井", "面膜", "普洱茶", "西湖龙井", "明前龙井", "阿克苏冰糖心苹果", "云南咖啡", "无糖乌龙茶"),
    *(
        "儿童保温杯",
        "有机纯牛奶",
        "三只松鼠坚果",
        "蒙牛 酸奶",
        "武夷山大红袍礼盒",
        "longjing",
        "tgy",
        "龙景",
        "猫",
        "茶",
        "奶",
    ),
)
LIKE = "SELECT id, title FROM products WHERE title LIKE ALL($1::text[]) AND shelf = 'on' ORDER BY sales DESC LIMIT 20"
COUNT = "SELECT count(*) FROM products WHERE title LIKE '%' || $1 || '%' AND shelf = 'on'"
HITS = f"SELECT count(*) FROM product_search h WHERE {INDEXED} @@ {ASKED}"


def search() -> Result:
    with surroundings() as here, asyncio.Runner() as runner:
        of_each: dict[str, list[float]] = {}
        like_of_each: dict[str, list[float]] = {}
        entered = running(here.settings)
        runner.run(entered.__aenter__())
        indexed = runner.run(stock_many())
        full = _side(runner, lambda text: read_search(Search(text)), of_each)
        scan = _side(runner, lambda text: db.fetch(LIKE, [f"%{word}%" for word in text.split()]), like_of_each)
        detail = {"products": PRODUCTS, "questions": len(QUESTIONS), "indexed_a_second": round(indexed)}
        result = compare("search", "questions/s", full, scan, detail)
        result.detail.update(_told(of_each, like_of_each), **runner.run(_recall()))
        runner.run(entered.__aexit__(None, None, None))
        return result


def _told(of_each: dict[str, list[float]], like_of_each: dict[str, list[float]]) -> dict[str, object]:
    """What no median over all questions tells."""
    middle = {text: round(median(took) * 1e3, 2) for text, took in of_each.items()}
    like = {text: round(median(took) * 1e3, 2) for text, took in like_of_each.items()}
    return {
        "p50_ms_of_each": middle,
        "first_ms_of_each": {text: round(took[0] * 1e3, 2) for text, took in of_each.items()},
        "like_p50_ms_of_each": like,
        "slower_than_like": [text for text in middle if middle[text] > like[text]],
    }


Ask = Callable[[str], Awaitable[object]]


def _side(runner: asyncio.Runner, ask: Ask, each: dict[str, list[float]]) -> Callable[[float], Round]:
    """One question after the other on one connection; the rate is of the middle question, so no slow one hides it."""

    async def ask_in_turn(seconds: float) -> list[float]:
        took: list[float] = []
        until = time.perf_counter() + seconds
        for text in cycle(QUESTIONS):
            started = time.perf_counter()
            await ask(text)
            took.append(time.perf_counter() - started)
            each.setdefault(text, []).append(took[-1])
            if time.perf_counter() > until and len(took) >= len(QUESTIONS):
                return took
        raise AssertionError("the questions never end")

    def side(seconds: float) -> Round:
        took = runner.run(ask_in_turn(seconds))
        return Round(1 / median(took), median(took) * 1e3, quantiles(took, n=100)[-1] * 1e3)

    return side


async def _recall() -> dict[str, int]:
    """Hits of short questions. Raises BenchFailed when LIKE finds one more, or the page tells fewer than there are."""
    dictionary, hits = await shop_dictionary.ready(), {}
    for text in (text for text in QUESTIONS if len(text) <= 2):
        found = await db.fetch_value(HITS, question(dictionary, text).every)
        like = await db.fetch_value(COUNT, text)
        answer = orjson.loads(await read_search(Search(text)))
        if found < like:
            raise BenchFailed(f"{text}: {found} found, and LIKE finds {like}")
        if answer["match"] == "all_words" and answer["total"] != found and not answer["total_is_more"]:
            raise BenchFailed(f"{text}: {found} found, and {answer['total']} told")
        hits[f"hits_{text}"] = found
    return hits
