"""Nothing new is kept for somebody whose account is closed or gone: nobody would ever delete it."""

from __future__ import annotations

from sqlalchemy import Connection, select

from glassnet.errors import AuthError
from glassnet.storage.schema import accounts

_ACCOUNT = "user_"
"""How ids of accounts begin; other users, as that of a laptop, have none."""


def require_owner(connection: Connection, user: str) -> None:
    """Go on, in the transaction that adds something of a user's, only if their account is open.

    Raises:
        AuthError: when it was closed meanwhile.
    """
    if open_owners(connection, {user}):
        return
    raise closed()


def closed() -> AuthError:
    """What is said to somebody whose account was closed while they were asking."""
    return AuthError("account_closed", "This account is closed.", "Sign in with another one.")


def open_owners(connection: Connection, users: set[str]) -> set[str]:
    """Those of these users for whom something may be kept."""
    named = {user for user in users if user.startswith(_ACCOUNT)}
    query = select(accounts.c.id).where(accounts.c.id.in_(named), accounts.c.closed_at.is_(None))
    return (users - named) | (set(connection.scalars(query)) if named else set())
