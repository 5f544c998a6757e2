"""One answer of a server, to see what is measured."""

from urllib.request import ProxyHandler, build_opener


def fetch(port: int, path: str) -> bytes:
    """The body. Raises the client's error for any status but 200."""
    body: bytes = build_opener(ProxyHandler({})).open(f"http://127.0.0.1:{port}{path}").read()
    return body
