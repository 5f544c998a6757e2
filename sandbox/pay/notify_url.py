"""Which notification addresses the platform takes."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from sandbox.pay.fields import param_error


def check(url: str) -> None:
    """https, public, no query string; the sandbox also takes http to this machine. Errors: 400 PARAM_ERROR."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    plain_is_fine = parts.scheme == "http" and _is_loopback(host)
    if not host or parts.query or parts.fragment or not (parts.scheme == "https" or plain_is_fine) or _is_inner(host):
        raise param_error("/notify_url", url, "回调地址必须是可公网访问的https地址,且不能携带参数")


def _is_loopback(host: str) -> bool:
    return host in ("localhost", "::1") or host.startswith("127.")


def _is_inner(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return not (address.is_global or address.is_loopback)
