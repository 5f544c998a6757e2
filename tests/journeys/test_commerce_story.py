"""The commerce chapter, played by `siyu story` against a running product, and the demo shop that it is played in."""

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from demo import brand
from demo.brand_offers import TOP_UPS
from demo.brand_stores import STORES
from demo.processes import environment_without_settings
from story import CHAPTERS
from story.meeting import another_device
from story.stage import Stage
from tests.processes import PASSWORD, Product

On = tuple[Stage, Product]
ROWS = "SELECT (SELECT count(*) FROM stock_movements) AS moves, (SELECT count(*) FROM promotions) AS promotions"


def _play(on: Stage, home: Path) -> tuple[int, dict[str, Any]]:
    (home / "running.json").write_text(json.dumps(asdict(on.running)))
    command = [sys.executable, "-m", "app.cli", "story", "commerce", "--json", "--home", str(home)]
    played = subprocess.run(command, capture_output=True, text=True, env=environment_without_settings(), check=False)
    return played.returncode, json.loads(played.stdout)


async def test_every_step_of_commerce_is_true_and_the_channel_gave_back_exactly_what_it_should(
    stage: On, tmp_path: Path
) -> None:
    on, _ = stage
    code, story = _play(on, tmp_path)
    assert code == 0, story["steps"][-1]
    assert [step["step"] for step in story["steps"]] == [name for name, _ in CHAPTERS["commerce"]().steps]
    evidence = {step["step"]: step["evidence"] for step in story["steps"]}
    assert all(evidence.values())
    share = evidence["one piece of it is refunded, every share reversed"]["amount"]
    book = await on.control("GET", "/pay/orders")
    refunds = [refund for entry in book for refund in entry["refunds"]]
    assert sorted(refund["amount"]["refund"] for refund in refunds) == sorted([share, 1, 6_000])
    assert {refund["status"] for refund in refunds} == {"SUCCESS"}


async def test_the_demo_is_a_shop_with_stores_and_offers_and_is_furnished_once(stage: On) -> None:
    on, _ = stage
    before = await on.row(ROWS)
    await brand.furnish(on.running.sandbox_url, PASSWORD)
    assert await on.row(ROWS) == before
    near = await on.call("GET", "/mp/v1/stores?latitude=31.23&longitude=121.47")
    assert [store["name"] for store in near["items"]] == [card.name for card in STORES.values()]
    on.props["person"] = await on.control("POST", "/people", json={"name": "小满", "phone": "13800001111"})
    token = await another_device(on)
    offers = (await on.call("GET", "/mp/v1/top-up-offers", token=token))["items"]
    assert sorted((offer["amount"], offer["bonus"]) for offer in offers) == TOP_UPS
    coupons = (await on.call("GET", "/mp/v1/coupon-offers", token=token))["items"]
    assert "免邮券" in [coupon["title"] for coupon in coupons]
