"""Signed links can be read by anyone and changed by nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.signing import LinkSigner

SIGNER = LinkSigner("k" * 32)
TOKEN = SIGNER.sign("c0ffee.42")


def test_a_signed_payload_comes_back() -> None:
    assert SIGNER.verify(TOKEN) == "c0ffee.42"


def test_a_token_is_short_and_needs_no_escaping_in_a_link() -> None:
    assert len(TOKEN) == len("c0ffee.42") + 17
    assert set(TOKEN) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")


@given(st.integers(0, len(TOKEN) - 1), st.characters(codec="ascii"))
def test_no_changed_character_passes(place: int, letter: str) -> None:
    changed = TOKEN[:place] + letter + TOKEN[place + 1 :]
    assert SIGNER.verify(changed) == ("c0ffee.42" if changed == TOKEN else None)


@pytest.mark.parametrize("token", ["", ".", "c0ffee", "c0ffee.42", TOKEN[:-1], TOKEN + "A", "私." + TOKEN, TOKEN + "é"])
def test_what_was_not_made_here_is_refused(token: str) -> None:
    assert SIGNER.verify(token) is None


def test_another_key_signs_otherwise() -> None:
    assert LinkSigner("j" * 32).verify(TOKEN) is None


def test_a_short_token_fits_a_scene_with_an_id_in_it() -> None:
    payload = "u" + "A" * 22
    short = SIGNER.sign_short(payload)
    assert len(short) == 32
    assert SIGNER.verify(short) == payload
    assert LinkSigner("j" * 32).verify(short) is None


@given(st.integers(0, 17), st.characters(codec="ascii"))
def test_no_changed_character_passes_in_a_short_token(place: int, letter: str) -> None:
    short = SIGNER.sign_short("c0ffee.42")
    changed = short[:place] + letter + short[place + 1 :]
    assert SIGNER.verify(changed) == ("c0ffee.42" if changed == short else None)


def test_a_long_signature_cut_short_is_no_short_one() -> None:
    payload, _, tag = TOKEN.rpartition(".")
    assert SIGNER.verify(f"{payload}~{tag[:8]}") is None
    assert SIGNER.verify(SIGNER.sign_short(payload).replace("~", ".")) is None
