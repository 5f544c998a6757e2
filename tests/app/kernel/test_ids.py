"""Ids are sorted by time of making; numbers for people carry the Shanghai day."""

import re

import pytest

from app.kernel import clock
from app.kernel.ids import new_id, new_number
from app.kernel.port import Port


def test_ids_are_unique_version_7_and_in_order() -> None:
    ids = [new_id() for _ in range(10_000)]
    assert len(set(ids)) == len(ids)
    assert ids == sorted(ids)
    assert {each.version for each in ids} == {7}


def test_a_number_carries_its_day() -> None:
    number = new_number("O")
    assert re.fullmatch(r"O\d{18}", number)
    assert number[1:9] == clock.business_day().replace("-", "")


def test_an_unbound_port_says_where_to_bind_it() -> None:
    with pytest.raises(RuntimeError, match=r"gateway pay is not bound; see app/gateways.py"):
        Port[object]("pay")()
