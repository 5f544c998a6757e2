"""What a channel code may say, checked once when it is made or edited."""

import re
from collections.abc import Sequence
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from app.acquisition.states import Rotation

# 企业微信 add_contact_way (page 92228): user.
MOST_GUIDES = 100
MOST_WINDOWS = 28
MOST_VARIANTS = 20
MOST_TAGS = 20
PLACEHOLDERS = frozenset({"昵称", "渠道", "日期"})

Clock = Annotated[str, Field(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$", description="时:分，北京时间")]
Weekday = Annotated[int, Field(ge=1, le=7, description="1 为周一")]


class Part(BaseModel):
    """Unknown fields are refused; numbers are not guessed from text."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)


class Window(Part):
    """Hours of some weekdays, Shanghai time, without their end. An end at or before its start is on the next day."""

    days: list[Weekday] = Field(min_length=1, max_length=7)
    start: Clock
    end: Clock


Windows = Annotated[list[Window], Field(max_length=MOST_WINDOWS, description="空为全天")]


class CodeGuide(Part):
    """A guide of a code. `daily_cap`: friends by this code in a day; null is no bound. `weight` counts in rotation."""

    staff_id: UUID
    backup: bool = False
    daily_cap: int | None = Field(default=None, ge=1, le=10_000)
    weight: int = Field(default=1, ge=1, le=100)
    windows: Windows = []


class WelcomeCard(Part):
    """A card that carries the attribution. A coupon's `title` is said here; a product's is its own."""

    kind: Literal["product", "coupon"]
    id: UUID
    title: str = Field(default="", max_length=64)

    @model_validator(mode="after")
    def _coupon_has_a_title(self) -> Self:
        if self.kind == "coupon" and not self.title:
            raise ValueError("优惠券卡片须填写标题")
        return self


class WelcomeVariant(Part):
    """What is said instead in these hours and to friends of guides of these stores; empty means any."""

    windows: Windows = []
    store_ids: list[UUID] = Field(default=[], max_length=200)
    text: str = Field(min_length=1, max_length=1000)
    card: WelcomeCard | None = None


class CodeTerms(Part):
    """A channel code's rules. `remark_template` may hold {昵称}, {渠道} and {日期}; "" leaves remarks alone."""

    name: str = Field(min_length=1, max_length=30)
    guides: list[CodeGuide] = Field(min_length=1, max_length=MOST_GUIDES)
    rotation: Rotation = Rotation.TOGETHER
    exclusive: bool = Field(default=False, description="客户只能添加其中一位导购")
    welcome_text: str = Field(min_length=1, max_length=1000)
    product_id: UUID | None = None
    welcomes: list[WelcomeVariant] = Field(default=[], max_length=MOST_VARIANTS)
    tag_ids: list[Annotated[str, Field(min_length=1, max_length=64)]] = Field(default=[], max_length=MOST_TAGS)
    remark_template: str = Field(default="", max_length=60)
    store_id: UUID | None = None
    campaign: str = Field(default="", max_length=64, description="所属活动")
    ad: str = Field(default="", max_length=64, description="所属广告")

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if len({guide.staff_id for guide in self.guides}) < len(self.guides):
            raise ValueError("同一导购不能出现两次")
        if all(guide.backup for guide in self.guides):
            raise ValueError("至少需要一位非后备导购")
        if set(re.findall(r"\{([^{}]*)\}", self.remark_template)) - PLACEHOLDERS:
            raise ValueError("备注模板只能使用 {昵称}、{渠道}、{日期}")
        return self

    def only_guide(self) -> UUID | None:
        """Whose link the code's cards carry: a code of several guides is nobody's."""
        return self.guides[0].staff_id if len(self.guides) == 1 else None

    def products(self) -> set[UUID]:
        """The products its welcomes show."""
        shown = {one.card.id for one in self.welcomes if one.card and one.card.kind == "product"}
        return shown | ({self.product_id} if self.product_id else set())

    def stores(self) -> set[UUID]:
        """The stores it names."""
        named = {store_id for one in self.welcomes for store_id in one.store_ids}
        return named | ({self.store_id} if self.store_id else set())


_guides = TypeAdapter(list[CodeGuide])
_variants = TypeAdapter(list[WelcomeVariant])


def read_guides(stored: Sequence[object]) -> list[CodeGuide]:
    """Guides as they lie in the database."""
    return _guides.validate_python(stored)


def read_variants(stored: Sequence[object]) -> list[WelcomeVariant]:
    """Welcome variants as they lie in the database, in the order in which the first that fits is taken."""
    return _variants.validate_python(stored)
