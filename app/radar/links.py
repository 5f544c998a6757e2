"""Signed links into the mini-program: by which of our sources or whose share somebody came in."""

import base64
import binascii
from uuid import UUID

from app.kernel.signing import link_signer
from app.radar.errors import LinkForged
from app.radar.states import EntranceKind

PRODUCT_PAGE = "pages/product/index.html"
COUPON_PAGE = "pages/coupon/index.html"
MATERIAL_PAGE = "pages/material/index.html"
PROPOSAL_PAGE = "pages/proposal/index.html"
# As the mini-program itself names it: what a code leads to first, to ask which page its scene stands for.
LANDING_PAGE = "pages/landing/index"
STORE_CODE_PAGE = "pages/store-code/index.html"
LETTERS = {
    EntranceKind.CHANNEL: "c",
    EntranceKind.SOP: "s",
    EntranceKind.STORE: "t",
    EntranceKind.GROUP: "g",
    EntranceKind.POSTER: "p",
    EntranceKind.AD: "a",
    EntranceKind.LIVE: "l",
    EntranceKind.ARTICLE: "r",
    EntranceKind.VIDEO: "v",
    EntranceKind.SHARE: "f",
    EntranceKind.GUIDE: "u",
}
KINDS = {letter: kind for kind, letter in LETTERS.items()}


def entrance_token(kind: EntranceKind, source_id: UUID) -> str:
    """A short token that says where its bearer came from and cannot be made by others."""
    return link_signer().sign(_payload(kind, source_id))


def entrance_scene(kind: EntranceKind, source_id: UUID) -> str:
    """The same in the 32 characters that the scene of a mini-program code holds: with a shorter signature."""
    return link_signer().sign_short(_payload(kind, source_id))


def read_token(token: str) -> tuple[EntranceKind, UUID]:
    """(kind, source id). Raises LinkForged for what was made neither by entrance_token nor by entrance_scene."""
    payload = link_signer().verify(token)
    if payload is None or payload[0] not in KINDS:
        raise LinkForged
    try:
        return KINDS[payload[0]], UUID(bytes=base64.urlsafe_b64decode(payload[1:] + "=="))
    except (binascii.Error, ValueError):
        raise LinkForged from None


def product_page(product_id: UUID, kind: EntranceKind, source_id: UUID) -> str:
    """The mini-program page of a product, as a card of a channel code or a SOP step links to it."""
    return f"{PRODUCT_PAGE}?id={product_id}&s={entrance_token(kind, source_id)}"


def coupon_page(template_id: UUID, kind: EntranceKind, source_id: UUID) -> str:
    """The mini-program page where a coupon is claimed, as a welcome's card links to it."""
    return f"{COUPON_PAGE}?id={template_id}&s={entrance_token(kind, source_id)}"


def material_page(material_id: UUID, kind: EntranceKind, source_id: UUID) -> str:
    """The mini-program page that shows an article, a file or a video."""
    return f"{MATERIAL_PAGE}?id={material_id}&s={entrance_token(kind, source_id)}"


def proposal_page(proposal_id: UUID, kind: EntranceKind, source_id: UUID) -> str:
    """The mini-program page where a member orders what their guide put together."""
    return f"{PROPOSAL_PAGE}?id={proposal_id}&s={entrance_token(kind, source_id)}"


def _payload(kind: EntranceKind, source_id: UUID) -> str:
    return LETTERS[kind] + base64.urlsafe_b64encode(source_id.bytes).decode().rstrip("=")


def store_code_page(code_id: UUID) -> str:
    """The mini-program page that a store code's poster opens."""
    return f"{STORE_CODE_PAGE}?id={code_id}&s={entrance_token(EntranceKind.STORE, code_id)}"
