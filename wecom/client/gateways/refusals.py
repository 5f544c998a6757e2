"""Refusals that a domain tells apart."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.kernel.errors import PermanentFailure


@contextmanager
def told_apart(code: int, kind: type[PermanentFailure]) -> Iterator[None]:
    """Raise a refusal with this error code as its own kind."""
    try:
        yield
    except PermanentFailure as refused:
        if refused.code == code:
            raise kind(refused.reason, code=refused.code) from refused
        raise
