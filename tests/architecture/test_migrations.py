"""Models and migrations tell the same story."""

from scripts.drift import missing


async def test_no_model_has_changed_without_a_migration() -> None:
    assert await missing() == []
