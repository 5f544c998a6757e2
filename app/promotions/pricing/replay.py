"""A quote kept with the order, so that a dispute can compute it again."""

from dataclasses import dataclass

import msgspec

from app.promotions.pricing.basket import Basket
from app.promotions.pricing.narrow import narrow
from app.promotions.pricing.price import ENGINE, price
from app.promotions.pricing.quote import Quote


@dataclass(frozen=True, slots=True)
class Record:
    """What an order keeps of its price."""

    engine: int
    basket: Basket
    quote: Quote


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Record).decode


def dump(basket: Basket, quote: Quote) -> str:
    """The basket, as narrow as its goods allow, with its quote as JSON."""
    return _encode(Record(ENGINE, narrow(basket), quote)).decode()


def replay(text: str) -> Quote:
    """Price a kept basket again: the same fen and the same hash as then.

    Raises ValueError when an engine that is no longer here priced it; the kept quote still says what was decided.
    """
    record = _decode(text)
    if record.engine != ENGINE:
        raise ValueError(f"priced by engine {record.engine}, this is engine {ENGINE}")
    return price(record.basket)
