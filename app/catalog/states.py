"""States of goods."""

from enum import StrEnum


class Shelf(StrEnum):
    ON = "on"
    OFF = "off"
