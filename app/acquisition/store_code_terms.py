"""What a store code may say, checked once when it is made or edited."""

from typing import Self
from uuid import UUID

from pydantic import Field, model_validator

from app.acquisition.code_terms import Part
from app.acquisition.states import StoreCodeMode

MOST_STORES = 2000
MOST_METRES = 200_000


class StoreEntry(Part):
    """A store, the channel code or group code it leads to, and how far away people may be."""

    store_id: UUID
    target_id: UUID
    radius_m: int = Field(default=5000, ge=100, le=MOST_METRES, description="服务半径（米）")


class StoreCodeTerms(Part):
    """A store code's rules. All its codes are of one mode; `fallback_id` is head office's, for whoever is near none."""

    name: str = Field(min_length=1, max_length=30)
    mode: StoreCodeMode
    entries: list[StoreEntry] = Field(min_length=1, max_length=MOST_STORES)
    fallback_id: UUID | None = None
    far_text: str = Field(default="您附近暂时没有门店，欢迎添加总部客服", min_length=1, max_length=200)

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if len({one.store_id for one in self.entries}) < len(self.entries):
            raise ValueError("同一门店不能出现两次")
        return self

    def targets(self) -> set[UUID]:
        """The channel codes or group codes it leads to."""
        return {one.target_id for one in self.entries} | ({self.fallback_id} if self.fallback_id else set())
