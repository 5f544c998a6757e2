"""What sending costs where, by freight template."""

from uuid import UUID

import pytest
from pydantic import ValidationError

from app.delivery import freight_templates
from app.delivery.errors import DefaultTemplateNeeded, FreightTemplateNotFound, NotDelivered
from app.delivery.freight import Load, fee
from app.delivery.models import FreightTemplate
from app.delivery.queries import SENT_FREE, express_terms, promise_days
from app.delivery.terms import NewFreightTemplate
from app.kernel.ids import new_id
from tests.app.delivery.factory import ZONE, freight, new_freight

SHENZHEN, GUANGZHOU, SHANGHAI, URUMQI = "440305", "440106", "310104", "650102"
ONE = Load(pieces=1, weight_g=500, volume_cm3=0, amount=100)


def zone(*regions: str, first_fee: int) -> dict[str, object]:
    return ZONE | {"regions": list(regions), "first_fee": first_fee}


async def first_fee(template_id: UUID | None, region: str) -> int:
    return fee((await express_terms([template_id], region))[template_id], ONE)


async def test_without_any_template_sending_is_free(database: None) -> None:
    unknown = new_id()
    assert await express_terms([None, unknown], SHANGHAI) == {None: SENT_FREE, unknown: SENT_FREE}
    assert await promise_days([None]) == 3


async def test_the_longest_prefix_decides_and_the_rest_is_everywhere_else(database: None) -> None:
    of = await freight(
        zones=[
            zone(first_fee=1000),
            zone("44", first_fee=800),
            zone("310000", "4403", first_fee=600),
            zone("440305", first_fee=300),
        ]
    )
    fees = {region: await first_fee(of, region) for region in (SHENZHEN, "440304", GUANGZHOU, SHANGHAI, URUMQI)}
    assert fees == {SHENZHEN: 300, "440304": 600, GUANGZHOU: 800, SHANGHAI: 600, URUMQI: 1000}


async def test_products_without_their_own_or_with_a_deleted_template_take_the_default(database: None) -> None:
    await freight(zones=[zone(first_fee=500)])
    own, gone = await freight(zones=[zone(first_fee=900)], promise_days=5), new_id()
    terms = await express_terms([None, own, gone, None], SHANGHAI)
    assert {one: fee(each, ONE) for one, each in terms.items()} == {None: 500, own: 900, gone: 500}
    assert (await promise_days([None]), await promise_days([None, own])) == (3, 5)


async def test_regions_that_are_not_served_are_refused_naming_the_templates(database: None) -> None:
    served = await freight()
    closed = await freight(no_delivery=["65", "540000"])
    unlisted = await freight(zones=[zone("31", first_fee=500)])
    assert set(await express_terms([served, closed, unlisted], SHANGHAI)) == {served, closed, unlisted}
    with pytest.raises(NotDelivered) as refused:
        await express_terms([None, served, closed, unlisted], URUMQI)
    assert refused.value.facts == {"template_ids": [str(closed), str(unlisted)], "region_code": URUMQI}


async def test_free_rules_of_a_zone_count(database: None) -> None:
    of = await freight(zones=[ZONE | {"free_over": 9900, "free_pieces": 3}])
    terms = (await express_terms([of], SHANGHAI))[of]
    loads = [Load(1, 1, 1, 9899), Load(1, 1, 1, 9900), Load(2, 1, 1, 1), Load(3, 1, 1, 1)]
    assert [fee(terms, load) for load in loads] == [800, 0, 1000, 0]


async def test_one_template_is_the_default_from_the_first_on(database: None) -> None:
    first, second = await freight(), await freight()
    assert await defaults() == [first]
    third = await freight(is_default=True)
    assert await defaults() == [third]
    await freight_templates.replace(second, NewFreightTemplate.model_validate(new_freight(is_default=True)))
    assert await defaults() == [second]
    with pytest.raises(DefaultTemplateNeeded):
        await freight_templates.replace(second, NewFreightTemplate.model_validate(new_freight()))
    with pytest.raises(DefaultTemplateNeeded):
        await freight_templates.remove(second)
    for one in (first, third, second):
        await freight_templates.remove(one)
    assert await defaults() == []
    with pytest.raises(FreightTemplateNotFound):
        await freight_templates.remove(first)


async def defaults() -> list[UUID]:
    return [template.id for template in await FreightTemplate.filter(is_default=True)]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"zones": []}, "at least 1"),
        ({"zones": [ZONE | {"first": 0}]}, "greater than or equal to 1"),
        ({"zones": [ZONE | {"extra": 0}]}, "greater than or equal to 1"),
        ({"zones": [ZONE | {"first_fee": -1}]}, "greater than or equal to 0"),
        ({"zones": [ZONE | {"first_fee": 1.5}]}, "integer"),
        ({"zones": [ZONE | {"free_over": 0}]}, "greater than or equal to 1"),
        ({"zones": [ZONE, ZONE]}, "其他地区"),
        ({"zones": [zone("44", first_fee=1), zone("440000", first_fee=2)]}, "同一地区"),
        ({"zones": [zone("4", first_fee=1)]}, "pattern"),
        ({"zones": [zone("广东", first_fee=1)]}, "pattern"),
        ({"zones": [ZONE, zone("6501", first_fee=1)], "no_delivery": ["65"]}, "不配送"),
        ({"no_delivery": ["065"]}, "pattern"),
        ({"basis": "stone"}, "piece"),
        ({"promise_days": 61}, "60"),
        ({"surprise": 1}, "Extra"),
    ],
)
def test_terms_that_make_no_sense_are_refused(changed: dict[str, object], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        NewFreightTemplate.model_validate(new_freight(**changed))
