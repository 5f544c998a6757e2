"""Reviews as the staff moderate and answer them."""

from uuid import UUID

from pydantic import Field

from app.http.bodies import Body
from app.http.routes import Call, Route
from app.reviews import decide, queries
from app.reviews.states import ReviewPart, ReviewStatus
from backoffice_api.access import MERCHANDISERS, staff_route
from backoffice_api.pages import PageQuery


class ReviewQuery(PageQuery):
    """`status` is that of the `part` asked for."""

    status: ReviewStatus | None = None
    part: ReviewPart = ReviewPart.REVIEW


class Showing(Body):
    part: ReviewPart = ReviewPart.REVIEW


class Hiding(Showing):
    reason: str = Field(min_length=2, max_length=200, description="仅内部可见")


class Reply(Body):
    text: str = Field(max_length=500, description="空白即删除回复")


async def list_reviews(call: Call) -> bytes:
    asked: ReviewQuery = call.query
    return await queries.office_page(asked.status, asked.part, asked.cursor, asked.limit)


async def read_review(_: Call, review_id: UUID) -> bytes:
    return await queries.office_one(review_id)


async def show_review(call: Call, review_id: UUID) -> bytes:
    await decide.show(review_id, call.body.part)
    return await queries.office_one(review_id)


async def hide_review(call: Call, review_id: UUID) -> bytes:
    await decide.hide(review_id, call.body.part, call.body.reason)
    return await queries.office_one(review_id)


async def reply_to_review(call: Call, review_id: UUID) -> bytes:
    await decide.reply(review_id, call.body.text)
    return await queries.office_one(review_id)


ONE = "/reviews/<review_id:uuid>"
ROUTES: list[Route] = [
    staff_route("GET", "/reviews", list_reviews, MERCHANDISERS, "评价列表", query=ReviewQuery),
    staff_route("GET", ONE, read_review, MERCHANDISERS, "评价详情"),
    staff_route("POST", f"{ONE}/show", show_review, MERCHANDISERS, "展示评价", body=Showing),
    staff_route("POST", f"{ONE}/hide", hide_review, MERCHANDISERS, "隐藏评价", body=Hiding),
    staff_route("PUT", f"{ONE}/reply", reply_to_review, MERCHANDISERS, "回复评价", body=Reply),
]
