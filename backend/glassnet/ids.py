"""Names for things: short, unguessable, and telling what they name."""

from __future__ import annotations

import secrets

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0/o, 1/l/i: ids are read aloud in class rooms
"""Characters that are told apart however they are written or said."""


def new_id(prefix: str, length: int = 16) -> str:
    """A fresh id such as ``run_7hq2…`` with 31**length possibilities (about 79 bits at the default length)."""
    return prefix + "_" + "".join(secrets.choice(ALPHABET) for _ in range(length))


def new_code(groups: int, length: int) -> str:
    """A fresh code to be typed or said, such as ``kx49-pt3m``: so many groups of so many characters."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(length)) for _ in range(groups))
