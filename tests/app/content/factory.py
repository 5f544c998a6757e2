"""What content tests start from."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from app.catalog.models import Product, Sku
from app.content.create_material import create_material
from app.content.publish import publish
from app.content.terms import MaterialTerms
from app.kernel import clock
from app.kernel.ids import new_id
from app.members.models import Member
from app.promotions.coupons.models import CouponTemplate
from app.staff.models import Staff
from app.stores.models import Store

PICTURE = "https://img.example.cn/a.png"


async def make_store(name: str = "南京西路店") -> UUID:
    store_id = new_id()
    await Store.create(id=store_id, code=store_id.hex[-12:], name=name, created_at=clock.now())
    return store_id


async def make_guide(store_id: UUID | None = None, *, active: bool = True) -> UUID:
    made = await Staff.create(
        id=(staff_id := new_id()),
        userid=f"u{staff_id}",
        name="李娜",
        store_id=store_id,
        roles=["guide"],
        active=active,
        created_at=clock.now(),
    )
    return made.id


async def make_member(nickname: str = "小满") -> UUID:
    return (await Member.create(id=new_id(), nickname=nickname, created_at=clock.now())).id


async def make_product(title: str = "明前龙井 250g", price: int = 19_900, shelf: str = "on") -> UUID:
    now, product_id = clock.now(), new_id()
    facts: dict[str, Any] = {"code": product_id.hex, "created_at": now, "updated_at": now}
    await Product.create(id=product_id, title=title, image_url=PICTURE, shelf=shelf, **facts)
    await Sku.create(id=new_id(), product_id=product_id, price=price, **facts)
    return product_id


async def make_coupon(title: str = "满200减30", **changes: Any) -> UUID:
    now, template_id = clock.now(), new_id()
    facts: dict[str, Any] = {
        **{"kind": "fixed", "mode": "claim", "stock": 10, "valid_days": 7},
        **{"issue_from": now - timedelta(days=1), "issue_until": now + timedelta(days=1), "created_at": now},
    }
    await CouponTemplate.create(id=template_id, title=title, **facts | changes)
    return template_id


def terms_of(kind: str = "text", **more: Any) -> MaterialTerms:
    """The least a material of a kind must say, and more."""
    least: dict[str, dict[str, Any]] = {
        "text": {"body": "{客户昵称}您好，我是{门店}的{导购姓名}"},
        "article": {"body": "春茶怎么泡"},
    }
    for stored in ("image", "file", "video"):
        least[stored] = {"address": "https://files.example.cn/a"}
    return MaterialTerms.model_validate({"kind": kind, "title": "素材"} | least.get(kind, {}) | more)


async def published(kind: str = "text", **more: Any) -> UUID:
    material_id = await create_material(terms_of(kind, **more))
    await publish(material_id)
    return material_id
