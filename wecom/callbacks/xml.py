"""XML from outside: no entities, no document type, no network, bounded depth and size."""

from collections.abc import Mapping

from lxml import etree

from wecom.callbacks.errors import CallbackMalformed


def fields(text: str | bytes) -> Mapping[str, str]:
    """The text of each element directly below the root; elements with elements inside are empty.

    Raises CallbackMalformed, also for a document that declares a type: no callback does, and entities live there.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(text.encode() if isinstance(text, str) else text, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise CallbackMalformed from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise CallbackMalformed
    return {str(child.tag): child.text or "" for child in root}
