"""What an acquisition link and its channels may say, checked once."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from app.acquisition.code_terms import Part

# 企业微信 customer_acquisition/create_link (page 97297): range.
MOST_GUIDES, MOST_DEPARTMENTS = 500, 100


class LinkRules(Part):
    """Who gets the customers of a link. `skip_verify`: they become friends without the guide's consent."""

    name: str = Field(min_length=1, max_length=30)
    staff_ids: list[UUID] = Field(default=[], max_length=MOST_GUIDES)
    departments: list[Annotated[int, Field(ge=1)]] = Field(default=[], max_length=MOST_DEPARTMENTS)
    skip_verify: bool = True

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if not self.staff_ids and not self.departments:
            raise ValueError("至少选择一位导购或一个部门")
        if len(set(self.staff_ids)) < len(self.staff_ids):
            raise ValueError("同一导购不能出现两次")
        return self


class ChannelTerms(Part):
    """One use of a link: where its address stands, so that those who come by it are told apart."""

    name: str = Field(min_length=1, max_length=30)
    store_id: UUID | None = None
    campaign: str = Field(default="", max_length=64, description="所属活动")
    ad: str = Field(default="", max_length=64, description="所属广告")
