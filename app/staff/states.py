"""What staff may do."""

from enum import StrEnum


class Role(StrEnum):
    GUIDE = "guide"
    COMMUNITY_MANAGER = "community_manager"
    MERCHANDISER = "merchandiser"
    HEAD_OFFICE = "head_office"
