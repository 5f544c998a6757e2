"""Every door and the prefix it hangs under, on one page."""

from app.http.health import ROUTES as HEALTH
from app.http.routes import Route, Wrapper

DOORS: list[tuple[str, list[Route], Wrapper | None]] = [
    ("", HEALTH, None),
]
