"""What a coupon code looks like: twelve letters and digits that cannot be mistaken for one another."""

import secrets

# Crockford's base 32: no I, L, O, U. Twelve of them are 60 random bits: a million codes of a billion guesses
# would still be met less than once in a thousand.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def normalised(typed: str) -> str:
    """The code as stored, however it was typed: any case, with dashes or spaces, letter O for zero."""
    return typed.upper().translate(READ_AS)
