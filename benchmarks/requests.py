"""The requests of each bench, as bytes on the wire."""

import random
from collections.abc import Callable, Iterator
from itertools import cycle

LINES = 3


def pages(paths: list[str], token: str = "") -> Iterator[bytes]:
    """GET each path in turn, over and over, with the session of one caller if a token is given."""
    identity = f"Authorization: Bearer {token}\r\n" if token else ""
    return cycle([f"GET {path} HTTP/1.1\r\nHost: siyu\r\n{identity}\r\n".encode() for path in paths])


def orders(tokens: list[str], skus: list[str], run: str) -> Iterator[bytes]:
    """POST orders of three different SKUs, one piece each, by members in turn, each under a key of its own."""
    choose = random.Random(run)
    for number, token in enumerate(cycle(tokens)):
        chosen = ",".join(f'{{"sku_id":"{sku}","quantity":1}}' for sku in choose.sample(skus, LINES))
        body = f'{{"lines":[{chosen}]}}'
        yield (
            f"POST /mp/v1/orders HTTP/1.1\r\nHost: siyu\r\nAuthorization: Bearer {token}\r\n"
            f"Idempotency-Key: bench-{run}-{number:08d}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        ).encode()


KINDS: dict[str, Callable[..., Iterator[bytes]]] = {"pages": pages, "orders": orders}
