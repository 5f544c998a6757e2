"""The requests of each bench, as bytes on the wire."""

import json
import random
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path

LINES = 3


def pages(paths: list[str], token: str = "") -> Iterator[bytes]:
    """GET each path in turn, over and over, with the session of one caller if a token is given."""
    identity = f"Authorization: Bearer {token}\r\n" if token else ""
    return cycle([f"GET {path} HTTP/1.1\r\nHost: siyu\r\n{identity}\r\n".encode() for path in paths])


def orders(buyers: list[tuple[str, str]], skus: list[str], run: str) -> Iterator[bytes]:
    """POST orders of three different SKUs, one piece each, by (token, address) in turn, each under its own key."""
    choose = random.Random(run)
    for number, (token, address) in enumerate(cycle(buyers)):
        chosen = ",".join(f'{{"sku_id":"{sku}","quantity":1}}' for sku in choose.sample(skus, LINES))
        body = f'{{"lines":[{chosen}],"address_id":"{address}"}}'
        yield (
            f"POST /mp/v1/orders HTTP/1.1\r\nHost: siyu\r\nAuthorization: Bearer {token}\r\n"
            f"Idempotency-Key: bench-{run}-{number:08d}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        ).encode()


def quotes(wishes: list[tuple[str, str]]) -> Iterator[bytes]:
    """POST each (token, body) to be quoted, over and over."""
    return cycle(
        [
            (
                f"POST /mp/v1/quotes HTTP/1.1\r\nHost: siyu\r\nAuthorization: Bearer {token}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
            ).encode()
            for token, body in wishes
        ]
    )


def recorded(file: str, over_and_over: bool = False) -> Iterator[bytes]:
    """Each request of a JSON list of texts, once or over and over."""
    requests = (text.encode() for text in json.loads(Path(file).read_text()))
    return cycle(requests) if over_and_over else requests


KINDS: dict[str, Callable[..., Iterator[bytes]]] = {
    "pages": pages,
    "orders": orders,
    "quotes": quotes,
    "recorded": recorded,
}
