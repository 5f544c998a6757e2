"""Distances on the ground. Coordinates are GCJ-02 degrees; over the reach of a shop their shift cancels out."""

from dataclasses import dataclass
from math import asin, cos, degrees, radians, sin, sqrt

EARTH_M = 6_371_000
FAR_M = 20_100_000

# The same in SQL: $1 latitude and $2 longitude of the asker, `st` a row with coordinates. Null when one is missing:
# asked for at first, because least() passes nulls over.
METRES = f"""CASE WHEN st.latitude + $1::float8 IS NOT NULL THEN
    round({2 * EARTH_M} * asin(sqrt(least(1, sin(radians(st.latitude - $1::float8) / 2) ^ 2
    + cos(radians($1::float8)) * cos(radians(st.latitude)) * sin(radians(st.longitude - $2::float8) / 2) ^ 2))))::int
    END"""


@dataclass(frozen=True, slots=True)
class Box:
    """Latitudes and longitudes that enclose a circle: what an index can look up."""

    south: float
    north: float
    west: float
    east: float


def metres(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> int:
    """Great-circle distance by the haversine formula, in whole metres."""
    up = sin(radians(to_latitude - latitude) / 2) ** 2
    along = sin(radians(to_longitude - longitude) / 2) ** 2
    half = up + cos(radians(latitude)) * cos(radians(to_latitude)) * along
    return round(2 * EARTH_M * asin(sqrt(min(1.0, half))))


def box(latitude: float, longitude: float, radius_m: int) -> Box:
    """The box around everything within `radius_m`; the whole globe when a pole or the date line is near."""
    angle = radius_m / EARTH_M
    high, slope = degrees(angle), cos(radians(latitude))
    if abs(latitude) + high >= 90 or sin(angle) >= slope:
        return Box(-90, 90, -180, 180)
    wide = degrees(asin(sin(angle) / slope))
    if abs(longitude) + wide > 180:
        return Box(latitude - high, latitude + high, -180, 180)
    return Box(latitude - high, latitude + high, longitude - wide, longitude + wide)
