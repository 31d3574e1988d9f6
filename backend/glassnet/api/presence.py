"""The sockets that are open: who is here, and who has to be asked again whether they may be."""

from __future__ import annotations

from collections.abc import Callable

from glassnet.api.identity import Identity


class Presence:
    """The open sockets of a server, by what each was recognised as."""

    def __init__(self) -> None:
        self._open: dict[Callable[[], None], Identity] = {}

    def __len__(self) -> int:
        return len(self._open)

    def enter(self, identity: Identity, recheck: Callable[[], None]) -> None:
        """A socket is open.

        Args:
            identity: who is at its other end.
            recheck: has the socket find out anew who that is and what they may see; called again, it replaces.
        """
        self._open[recheck] = identity

    def leave(self, recheck: Callable[[], None]) -> None:
        """A socket is gone."""
        self._open.pop(recheck, None)

    def is_here(self, account: str) -> bool:
        """Whether somebody has a socket open."""
        return any(one.id == account for one in self._open.values())

    def here(self) -> set[str]:
        """The accounts that have sockets open."""
        return {one.id for one in self._open.values() if one.id}

    def recheck(self, *, account: str | None = None, share: str | None = None) -> None:
        """Something has changed about who may see what: have sockets find out, and close those that must not be open.

        Args:
            account: only sockets of this account.
            share: only sockets that were opened with this link.
        """
        for again, identity in list(self._open.items()):
            if account is not None and identity.id != account:
                continue
            if share is not None and (identity.share is None or identity.share.id != share):
                continue
            again()
