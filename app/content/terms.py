"""What a material may say, checked once when it is made or edited."""

import re
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from app.content.scripts import PLACEHOLDERS, longest
from app.content.states import MaterialKind as Kind

# 企业微信 sendChatMessage: text.content.
TEXT_BYTES = 4_000
MOST_STORES = 500
LONGEST_BODY = 20_000

Line = Annotated[str, StringConstraints(pattern="^[^\x00-\x1f\x7f\ufffe\uffff]*$")]
Text = Annotated[str, StringConstraints(pattern="^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]*$")]
Url = Annotated[str, StringConstraints(pattern=r"^(https?://[^\s\x00-\x1f]+)?$", max_length=512)]


class MaterialTerms(BaseModel):
    """`body` of a script may hold {客户昵称}, {导购姓名} and {门店}. An article has a `body` of its own or an `address`
    elsewhere. `cover` is the picture on its card. Empty `store_ids`: all stores; `valid_until` is its end.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)

    kind: Kind
    title: Line = Field(min_length=1, max_length=64)
    body: Text = Field("", max_length=LONGEST_BODY)
    address: Url = ""
    cover: Url = ""
    subject_id: UUID | None = Field(None, description="商品或优惠券模板")
    category_id: UUID | None = None
    store_ids: list[UUID] = Field([], max_length=MOST_STORES, description="空为全部门店")
    valid_from: AwareDatetime | None = None
    valid_until: AwareDatetime | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.valid_from and self.valid_until and self.valid_from >= self.valid_until:
            raise ValueError("有效期的结束须晚于开始")
        if self.kind is Kind.PROPOSAL:
            raise ValueError("推荐清单由导购为客户填写，不能作为素材")
        if self.kind is Kind.TEXT:
            _check_script(self.body)
        _check_parts(self)
        return self


def _check_script(body: str) -> None:
    if not body:
        raise ValueError("请填写话术内容")
    if set(re.findall(r"\{([^{}]*)\}", body)) - PLACEHOLDERS:
        raise ValueError("话术只能使用 {客户昵称}、{导购姓名}、{门店}")
    if longest(body) > TEXT_BYTES:
        raise ValueError(f"话术太长：代入昵称等之后不能超过 {TEXT_BYTES} 字节（约 1300 个汉字）")


def _check_parts(terms: MaterialTerms) -> None:
    named = terms.kind in (Kind.PRODUCT, Kind.COUPON)
    if named != (terms.subject_id is not None):
        raise ValueError("商品与优惠券素材须选择商品或优惠券，其他素材不能选择")
    stored = terms.kind in (Kind.IMAGE, Kind.FILE, Kind.VIDEO)
    if stored and not terms.address:
        raise ValueError("请填写文件地址")
    if terms.kind is Kind.ARTICLE and bool(terms.body) == bool(terms.address):
        raise ValueError("文章须填写正文或链接，只能填写一项")
    if terms.address and not (stored or terms.kind is Kind.ARTICLE):
        raise ValueError("该类素材不能填写地址")


def in_time(valid_from: datetime | None, valid_until: datetime | None, at: datetime) -> bool:
    """Whether a material may be sent at this moment; null is no bound, the end is not included."""
    return (valid_from is None or valid_from <= at) and (valid_until is None or at < valid_until)
