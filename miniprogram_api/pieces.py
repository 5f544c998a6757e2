"""A number of pieces as this door takes it: whole, from 1 to 999, never guessed from text or fractions."""

from pydantic import Field

from app.http.bodies import Body


class Pieces(Body):
    quantity: int = Field(ge=1, le=999, strict=True, description="件数")
