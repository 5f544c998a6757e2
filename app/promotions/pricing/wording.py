"""Amounts and rates as members read them."""


def yuan(fen: int) -> str:
    """`12`, `12.50`: yuan without empty decimals."""
    whole, cents = divmod(fen, 100)
    return f"{whole}.{cents:02d}" if cents else str(whole)


def fold(basis_points: int) -> str:
    """What is paid as Chinese shops say it: 8,500 basis points are 8.5 折."""
    return f"{percent(basis_points, per=1_000)} 折"


def percent(basis_points: int, per: int = 100) -> str:
    """`12.5`: basis points as a number of `per` basis points each, without empty decimals."""
    whole, rest = divmod(basis_points, per)
    decimals = f"{rest:0{len(str(per)) - 1}d}".rstrip("0")
    return f"{whole}.{decimals}" if decimals else str(whole)
