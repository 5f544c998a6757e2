"""What a coupon template may say, checked once when it is made."""

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from app.delivery.states import Fulfilment
from app.kernel.money import BASIS_POINTS
from app.promotions.coupons.states import CouponKind, IssueMode

MOST_FEN = 100_000_00
MOST_IN_SCOPE = 200
MOST_STOCK = 100_000_000
MOST_DAYS = 3650

Ids = Annotated[list[UUID], Field(max_length=MOST_IN_SCOPE)]
Words = Annotated[list[Annotated[str, Field(min_length=1, max_length=255)]], Field(max_length=MOST_IN_SCOPE)]
Amount = Annotated[int, Field(ge=1, le=MOST_FEN, description="单位分")]
Threshold = Annotated[int, Field(ge=0, le=MOST_FEN, description="门槛，单位分，0 为无门槛")]


class Part(BaseModel):
    """Unknown fields are refused; numbers are not guessed from text."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)


class Fixed(Part):
    kind: Literal[CouponKind.FIXED]
    amount: Amount
    threshold: Threshold = 0


class Percent(Part):
    """`rate` is what is taken off: 1500 of 10,000 is 八五折. `cap` bounds it in fen."""

    kind: Literal[CouponKind.PERCENT]
    rate: int = Field(ge=1, lt=BASIS_POINTS, description="减免比例，万分之一；1500 即八五折")
    cap: Amount | None = None
    threshold: Threshold = 0


class Exchange(Part):
    kind: Literal[CouponKind.EXCHANGE]
    threshold: Threshold = 0


class Freight(Part):
    """`amount` null takes all freight off."""

    kind: Literal[CouponKind.FREIGHT]
    amount: Amount | None = None
    threshold: Threshold = 0


class GoodsScope(Part):
    """For what a coupon is good; an empty part means all. `categories` are paths; `channels` are fulfilment kinds."""

    products: Ids = []
    skus: Ids = []
    categories: Words = []
    brands: Words = []
    excluded_products: Ids = []
    stores: Ids = []
    channels: list[Fulfilment] = []
    least_level: int = Field(default=0, ge=0, le=100)

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if set(self.products) & set(self.excluded_products):
            raise ValueError("同一商品不能既在适用范围又在排除范围")
        return self


class NewTemplate(Part):
    """A template to be made. Valid for `valid_days` from issue, or from `valid_from` to `valid_until`."""

    title: str = Field(min_length=1, max_length=64)
    mode: IssueMode
    terms: Annotated[Fixed | Percent | Exchange | Freight, Field(discriminator="kind")]
    scope: GoodsScope = GoodsScope()
    stacking_group: str = Field("", max_length=32, description="同组优惠券不能同时使用；留空时运费券一组、其余一组")
    stock: int = Field(ge=1, le=MOST_STOCK)
    per_member: int = Field(1, ge=1, le=1000)
    least_paid: int = Field(0, ge=0, le=MOST_FEN, description="支付后发放：商品实付满多少分")
    issue_from: AwareDatetime
    issue_until: AwareDatetime
    valid_days: int | None = Field(None, ge=1, le=MOST_DAYS)
    valid_from: AwareDatetime | None = None
    valid_until: AwareDatetime | None = None
    return_on_refund: bool = True

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        by_days = self.valid_days is not None and self.valid_from is None and self.valid_until is None
        by_dates = self.valid_days is None and self.valid_from is not None and self.valid_until is not None
        if not (by_days or by_dates):
            raise ValueError("有效期请填 valid_days，或同时填 valid_from 与 valid_until")
        if self.issue_from >= self.issue_until:
            raise ValueError("发放结束时间须晚于开始时间")
        if self.valid_from and self.valid_until and self.valid_from >= self.valid_until:
            raise ValueError("有效期结束时间须晚于开始时间")
        if self.valid_until and self.valid_until <= self.issue_from:
            raise ValueError("有效期在发放开始前就已结束")
        if self.least_paid and self.mode is not IssueMode.AFTER_PAYMENT:
            raise ValueError("least_paid 只用于支付后发放")
        if self.terms.kind is CouponKind.EXCHANGE and not (self.scope.products or self.scope.skus):
            raise ValueError("兑换券须指定可兑换的商品或规格")
        return self
