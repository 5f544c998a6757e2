"""Whether the sandbox answers a call already."""

import httpx
import pytest

from tests.wecom.enterprise import CGI


async def answers(sandbox: httpx.AsyncClient, call: str) -> None:
    """Skip the test where the sandbox has no such call: there is nothing real to test against."""
    if (await sandbox.post(f"{CGI}/{call}", json={})).status_code == 404:
        pytest.skip(f"the sandbox does not answer {call}")
