"""What a promotion may say, checked once when it is made. Pricing relies on it."""

from itertools import pairwise
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, model_validator

from app.kernel.money import BASIS_POINTS
from app.promotions.coupons.terms import MOST_FEN, MOST_IN_SCOPE, Amount, GoodsScope, Ids, Part
from app.promotions.states import PromotionKind, TierBasis

MOST_LEVELS = 20
MOST_TIERS = 10
MOST_PARTS = 10
MOST_POINTS = 1_000_000

PayRate = Annotated[int, Field(ge=1, lt=BASIS_POINTS, description="支付比例，万分之一；8500 即八五折")]
OffRate = Annotated[int, Field(ge=1, lt=BASIS_POINTS, description="减免比例，万分之一；1500 即减 15%")]
Prices = Annotated[dict[UUID, Amount], Field(description="按规格定价，单位分")]
Pieces = Annotated[int, Field(ge=1, le=99)]
Several = Annotated[int, Field(ge=2, le=99)]


class TimedPrice(Part):
    """A price per SKU, else one price for all in scope, else a rate of the store price."""

    kind: Literal[PromotionKind.TIMED_PRICE]
    pay_rate: PayRate | None = None
    price: Amount | None = None
    prices: Prices = Field({}, max_length=MOST_IN_SCOPE)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.pay_rate is not None and self.price is not None:
            raise ValueError("pay_rate 与 price 只能填一个")
        if self.pay_rate is None and self.price is None and not self.prices:
            raise ValueError("请填 pay_rate、price 或 prices")
        return self


class Level(Part):
    """From this level on."""

    level: int = Field(ge=1, le=100)
    pay_rate: PayRate | None = None
    prices: Prices = Field({}, max_length=MOST_IN_SCOPE)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.pay_rate is None and not self.prices:
            raise ValueError("请填 pay_rate 或 prices")
        return self


class MemberPrice(Part):
    """The highest level a member has reached counts."""

    kind: Literal[PromotionKind.MEMBER_PRICE]
    levels: list[Level] = Field(min_length=1, max_length=MOST_LEVELS)

    @model_validator(mode="after")
    def _ascending(self) -> Self:
        _climb([level.level for level in self.levels], "会员等级须由低到高且不重复")
        return self


class NForPrice(Part):
    """「3 件 99 元」: any `n` pieces in scope cost `price` fen together."""

    kind: Literal[PromotionKind.N_FOR_PRICE]
    n: Several
    price: Amount


class NthPercent(Part):
    """「第二件半价」: every n-th piece, the dearer ones counted first; `same_sku` counts each SKU by itself."""

    kind: Literal[PromotionKind.NTH_PERCENT]
    n: Several
    pay_rate: int = Field(ge=0, lt=BASIS_POINTS, description="第 n 件的支付比例，万分之一；0 即免费")
    same_sku: bool = False


class BundlePart(Part):
    """`quantity` pieces of any of these."""

    products: Ids = Field([])
    skus: Ids = Field([])
    quantity: Pieces = 1

    @model_validator(mode="after")
    def _names_goods(self) -> Self:
        if not self.products and not self.skus:
            raise ValueError("请填 products 或 skus")
        return self


class Bundle(Part):
    """All parts together cost `price` fen."""

    kind: Literal[PromotionKind.BUNDLE]
    price: Amount
    parts: list[BundlePart] = Field(min_length=1, max_length=MOST_PARTS)

    @model_validator(mode="after")
    def _apart(self) -> Self:
        if sum(part.quantity for part in self.parts) < 2:
            raise ValueError("套装至少 2 件")
        named = [goods for part in self.parts for goods in {*part.products, *part.skus}]
        if len(named) != len(set(named)):
            raise ValueError("同一商品不能出现在套装的两个部分")
        return self


class Gift(Part):
    sku_id: UUID
    quantity: Pieces = 1


class Tier(Part):
    """From `at` fen or pieces on: one money benefit and any of the others."""

    at: int = Field(ge=1, le=MOST_FEN)
    money_off: Amount | None = None
    off_rate: OffRate | None = None
    cap: Amount | None = None
    gift: Gift | None = None
    points: int | None = Field(None, ge=1, le=MOST_POINTS)
    coupon_template_id: UUID | None = None
    free_freight: bool = False

    @model_validator(mode="after")
    def _gives(self) -> Self:
        if self.money_off is not None and self.off_rate is not None:
            raise ValueError("money_off 与 off_rate 只能填一个")
        if self.cap is not None and self.off_rate is None:
            raise ValueError("cap 只用于 off_rate")
        gains = (self.money_off, self.off_rate, self.gift, self.points, self.coupon_template_id)
        if not self.free_freight and all(gain is None for gain in gains):
            raise ValueError("每档至少给一种优惠")
        return self


class SpendAndSave(Part):
    """The highest tier reached counts; a single tier that `repeats` counts as often as it is reached (「每满」)."""

    kind: Literal[PromotionKind.SPEND_AND_SAVE]
    by: TierBasis
    tiers: list[Tier] = Field(min_length=1, max_length=MOST_TIERS)
    repeats: bool = False

    @model_validator(mode="after")
    def _climbs(self) -> Self:
        _climb([tier.at for tier in self.tiers], "各档门槛须由低到高且不重复")
        if self.repeats and len(self.tiers) > 1:
            raise ValueError("「每满」只能有一档")
        if self.by is TierBasis.AMOUNT and any((tier.money_off or 0) > tier.at for tier in self.tiers):
            raise ValueError("减免金额不能超过门槛")
        return self


class NewPromotion(Part):
    """A promotion to be made. The lower `priority` goes first; of one `exclusion_group` only one acts on a line."""

    title: str = Field(min_length=1, max_length=64)
    terms: Annotated[
        TimedPrice | MemberPrice | NForPrice | NthPercent | Bundle | SpendAndSave, Field(discriminator="kind")
    ]
    scope: GoodsScope = GoodsScope()
    priority: int = Field(100, ge=0, le=10_000)
    exclusion_group: str = Field("", max_length=32, description="同组活动不能用于同一商品；留空则都可同享")
    starts_at: AwareDatetime
    ends_at: AwareDatetime

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        if self.starts_at >= self.ends_at:
            raise ValueError("结束时间须晚于开始时间")
        return self

    def stored_terms(self) -> dict[str, Any]:
        """As pricing reads them: the kind stands apart, what was not said is left out."""
        return self.terms.model_dump(mode="json", exclude={"kind"}, exclude_none=True)


def _climb(values: list[int], otherwise: str) -> None:
    if any(after <= before for before, after in pairwise(values)):
        raise ValueError(otherwise)
