"""Members who have goods, and what is shown of what they say."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

from app.kernel import db
from app.kernel.ids import new_id
from app.members.recognise import recognise
from app.members.states import IdentityKind
from app.reviews import queries
from app.reviews.models import Review
from app.reviews.write import Opinion, write
from tests.app.aftersale.factory import delivered, line_ids
from tests.app.catalog.factory import Goods, stocked

MOVE_RECEIPT = """
UPDATE order_history SET at = at - make_interval(days => $2) WHERE order_id = $1 AND to_status = 'received'
"""
PICTURE = "https://cdn.example.com/tea.jpg"


@dataclass(frozen=True)
class Buyer:
    """A member who received one line."""

    member_id: UUID
    goods: Goods
    order_id: UUID
    line: UUID

    async def writes(self, text: str = "很香", score: int = 5, **more: Any) -> UUID:
        return await write(self.line, self.member_id, Opinion(score, text, **more))

    async def received_days_ago(self, days: int) -> None:
        await db.execute(MOVE_RECEIPT, self.order_id, days)


async def buyer(goods: Goods | None = None, *, openid: str = "", nickname: str = "林小满", pieces: int = 1) -> Buyer:
    """`openid` of a person at the sandbox, where the platform is asked."""
    wanted = goods or await stocked(stock=50)
    member_id = await recognise({IdentityKind.OPENID: openid or f"o-{new_id()}"}, nickname=nickname)
    order_id = await delivered(member_id, (wanted.sku_id, pieces))
    (line,) = await line_ids(order_id)
    return Buyer(member_id, wanted, order_id, line)


async def active_person(sandbox: httpx.AsyncClient, settings: Any) -> str:
    """The openid of somebody who has just used the mini-program."""
    person = (await sandbox.post("/_sandbox/people", json={"name": "小满", "phone": "13800001111"})).json()
    code = (await sandbox.post(f"/_sandbox/people/{person['id']}/login_code")).json()["code"]
    query = {"appid": settings.miniprogram_appid, "secret": settings.miniprogram_secret.get_secret_value()}
    query |= {"js_code": code, "grant_type": "authorization_code"}
    (await sandbox.get("/weixin/sns/jscode2session", params=query)).raise_for_status()
    return str(person["openid"])


async def one(review_id: UUID) -> Review:
    return await Review.get(id=review_id)


async def shown(product_id: UUID, score: int | None = None, with_pictures: bool = False) -> list[dict[str, Any]]:
    """The product page's reviews."""
    page: dict[str, Any] = json.loads(await queries.of_product(product_id, score, with_pictures, None, 100))
    return list(page["items"])


async def summary(product_id: UUID) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(await queries.summary(product_id))
    return found
