"""What pieces of a line give back: pure arithmetic over the shares stored on it.

Each share is cumulative: after k of n pieces the line has given back the floor of k/n of it. So the refunds of all
pieces sum to what was paid, in whatever order and sizes they come, and none ever passes it.
"""

from dataclasses import dataclass

from app.orders.queries import Line


@dataclass(frozen=True, slots=True)
class Share:
    """Fen that go back to WeChat and to stored value, and burnt points that come back, for a number of pieces."""

    pieces: int = 0
    wechat: int = 0
    stored_value: int = 0
    points: int = 0

    @property
    def amount(self) -> int:
        """The share of the line's `amount`."""
        return self.wechat + self.stored_value


def share(line: Line, before: Share, pieces: int) -> Share:
    """What `pieces` more give back after `before`. Raises ValueError for more than the line has."""
    after = before.pieces + pieces
    if not 0 < pieces <= line.quantity - before.pieces:
        raise ValueError("more pieces given back than bought")
    return Share(
        pieces=pieces,
        wechat=(line.amount - line.stored_value) * after // line.quantity - before.wechat,
        stored_value=line.stored_value * after // line.quantity - before.stored_value,
        points=line.points * after // line.quantity - before.points,
    )
