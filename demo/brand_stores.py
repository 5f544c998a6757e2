"""The demo brand's stores, what stands on their shelves, and how goods come to the member."""

from collections.abc import Sequence
from uuid import UUID

from app.catalog import queries as catalog
from app.catalog.create_product import create_product
from app.catalog.product_terms import ProductTerms, SkuTerms
from app.catalog.states import GoodsKind
from app.delivery import city_terms, freight_templates
from app.delivery.terms import NewCityTerms, NewFreightTemplate
from app.inventory import queries as inventory
from app.inventory.open_location import open_location
from app.inventory.open_store import open_store
from app.inventory.receive import Receipt, receive
from app.inventory.states import LocationKind
from app.kernel.db import atomic
from app.stores.edit import StoreCard
from app.stores.states import StoreOffer

CUP, LESSON = "TW001", "VC001"
CUP_TERMS = ProductTerms(CUP, "白瓷品茗杯", brand="云上茶社", category="茶具/茶杯")
LESSON_TERMS = ProductTerms(LESSON, "二十四节气茶艺课", kind=GoodsKind.VIRTUAL, brand="云上茶社", category="课程")
ON_STORE_SHELVES = 60
PIECES_PER_STORE = 30
PLENTY = 5_000
HOURS = {str(day): [["09:00", "22:00"]] for day in range(1, 8)}
STORES: dict[str, StoreCard] = {
    "S001": StoreCard(
        name="云上茶社 人民广场店",
        region_code="310101",
        address="上海市黄浦区人民大道 200 号",
        phone="021-55550001",
        latitude=31.2304,
        longitude=121.4737,
        hours=HOURS,
        services=tuple(StoreOffer),
        delivery_radius_m=5_000,
    ),
    "S002": StoreCard(
        name="云上茶社 静安寺店",
        region_code="310106",
        address="上海市静安区南京西路 1686 号",
        phone="021-55550002",
        latitude=31.2235,
        longitude=121.4466,
        hours=HOURS | {"5": [["09:00", "23:00"]], "6": [["09:00", "23:00"]]},
        services=tuple(StoreOffer),
        delivery_radius_m=3_000,
    ),
    "S003": StoreCard(
        name="云上茶社 杭州西湖店",
        region_code="330106",
        address="浙江省杭州市西湖区龙井路 1 号",
        phone="0571-55550003",
        latitude=30.2362,
        longitude=120.1170,
        hours={str(day): [["08:30", "12:00"], ["13:00", "18:00"]] for day in range(1, 8)},
        services=(StoreOffer.PICK_UP, StoreOffer.SCAN_TO_BUY),
    ),
}
FREIGHT = {
    "name": "全国快递",
    "basis": "piece",
    "zones": [
        {"regions": ["31", "32", "33", "34"], "first": 3, "first_fee": 600, "extra": 3, "extra_fee": 200}
        | {"free_over": 3_900},
        {"regions": ["54", "65"], "first": 1, "first_fee": 2_000, "extra": 1, "extra_fee": 1_000},
        {"first": 2, "first_fee": 1_000, "extra": 2, "extra_fee": 400, "free_over": 9_900},
    ],
    "no_delivery": ["71", "81", "82"],
    "is_default": True,
}
CITY = {
    "bands": [
        {"up_to_m": 1_500, "fee": 500, "least_amount": 2_000},
        {"up_to_m": 3_000, "fee": 800, "least_amount": 3_000},
        {"up_to_m": 5_000, "fee": 1_200, "least_amount": 5_000},
    ],
    "slots": [
        {"from": begins, "until": until, "capacity": 20}
        for begins, until in (("10:00", "12:00"), ("12:00", "14:00"), ("14:00", "17:00"), ("17:00", "20:00"))
    ],
}


@atomic
async def open_places() -> list[UUID]:
    """The ids of the stores, with their hours and ways of delivery. The warehouse and freight are there too."""
    stores = [await open_store(code, card) for code, card in STORES.items()]
    for store_id, card in zip(stores, STORES.values(), strict=True):
        if StoreOffer.SAME_CITY in card.services:
            await city_terms.put(store_id, NewCityTerms.model_validate(CITY))
    await open_location("W001", "上海中心仓", LocationKind.WAREHOUSE, latitude=31.1510, longitude=121.1240)
    await freight_templates.add(NewFreightTemplate.model_validate(FREIGHT))
    return stores


@atomic
async def fill_shelves(stores: Sequence[UUID]) -> None:
    """A cup to give away, a lesson that comes by message, and the first products on every store's shelves."""
    await create_product(CUP_TERMS, [SkuTerms(f"{CUP}-1", 2_900, "60 毫升", "6900099000017")])
    await create_product(LESSON_TERMS, [SkuTerms(f"{LESSON}-1", 1_990, "单次观看码")])
    await _receive(await inventory.default_location(), [*await skus_of(CUP), *await skus_of(LESSON)], PLENTY)
    codes = [CUP, *(f"T{number:04d}" for number in range(1, ON_STORE_SHELVES + 1))]
    skus = [sku_id for code in codes for sku_id in await skus_of(code)]
    for store_id in stores:
        await _receive(await inventory.location_of(store_id), skus, PIECES_PER_STORE)


async def skus_of(code: str) -> list[UUID]:
    """The SKUs of the product with this code, in their order."""
    return await catalog.sku_ids(await catalog.product_id_of(code))


async def _receive(location_id: UUID, skus: Sequence[UUID], pieces: int) -> None:
    await receive(location_id, [Receipt(sku_id, pieces, f"opening:{sku_id}:{location_id}") for sku_id in skus])
