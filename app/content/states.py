"""Kinds and states of materials and sendings."""

from enum import StrEnum


class MaterialKind(StrEnum):
    """TEXT is a script (话术) with placeholders. FILE is a PDF. PRODUCT and COUPON name goods of ours.

    A PROPOSAL (代客下单) is sent and never in the library.
    """

    TEXT = "text"
    IMAGE = "image"
    ARTICLE = "article"
    FILE = "file"
    VIDEO = "video"
    PRODUCT = "product"
    COUPON = "coupon"
    PROPOSAL = "proposal"


class MaterialStatus(StrEnum):
    """Only what is PUBLISHED is sent. An ARCHIVED one may be published again."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class SendStatus(StrEnum):
    """PREPARED: handed to the guide's client. SENT: the client has said that WeCom took it."""

    PREPARED = "prepared"
    SENT = "sent"


class Subject(StrEnum):
    """What a sending names: a material of the library; a product or coupon template without one; a proposal."""

    MATERIAL = "material"
    PRODUCT = "product"
    COUPON = "coupon"
    PROPOSAL = "proposal"


class MessageKind(StrEnum):
    """`msgtype` of the JS-SDK's sendChatMessage."""

    TEXT = "text"
    IMAGE = "image"
    NEWS = "news"
    MINIPROGRAM = "miniprogram"
