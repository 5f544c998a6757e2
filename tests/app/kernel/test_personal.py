"""Personal data comes back only under its key, and is found again by a keyed hash."""

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.personal import PersonalData

DATA = PersonalData("ab" * 32)
OTHER = PersonalData("cd" * 32)


@given(st.text())
def test_a_sealed_text_comes_back(text: str) -> None:
    assert DATA.open(DATA.seal(text)) == text


def test_two_seals_of_one_text_differ_and_hide_it() -> None:
    first, second = DATA.seal("13800138000"), DATA.seal("13800138000")
    assert first != second
    assert b"138" not in first


@given(st.integers(0, 38), st.integers(1, 255))
def test_an_altered_seal_is_refused(place: int, change: int) -> None:
    sealed = bytearray(DATA.seal("13800138000"))
    sealed[place] ^= change
    with pytest.raises(InvalidTag):
        DATA.open(bytes(sealed))


def test_another_key_opens_nothing_and_hashes_otherwise() -> None:
    with pytest.raises(InvalidTag):
        OTHER.open(DATA.seal("x"))
    assert DATA.fingerprint("x") != OTHER.fingerprint("x")


def test_a_fingerprint_is_stable_and_of_one_text() -> None:
    assert DATA.fingerprint("13800138000") == DATA.fingerprint("13800138000")
    assert DATA.fingerprint("13800138000") != DATA.fingerprint("13800138001")
    assert len(DATA.fingerprint("x")) == 64
