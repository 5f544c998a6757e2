"""What a group code may say, checked once when it is made or edited."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from app.acquisition.code_terms import Part

# 企业微信 groupchat/add_join_way (page 92229): chat_id_list, room_base_name.
MOST_GROUPS, BASE_NAME_CHARS = 5, 40

ChatId = Annotated[str, Field(min_length=1, max_length=64)]


class GroupCodeTerms(Part):
    """A group code's rules. With `auto_create` WeCom opens another group when all are full, named `base_name` and a
    number that counts from `base_id`; the oldest of five then leaves the code.
    """

    name: str = Field(min_length=1, max_length=30)
    chat_ids: list[ChatId] = Field(min_length=1, max_length=MOST_GROUPS)
    auto_create: bool = Field(default=True, description="群满后自动建新群")
    base_name: str = Field(default="", max_length=BASE_NAME_CHARS, description="新群名前缀")
    base_id: int = Field(default=1, ge=1, le=1_000_000, description="新群名起始序号")
    store_id: UUID | None = None
    campaign: str = Field(default="", max_length=64, description="所属活动")

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if len(set(self.chat_ids)) < len(self.chat_ids):
            raise ValueError("同一客户群不能出现两次")
        if self.auto_create and not self.base_name:
            raise ValueError("自动建群须填写新群名前缀")
        return self
