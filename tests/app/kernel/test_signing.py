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
