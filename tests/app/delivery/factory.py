"""Freight templates and stores that deliver, for tests of this domain and of those above it."""

from secrets import token_hex
from typing import Any
from uuid import UUID

from app.delivery import city_terms, freight_templates
from app.delivery.terms import NewCityTerms, NewFreightTemplate
from app.stores.edit import StoreCard
from app.stores.open import open_store

ZONE = {"first": 1, "first_fee": 800, "extra": 1, "extra_fee": 200}
BANDS = [
    {"up_to_m": 1000, "fee": 300, "least_amount": 0},
    {"up_to_m": 3000, "fee": 600, "least_amount": 5000},
]
CARD = StoreCard("徐汇店")


def new_freight(**changed: Any) -> dict[str, Any]:
    """A good freight template as head office sends it: 8 yuan for the first piece, 2 for each further, everywhere."""
    return {"name": "标准快递", "basis": "piece", "zones": [ZONE]} | changed


async def freight(**changed: Any) -> UUID:
    return await freight_templates.add(NewFreightTemplate.model_validate(new_freight(**changed)))


async def city_store(card: StoreCard = CARD, **changed: Any) -> UUID:
    """A store that delivers up to 3 km, at once and in the slots given."""
    store_id = await open_store(f"S{token_hex(6)}", card)
    await city_terms.put(store_id, NewCityTerms.model_validate({"bands": BANDS} | changed))
    return store_id
