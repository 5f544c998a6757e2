"""What each domain's gateway is bound to, on one page."""

from app.http.sessions import Sessions, sessions
from app.kernel.personal import PersonalData, personal_data
from app.kernel.settings import Settings
from app.kernel.signing import LinkSigner, link_signer


def bind(settings: Settings) -> None:
    """Bind every port. Called once in each process before any work."""
    sessions.bind(Sessions(settings.session_key.get_secret_value()))
    personal_data.bind(PersonalData(settings.personal_data_key.get_secret_value()))
    link_signer.bind(LinkSigner(settings.link_key.get_secret_value()))


async def close() -> None:
    """Close what holds connections to outside platforms."""
