"""Kinds of identity."""

from enum import StrEnum


class IdentityKind(StrEnum):
    UNIONID = "unionid"
    OPENID = "openid"
    EXTERNAL_USERID = "external_userid"
