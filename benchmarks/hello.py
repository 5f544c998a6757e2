"""What all that surrounds a handler costs: routing, session, request id, errors, metrics. Against bare Sanic."""

from app.http.sessions import Sessions
from app.kernel.actor import Actor, ActorKind
from app.kernel.ids import new_id
from benchmarks.measure import Result, Round, compare
from benchmarks.server import HELLO
from benchmarks.surroundings import surroundings


def hello() -> Result:
    with surroundings() as here:
        product, bare = here.serve_product(), here.serve_bare(HELLO)
        sessions = Sessions(here.settings.session_key.get_secret_value())
        token, _ = sessions.issue(Actor(ActorKind.MEMBER, new_id()))

        def full(seconds: float) -> Round:
            return here.load(product, seconds, "pages", paths=["/bench/hello"], token=token).round

        def least(seconds: float) -> Round:
            return here.load(bare, seconds, "pages", paths=["/"], token=token).round

        return compare("hello", "requests/s", full, least, {"answer_bytes": len(HELLO), "session": "checked"})
