import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.stores.distance import EARTH_M, box, metres

latitudes, longitudes = st.floats(-90, 90), st.floats(-180, 180)


@pytest.mark.parametrize(
    ("there", "expected"),
    [((31.2304, 121.4737), 0), ((31.2204, 121.4737), 1_112), ((39.9042, 116.4074), 1_067_310)],
)
def test_known_distances_from_peoples_square(there: tuple[float, float], expected: int) -> None:
    assert metres(31.2304, 121.4737, *there) == pytest.approx(expected, rel=0.001)


@given(latitudes, longitudes, latitudes, longitudes)
def test_a_distance_is_the_same_both_ways_and_at_most_half_the_globe(a: float, b: float, c: float, d: float) -> None:
    there = metres(a, b, c, d)
    assert abs(there - metres(c, d, a, b)) <= 1
    assert 0 <= there <= 3.1416 * EARTH_M
    assert metres(a, b, a, b) == 0


@given(latitudes, longitudes, latitudes, longitudes, st.integers(1, 3_000_000))
def test_what_is_within_the_radius_is_in_the_box(a: float, b: float, c: float, d: float, radius: int) -> None:
    square = box(a, b, radius)
    if metres(a, b, c, d) < radius - 1:
        assert square.south - 1e-9 <= c <= square.north + 1e-9
        assert square.west - 1e-9 <= d <= square.east + 1e-9
