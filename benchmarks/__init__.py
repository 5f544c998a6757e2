"""Measures the product against physical limits, both in one run. `siyu bench NAME`; each bench ends by itself."""

from collections.abc import Callable

from benchmarks.hello import hello
from benchmarks.import_goods import import_goods
from benchmarks.measure import Result
from benchmarks.pay_notify import pay_notify
from benchmarks.place_order import place_order
from benchmarks.place_order_orm import place_order_orm
from benchmarks.product_detail import product_detail
from benchmarks.product_list import product_list, product_list_orm
from benchmarks.product_pages import product_detail_cold, product_detail_orm
from benchmarks.quote import quote
from benchmarks.search import search
from benchmarks.sync_customers import sync_customers
from benchmarks.wecom_callback import wecom_callback
from benchmarks.welcome import welcome

BENCHES: dict[str, Callable[[], Result]] = {
    "hello": hello,
    "product-detail": product_detail,
    "product-detail-cold": product_detail_cold,
    "product-detail-orm": product_detail_orm,
    "product-list": product_list,
    "product-list-orm": product_list_orm,
    "search": search,
    "quote": quote,
    "place-order": place_order,
    "place-order-orm": place_order_orm,
    "pay-notify": pay_notify,
    "wecom-callback": wecom_callback,
    "welcome": welcome,
    "import-goods": import_goods,
    "sync-customers": sync_customers,
}
