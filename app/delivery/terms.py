"""What head office may set for delivery, checked once when it is set."""

from itertools import pairwise
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from app.delivery.states import Basis
from app.delivery.zones import shortened

MOST_FEN = 1_000_00
MOST_UNITS = 10_000_000
MOST_ZONES = 100
MOST_PREFIXES = 600

Fee = Annotated[int, Field(ge=0, le=MOST_FEN, description="单位分")]
Prefix = Annotated[str, Field(pattern=r"^([1-9]\d|[1-9]\d{3}|[1-9]\d{5})$"), AfterValidator(shortened)]
Prefixes = Annotated[list[Prefix], Field(max_length=MOST_PREFIXES)]
ClockTime = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="时:分，北京时间")]
LastTime = Annotated[str, Field(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$", description="时:分，最晚 24:00")]


class Part(BaseModel):
    """Unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)


class Zone(Part):
    """Units are pieces, grams or cm³ by the template's basis. `regions` empty: everywhere else."""

    regions: Prefixes = []
    first: int = Field(ge=1, le=MOST_UNITS)
    first_fee: Fee
    extra: int = Field(ge=1, le=MOST_UNITS)
    extra_fee: Fee
    free_over: int | None = Field(None, ge=1, le=100_000_00, description="商品满多少分包邮")
    free_pieces: int | None = Field(None, ge=1, le=100_000, description="满多少件包邮")


class NewFreightTemplate(Part):
    """Region codes are those of GB/T 2260, whole or as a prefix of 2, 4 or 6 digits: 44, 4403 or 440300."""

    name: str = Field(min_length=1, max_length=64)
    basis: Basis
    zones: list[Zone] = Field(min_length=1, max_length=MOST_ZONES)
    no_delivery: Prefixes = []
    promise_days: int = Field(3, ge=0, le=60, description="付款后几天内送达")
    is_default: bool = False

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        named = [prefix for zone in self.zones for prefix in zone.regions]
        if len(named) != len(set(named)):
            raise ValueError("同一地区只能属于一个运费区域")
        if sum(not zone.regions for zone in self.zones) > 1:
            raise ValueError("“其他地区”只能设置一次")
        closed = [prefix for prefix in named if prefix.startswith(tuple(self.no_delivery))]
        if self.no_delivery and closed:
            raise ValueError(f"地区 {closed[0]} 已设为不配送，不能再设运费")
        return self


class Band(Part):
    up_to_m: int = Field(ge=1, le=100_000, description="距离上限，米")
    fee: Fee
    least_amount: int = Field(0, ge=0, le=100_000_00, description="起送金额，分")


class DaySlot(Part):
    """A slot of every day. `until` may be 24:00, not after midnight."""

    begins: ClockTime = Field(alias="from")
    until: LastTime
    capacity: int = Field(ge=1, le=10_000)


class NewCityTerms(Part):
    """How a store delivers in its city. Without slots it only delivers at once, within `flash_minutes`."""

    bands: list[Band] = Field(min_length=1, max_length=20)
    slots: list[DaySlot] = Field([], max_length=48)
    cut_off_minutes: int = Field(30, ge=0, le=24 * 60)
    flash_minutes: int = Field(60, ge=10, le=24 * 60)

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if any(near.up_to_m >= far.up_to_m for near, far in pairwise(self.bands)):
            raise ValueError("配送距离须由近到远")
        slots = sorted(self.slots, key=lambda slot: slot.begins)
        if any(slot.begins >= slot.until for slot in slots):
            raise ValueError("配送时段的结束须晚于开始")
        if any(early.until > late.begins for early, late in pairwise(slots)):
            raise ValueError("配送时段不能重叠")
        return self
