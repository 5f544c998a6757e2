"""XML from outside: no entities, no document type, no network, bounded depth and size.

Only signed text is parsed. libxml2 keeps every name it ever met, so documents of ever new names would fill the memory
of a server that parses what anyone sends; of the unsigned envelope the one part that matters is searched for instead.
"""

import re
from collections.abc import Mapping

from lxml import etree

from wecom.callbacks.errors import CallbackMalformed

ENCRYPT = re.compile(rb"<Encrypt>\s*(?:<!\[CDATA\[([0-9A-Za-z+/=]+)\]\]>|([0-9A-Za-z+/=]+))\s*</Encrypt>")
PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
)


def encrypted(body: bytes) -> str:
    """The sealed part of an envelope. Raises CallbackMalformed when there is none, or a document type.

    It need not be found as a parser would: whichever part is found, the signature must be over exactly that.
    """
    found = ENCRYPT.search(body)
    if found is None or b"<!DOCTYPE" in body:
        raise CallbackMalformed(missing="Encrypt")
    return (found[1] or found[2]).decode("ascii")


def fields(text: str) -> Mapping[str, str]:
    """The text of each element directly below the root; elements with elements inside are empty.

    Raises CallbackMalformed, also for a document that declares a type: no callback does, and entities live there.
    """
    try:
        root = etree.fromstring(text.encode(), PARSER)
    except (etree.XMLSyntaxError, ValueError):
        raise CallbackMalformed from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise CallbackMalformed
    return {str(child.tag): child.text or "" for child in root}
