"""Known answers of callback crypto."""

import json
from pathlib import Path
from typing import Any

DATA = json.loads((Path(__file__).parents[2] / "vectors" / "wecom_callback_crypto.json").read_text())
OFFICIAL: list[dict[str, Any]] = DATA["decrypt"]
OWN: list[dict[str, Any]] = [
    sample
    | {"kind": "callback_post", "expected": {"plaintext": sample["plaintext"], "receive_id": sample["receive_id"]}}
    for sample in DATA["simulator_samples"]
]
ALL = [*OFFICIAL, *OWN]
ENCRYPTED: list[dict[str, Any]] = DATA["encrypt"]


def name_of(vector: dict[str, Any]) -> str:
    return str(vector["name"])


def signed(vector: dict[str, Any]) -> dict[str, str]:
    return {key: vector[key] for key in ("msg_signature", "timestamp", "nonce")}
