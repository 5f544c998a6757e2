import httpx

from app.staff.states import Role
from tests.app.reviews.factory import PICTURE, buyer
from tests.backoffice_api.factory import someone as staff

ADMIN = "/admin/v1/reviews"


async def test_a_merchandiser_finds_what_waits_and_shows_hides_and_answers_it(http: httpx.AsyncClient) -> None:
    _, headers = await staff(Role.MERCHANDISER)
    review = await (await buyer()).writes("很香", 5, pictures=[PICTURE])
    waiting = (await http.get(ADMIN, params={"status": "pending"}, headers=headers)).json()
    assert [each["id"] for each in waiting["items"]] == [str(review)]
    shown = await http.post(f"{ADMIN}/{review}/show", json={}, headers=headers)
    assert (shown.status_code, shown.json()["status"]) == (200, "shown")
    assert (await http.get(ADMIN, params={"status": "pending"}, headers=headers)).json()["items"] == []
    unread = await http.get(ADMIN, params={"status": "pending", "part": "addition"}, headers=headers)
    assert unread.json()["items"] == []
    answered = await http.put(f"{ADMIN}/{review}/reply", json={"text": "谢谢支持"}, headers=headers)
    assert answered.json()["reply"] == "谢谢支持"
    hidden = await http.post(f"{ADMIN}/{review}/hide", json={"reason": "与商品无关"}, headers=headers)
    assert (hidden.json()["status"], hidden.json()["reason"]) == ("hidden", "与商品无关")
    assert (await http.get(f"{ADMIN}/{review}", headers=headers)).json()["decided_at"] is not None


async def test_hiding_needs_a_reason_and_an_addition_to_decide_on_must_be_there(http: httpx.AsyncClient) -> None:
    _, headers = await staff(Role.MERCHANDISER)
    review = await (await buyer()).writes()
    assert (await http.post(f"{ADMIN}/{review}/hide", json={}, headers=headers)).status_code == 422
    nothing = await http.post(f"{ADMIN}/{review}/show", json={"part": "addition"}, headers=headers)
    assert (nothing.status_code, nothing.json()["code"]) == (409, "review_not_added")


async def test_a_guide_does_not_moderate(http: httpx.AsyncClient) -> None:
    _, headers = await staff(Role.GUIDE)
    assert (await http.get(ADMIN, headers=headers)).status_code == 403
