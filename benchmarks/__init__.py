"""Measures the product against physical limits, both in one run. `siyu bench NAME`; each bench ends by itself."""

from collections.abc import Callable

from benchmarks.hello import hello
from benchmarks.measure import Result
from benchmarks.place_order import place_order
from benchmarks.product_detail import product_detail

BENCHES: dict[str, Callable[[], Result]] = {
    "hello": hello,
    "product-detail": product_detail,
    "place-order": place_order,
}
