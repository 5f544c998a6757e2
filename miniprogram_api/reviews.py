"""What members say of goods: their own reviews, and those of a product for anyone to read."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from app.http.bodies import Body
from app.http.routes import Call, Route
from app.reviews import queries
from app.reviews.write import Opinion, add, write
from miniprogram_api.callers import member_id, member_route

Picture = Annotated[str, Field(pattern=r"^https://[^\s]+$", max_length=512)]


class NewReview(Body):
    """A review with pictures is shown once a person has looked at them."""

    order_line_id: UUID
    score: int = Field(ge=1, le=5, strict=True)
    text: str = Field("", max_length=500)
    pictures: list[Picture] = Field(default_factory=list, max_length=9)
    anonymous: bool = True


class Addition(Body):
    text: str = Field(min_length=1, max_length=500)


class Written(BaseModel):
    id: UUID


class OwnReviews(Body):
    cursor: UUID | None = None
    limit: int = Field(20, ge=1, le=100)


class ProductReviews(OwnReviews):
    score: int | None = Field(None, ge=1, le=5)
    with_pictures: bool = False


async def write_review(call: Call) -> Written:
    body: NewReview = call.body
    opinion = Opinion(body.score, body.text, tuple(body.pictures), body.anonymous)
    return Written(id=await write(body.order_line_id, member_id(call), opinion))


async def add_to_review(call: Call, review_id: UUID) -> bytes:
    await add(review_id, member_id(call), call.body.text)
    return await queries.own_one(review_id, member_id(call))


async def list_own(call: Call) -> bytes:
    return await queries.own(member_id(call), call.query.cursor, call.query.limit)


async def show_own(call: Call, review_id: UUID) -> bytes:
    return await queries.own_one(review_id, member_id(call))


async def list_of_product(call: Call, product_id: UUID) -> bytes:
    asked: ProductReviews = call.query
    return await queries.of_product(product_id, asked.score, asked.with_pictures, asked.cursor, asked.limit)


async def summarize_product(_: Call, product_id: UUID) -> bytes:
    return await queries.summary(product_id)


OF_PRODUCT = "/products/<product_id:uuid>/reviews"
ONE = "/reviews/<review_id:uuid>"
ROUTES: list[Route] = [
    Route("GET", OF_PRODUCT, list_of_product, query=ProductReviews, summary="商品评价"),
    Route("GET", f"{OF_PRODUCT}/summary", summarize_product, summary="商品评分汇总"),
    member_route("POST", "/reviews", write_review, "发表评价", body=NewReview, returns=Written, status=201),
    member_route("GET", "/reviews", list_own, "我的评价", query=OwnReviews),
    member_route("GET", ONE, show_own, "评价详情"),
    member_route("POST", f"{ONE}/addition", add_to_review, "追加评价", body=Addition, status=201),
]
