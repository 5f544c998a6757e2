"""A socket for something a domain needs from outside and does not import: bound once, on the gateways page."""

from typing import Generic, TypeVar

T = TypeVar("T")


class Port(Generic[T]):
    """Holds the one implementation of a gateway protocol. Calling it before it is bound is a wiring bug."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._bound: T | None = None

    def bind(self, implementation: T) -> None:
        self._bound = implementation

    def __call__(self) -> T:
        if self._bound is None:
            raise RuntimeError(f"gateway {self._name} is not bound; see app/gateways.py")
        return self._bound
