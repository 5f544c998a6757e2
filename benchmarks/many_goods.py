"""100,000 products with Chinese names, written by COPY and indexed by the product's own indexer."""

import random
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from app.catalog.index_search import index_search
from app.inventory.open_location import open_location
from app.inventory.states import LocationKind
from app.kernel import clock, db
from app.kernel.ids import new_id

PRODUCTS = 100_000
ORIGINS = "西湖 安溪 武夷山 云南 福鼎 黄山 烟台 阿克苏 赣南 新疆 内蒙古 五常 宁夏 长白山 海南 泰国 日本 法国"
BRANDS = "云上 三只松鼠 百草味 良品铺子 稻香村 蒙牛 伊利 雀巢 德芙 蓝月亮 花西子 百雀羚 同仁堂 苏泊尔 膳魔师"
STYLES = "明前 特级 手工 有机 无糖 原味 浓香 清香 家庭装 礼盒 便携 儿童 经典 新款 限量 每日 轻享 冰糖心 低脂 高钙"
KINDS = {
    "茶叶/绿茶": "龙井 碧螺春 毛峰 绿茶",
    "茶叶/乌龙茶": "铁观音 大红袍 乌龙茶",
    "茶叶/黑茶": "普洱茶 熟茶饼 小青柑",
    "水果/鲜果": "苹果 脐橙 芒果 葡萄 香梨 蓝莓",
    "零食/坚果": "坚果 核桃 开心果 巴旦木",
    "零食/糕点": "绿豆糕 桃酥 蛋黄派 饼干",
    "饮料/牛奶": "纯牛奶 酸奶 早餐奶",
    "饮料/咖啡": "速溶咖啡 咖啡豆 黑咖啡",
    "护肤/面膜": "保湿面膜 玻尿酸面膜 睡眠面膜",
    "家清/洗衣": "洗衣液 洗衣凝珠 柔顺剂",
    "家居/杯壶": "保温杯 水壶 玻璃茶杯",
    "宠物/主粮": "猫粮 狗粮 猫砂",
}
LINES = [(category, kind) for category, kinds in KINDS.items() for kind in kinds.split()]
OF_PRODUCT = ("id", "code", "title", "brand", "category", "description", "image_url", "shelf", "sales")
OF_SKU = ("id", "product_id", "code", "barcode", "spec", "price")
OF_STOCK = ("id", "sku_id", "location_id", "on_hand", "held", "safety")
TIMES = ("created_at", "updated_at")


async def stock_many() -> float:
    """Write and index them all. Returns how many products a second were indexed."""
    place, now = await open_location("W001", "中心仓", LocationKind.WAREHOUSE), clock.now()
    products = list(_products(now))
    skus = [
        (new_id(), product[0], product[1], "", "500 克", 990 + at % 9_000, now, now)
        for at, product in enumerate(products)
    ]
    async with db.connection() as connection:
        await connection.copy_records_to_table("products", records=products, columns=[*OF_PRODUCT, *TIMES])
        await connection.copy_records_to_table("skus", records=skus, columns=[*OF_SKU, *TIMES])
        await connection.copy_records_to_table("stocks", records=_stocks(skus, place), columns=OF_STOCK)
    await db.execute("VACUUM ANALYZE")
    started = clock.now()
    while await index_search():
        pass
    rate = PRODUCTS / (clock.now() - started).total_seconds()
    await db.execute("VACUUM ANALYZE")
    return rate


def _sku(number: int, product: tuple[Any, ...], now: datetime) -> tuple[Any, ...]:
    return new_id(), product[0], product[1], "", "500 克", 990 + number % 9_000, now, now


def _stocks(skus: list[tuple[Any, ...]], place: UUID) -> Iterator[tuple[Any, ...]]:
    return ((new_id(), sku[0], place, 9, 0, 0) for sku in skus)


def _products(now: datetime) -> Iterator[tuple[Any, ...]]:
    choose = random.Random(7)
    for number in range(PRODUCTS):
        category, kind = choose.choice(LINES)
        style = "".join(choose.sample(STYLES.split(), 2))
        title = f"{choose.choice(ORIGINS.split())}{style}{kind} {number} 号"
        sales = int(choose.paretovariate(0.6)) % 100_000
        yield new_id(), f"M{number}", title, choose.choice(BRANDS.split()), category, "", "", "on", sales, now, now
