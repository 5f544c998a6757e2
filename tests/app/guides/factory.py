"""What guide tests need to begin with."""

from typing import Any
from uuid import UUID

from app.acquisition.code_terms import CodeTerms
from app.acquisition.queries import Code, channel_code
from app.acquisition.request_channel_code import request_channel_code
from app.catalog.models import Product
from app.kernel import clock, db
from app.kernel.ids import new_id
from app.staff.queries import StaffCard
from app.stores.models import Store
from tests.conftest import Drain
from tests.wecom.enterprise import Enterprise

WELCOME = "您好，我是您的专属导购李娜"


async def make_product(title: str = "明前龙井 250g") -> UUID:
    now, product_id = clock.now(), new_id()
    await Product.create(id=product_id, code=product_id.hex, title=title, created_at=now, updated_at=now)
    return product_id


async def make_store(code: str) -> UUID:
    store_id = new_id()
    await Store.create(id=store_id, code=code, name=f"门店 {code}", created_at=clock.now())
    return store_id


def terms_of(*guides: StaffCard, **more: Any) -> CodeTerms:
    """A code of these guides, always on duty unless `guides` says more."""
    given = {"name": "门店海报", "guides": [{"staff_id": one.id} for one in guides], "welcome_text": WELCOME}
    return CodeTerms.model_validate(given | more)


async def live_code(guide: StaffCard, drain: Drain, product_id: UUID | None = None) -> Code:
    code_id = await request_channel_code(terms_of(guide, product_id=product_id))
    await drain()
    return await channel_code(code_id)


async def new_friend(enterprise: Enterprise, guide: StaffCard, drain: Drain, name: str = "王小明") -> Any:
    """A person who came by a channel code of the guide, processed; with `member_id`."""
    code = await live_code(guide, drain)
    person = await enterprise.person(name)
    before = await db.fetch_value("SELECT count(*) FROM wecom_inbox")
    await enterprise.scan(person, code.config_id)
    await enterprise.arrived(before + 1)
    await drain()
    member_id = await db.fetch_value(
        "SELECT member_id FROM guide_follows WHERE external_userid = $1", person["external_userid"]
    )
    return person | {"member_id": member_id}


async def welcomes() -> list[tuple[str, str | None]]:
    """(status, failure) of every welcome owed so far."""
    rows = await db.fetch("SELECT status, failure FROM guide_welcomes ORDER BY id")
    return [(row["status"], row["failure"]) for row in rows]
