"""The shop a bench runs over: goods by the product's own import, members with guide and entrance, sessions."""

import csv
import io
from uuid import UUID

from app.http.sessions import sessions
from app.inventory.import_goods import import_goods
from app.inventory.open_location import open_location
from app.inventory.states import LocationKind
from app.kernel import db
from app.kernel.actor import Actor, ActorKind
from app.kernel.ids import new_id
from app.kernel.settings import Settings
from app.main import running
from app.members.addresses import Place, Recipient, add

PRODUCTS = 1_000
SKUS_EACH = 3
STOCK = 1_000_000
MEMBERS = 500
PRODUCT_COLUMNS = ("product_code", "title", "brand", "category", "description", "image_url")
SKU_COLUMNS = ("sku_code", "spec", "barcode", "price_yuan", "stock")
DESCRIPTION = "高山有机茶园，春季头采，手工炒制，汤色清亮，回甘持久。" * 12

ADD_MEMBERS = (
    "INSERT INTO members (id, nickname, joined_at, created_at) SELECT id, '', now(), now() FROM unnest($1::uuid[]) id"
)
ADD_GUIDES = (
    "INSERT INTO guide_attributions (member_id, staff_id, since) SELECT id, $2, now() FROM unnest($1::uuid[]) id"
)
ADD_ENTRANCES = """
INSERT INTO radar_entrances (id, member_id, kind, source_id, entered_at)
SELECT gen_random_uuid(), id, 'channel_code', $2, now() FROM unnest($1::uuid[]) id
"""


HOME = Place(Recipient("小满", "13800001111", "上海市 黄浦区", "人民大道 1 号"), "310101", 31.2304, 121.4737)


async def furnish(settings: Settings) -> tuple[list[UUID], list[UUID], list[tuple[str, str]]]:
    """Make the shop. Returns products, SKUs, and (session token, address) per member."""
    async with running(settings):
        await open_location("W001", "中心仓", LocationKind.WAREHOUSE)
        await import_goods(_goods())
        members = [new_id() for _ in range(MEMBERS)]
        await db.execute(ADD_MEMBERS, members)
        await db.execute(ADD_GUIDES, members, new_id())
        await db.execute(ADD_ENTRANCES, members, new_id())
        products = [row["id"] for row in await db.fetch("SELECT id FROM products")]
        skus = [row["id"] for row in await db.fetch("SELECT id FROM skus")]
        buyers = [
            (
                sessions().issue(Actor(ActorKind.MEMBER, member), openid=f"o{member.hex[:27]}")[0],
                str(await add(member, HOME)),
            )
            for member in members
        ]
        await db.execute("VACUUM ANALYZE")
    return products, skus, buyers


def _goods() -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*PRODUCT_COLUMNS, *SKU_COLUMNS])
    for number in range(PRODUCTS):
        product = [
            f"P{number}",
            f"明前龙井 {number} 号",
            "云上茶社",
            "绿茶",
            DESCRIPTION,
            f"https://img.example.com/{number}.jpg",
        ]
        for pack in range(SKUS_EACH):
            writer.writerow([*product, f"P{number}-{pack}", f"{pack + 1}00 克", "", f"{19 + pack}.90", STOCK])
    return text.getvalue().encode("utf-8-sig")
