"""Searching 100,000 products, no cache: questions in turn, against scanning titles by LIKE in the same database."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from itertools import cycle
from statistics import median, quantiles

import orjson

from app.kernel import db
from app.main import running
from app.showcase.search import Search, read_search
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


def search() -> Result:
    with surroundings() as here, asyncio.Runner() as runner:
        seconds_each: dict[str, list[float]] = {}
        entered = running(here.settings)
        runner.run(entered.__aenter__())
        indexed = runner.run(stock_many())
        recall = runner.run(_recall())
        full = _side(runner, lambda text: read_search(Search(text)), seconds_each)
        scan = _side(runner, lambda text: db.fetch(LIKE, [f"%{word}%" for word in text.split()]), {})
        detail = {"products": PRODUCTS, "questions": len(QUESTIONS), "indexed_a_second": round(indexed), **recall}
        result = compare("search", "questions/s", full, scan, detail)
        result.detail["p50_ms_of_each"] = {text: round(median(took) * 1e3, 2) for text, took in seconds_each.items()}
        runner.run(entered.__aexit__(None, None, None))
        return result


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
    """Hits of short questions. Raises BenchFailed when LIKE finds one more."""
    hits = {}
    for text in (text for text in QUESTIONS if len(text) <= 2):
        answer = orjson.loads(await read_search(Search(text)))
        like = await db.fetch_value(COUNT, text)
        if answer["match"] == "all_words" and answer["total"] < like and not answer["total_is_more"]:
            raise BenchFailed(f"{text}: {answer['total']} found, and LIKE finds {like}")
        hits[f"hits_{text}"] = answer["total"]
    return hits
