"""The vocabulary and the subscriptions page agree: nothing is said that nobody hears, unless it is listed here."""

import dataclasses
import importlib
import inspect
import pkgutil

import app.events
from jobs.schedule import TICKS
from jobs.subscriptions import SUBSCRIPTIONS

TELLS_NOBODY_YET = {"IncidentOpened", "OrderCancelled", "OrderClosed", "OrderCompleted", "OrderShipped"}


def events() -> list[type]:
    modules = [
        importlib.import_module(f"app.events.{found.name}") for found in pkgutil.iter_modules(app.events.__path__)
    ]
    classes = [each for module in modules for _, each in inspect.getmembers(module, inspect.isclass)]
    own = [each for each in classes if each.__module__.startswith("app.events.")]
    part_of_another = {"ProductView", "ReturnedPieces"}
    return [each for each in own if each.__name__ not in part_of_another]


def test_every_event_is_a_frozen_dataclass_in_past_tense_or_passive() -> None:
    for event in {*events(), *SUBSCRIPTIONS}:
        assert event.__module__.startswith("app.events."), event
        assert dataclasses.is_dataclass(event), event
        assert event.__dataclass_params__.frozen, event  # type: ignore[attr-defined]


def test_every_event_is_heard_or_known_to_tell_nobody_yet() -> None:
    heard = {event.__name__ for event, reactions in SUBSCRIPTIONS.items() if reactions}
    assert {event.__name__ for event in events()} - heard == TELLS_NOBODY_YET


def test_every_event_is_on_the_subscriptions_page() -> None:
    assert {event.__name__ for event in events()} == {event.__name__ for event in SUBSCRIPTIONS}


def test_every_reaction_takes_exactly_its_event() -> None:
    for event, reactions in SUBSCRIPTIONS.items():
        for reaction in reactions:
            (parameter,) = inspect.signature(reaction).parameters.values()
            assert parameter.annotation is event, reaction


def test_ticks_have_names_of_their_own() -> None:
    assert len({tick.name for tick in TICKS}) == len(TICKS)
