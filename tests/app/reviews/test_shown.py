"""What a product page tells of reviews."""

import json

from app.kernel import db
from app.kernel.ids import new_id
from app.reviews import decide, queries, sql
from app.reviews.states import ReviewPart
from tests.app.catalog.factory import stocked
from tests.app.reviews.factory import PICTURE, buyer, shown, summary


async def test_the_summary_counts_what_is_shown_in_tenths(database: None) -> None:
    goods = await stocked(stock=50)
    for score in (5, 5, 4, 2):
        await (await buyer(goods)).writes("", score)
    hidden = await (await buyer(goods)).writes("", 1)
    await decide.hide(hidden, ReviewPart.REVIEW, "与商品无关")
    found = await summary(goods.product_id)
    assert found == {
        "count": 4,
        "average": 40,
        "scores": {"5": 2, "4": 1, "3": 0, "2": 1, "1": 0},
        "with_pictures": 0,
    }


async def test_a_product_without_reviews_has_no_average(database: None) -> None:
    assert (await summary(new_id()))["average"] is None
    assert (await summary(new_id()))["count"] == 0


async def test_names_are_masked_or_not_told_and_nothing_else_tells_who_it_was(database: None) -> None:
    goods = await stocked(stock=50)
    await (await buyer(goods)).writes("", anonymous=True)
    await (await buyer(goods)).writes("", anonymous=False)
    await (await buyer(goods, nickname="")).writes("", anonymous=False)
    found = await shown(goods.product_id)
    assert [each["nickname"] for each in found] == ["匿名用户", "林***", "匿名用户"]
    assert not {"member_id", "order_id", "order_line_id", "verdict"} & set(found[0])


async def test_reviews_are_filtered_by_score_and_pictures_and_paged(database: None) -> None:
    goods = await stocked(stock=50)
    for score in (5, 3, 5, 3):
        review = await (await buyer(goods)).writes("", score, pictures=[PICTURE] if score == 3 else [])
        await decide.show(review, ReviewPart.REVIEW)
    assert [each["score"] for each in await shown(goods.product_id, score=5)] == [5, 5]
    assert [each["score"] for each in await shown(goods.product_id, with_pictures=True)] == [3, 3]
    assert await shown(goods.product_id, score=5, with_pictures=True) == []
    first = json.loads(await queries.of_product(goods.product_id, None, False, None, 3))
    rest = json.loads(await queries.of_product(goods.product_id, None, False, first["next_cursor"], 3))
    assert [each["score"] for each in first["items"] + rest["items"]] == [3, 5, 3, 5]
    assert rest["next_cursor"] is None


async def test_every_filter_and_the_summary_can_use_an_index(database: None) -> None:
    await db.execute("ANALYZE reviews")
    for statement, values in (
        *((text, 4 if scored else 3) for (scored, _), text in sql.OF_PRODUCT.items()),
        (sql.SUMMARY, 1),
    ):
        plan = await _plan(statement, values)
        assert "Seq Scan on reviews" not in plan, plan


async def _plan(statement: str, values: int) -> str:
    kinds = ("uuid", "uuid", "int", "smallint")[:values]
    given = (f"'{new_id()}'", "NULL", "20", "5")[:values]
    async with db.pool().acquire() as connection, connection.transaction():
        await connection.execute("SET LOCAL enable_seqscan = off")
        await connection.execute(f"PREPARE asked ({', '.join(kinds)}) AS {statement}")
        rows = await connection.fetch(f"EXPLAIN EXECUTE asked ({', '.join(given)})")
        await connection.execute("DEALLOCATE asked")
    return "\n".join(row[0] for row in rows)
