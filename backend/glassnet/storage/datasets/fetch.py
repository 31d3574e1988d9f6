"""One file from the network to the disk: only from known hosts, resumed where it was cut, checked before it counts."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import ipaddress
import socket
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, NamedTuple
from urllib.request import getproxies

import httpx

from glassnet.errors import GlassnetError, LimitError, UnavailableError, shown
from glassnet.storage.datasets.sources import HOSTS, RemoteFile

OFFLINE_HINT = (
    "Check the network of the computer that runs Glassnet and try again. "
    "Built-in sets work offline: Digits 28 × 28, Digits 8 × 8, Shapes."
)
CONNECT_S = 10.0
SILENCE_S = 30.0
"""A server that sends nothing for this long counts as gone."""

ATTEMPTS = 4
LONGEST_S = 6 * 3600.0
"""A file that takes longer than this is given up for the time being."""

_HOPS = 5

Resolve = Callable[[str], Iterable[str]]


class DownloadError(GlassnetError):
    """A file that did not come, or is not what its publisher announced."""

    status = 502


class Cut(Exception):
    """The connection ended in the middle of the file; what has come is kept."""


class Policy(NamedTuple):
    """Where files may come from.

    Attributes:
        hosts: names that may be asked, redirected or not.
        private: whether they may be in a private network: only of a mirror that whoever runs the server has named.
        resolve: addresses of a name.
    """

    hosts: frozenset[str]
    private: bool
    resolve: Resolve

    def check(self, url: httpx.URL) -> None:
        """Refuse an address that must not be asked.

        Raises:
            DownloadError: ``host_refused``.
        """
        if url.scheme not in (("http", "https") if self.private else ("https",)) or url.host not in self.hosts:
            raise _refused(url, "it is none of the publishers' addresses")
        if self.private or getproxies():  # a proxy looks the name up itself
            return
        for address in self.resolve(url.host):
            if not ipaddress.ip_address(address.split("%")[0]).is_global:
                raise _refused(url, "it leads into a private network")


def resolve(host: str) -> list[str]:
    """The addresses of ``host``; none when there is no such name here, which connecting will tell better."""
    try:
        return [str(found[4][0]) for found in socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)]
    except OSError:
        return []


PUBLISHERS = Policy(HOSTS, private=False, resolve=resolve)


def mirror_policy(mirror: str) -> Policy:
    """Files come from one place that whoever runs the server has named."""
    return Policy(frozenset({httpx.URL(mirror).host}), private=True, resolve=resolve)


def _refused(url: httpx.URL, why: str) -> DownloadError:
    return DownloadError(
        "host_refused",
        f"The file was to come from {shown(f'{url.scheme}://{url.host}')}; {why}.",
        "Nothing was fetched from there. Use a built-in data set, or upload the images.",
    )


async def fetch(
    file: RemoteFile, url: str, target: Path, policy: Policy, progress: Callable[[int, int | None], None]
) -> None:
    """Fetch ``file`` from ``url`` into ``target``; while it is on its way it is called ``….partial``.

    What came of an interrupted download is continued. Cancelling keeps it.

    Args:
        file: what to fetch.
        url: where it is.
        target: where it goes.
        policy: which hosts may be asked.
        progress: told the bytes that are there and the size, None while unknown.

    Raises:
        DownloadError: ``host_refused``, ``interrupted``, ``not_published`` or ``checksum_differs``.
        LimitError: ``download_too_large``.
        UnavailableError: ``offline``.
    """
    partial = target.with_name(target.name + ".partial")
    target.parent.mkdir(parents=True, exist_ok=True)
    whole = not partial.exists()
    for attempt in range(ATTEMPTS):
        before = _size(partial)
        try:
            async with asyncio.timeout(LONGEST_S):
                await _download(file, url, partial, policy, progress)
            break
        except (Cut, TimeoutError):
            if attempt == ATTEMPTS - 1:
                raise DownloadError(
                    "interrupted",
                    f"The connection was cut after {_size(partial):,} bytes of {file.name}.",
                    "Start the download again: it continues where it stopped.",
                ) from None
            whole = False
            await asyncio.sleep(0.2 * 2**attempt if _size(partial) == before else 0.0)
    if await asyncio.to_thread(_md5, partial) == file.md5:
        partial.replace(target)
        return
    partial.unlink()
    if not whole:  # perhaps the two halves were of different versions: once more, in one piece
        await fetch(file, url, target, policy, progress)
        return
    raise DownloadError(
        "checksum_differs",
        f"{file.name} is not the file its publisher announced: the checksum differs.",
        "It was deleted. Try again later; if it happens again, the publisher has changed the file.",
    )


async def _download(
    file: RemoteFile, url: str, partial: Path, policy: Policy, progress: Callable[[int, int | None], None]
) -> None:
    have = _size(partial)
    async with httpx.AsyncClient(timeout=httpx.Timeout(SILENCE_S, connect=CONNECT_S)) as client:
        try:
            async with _opened(client, httpx.URL(url), have, policy) as response:
                have = await _begin(file, response, partial, have)
                size = _announced(response, have) or file.bytes or None
                if size is not None and size > file.most_bytes:
                    raise _too_large(file)
                progress(have, size)
                with partial.open("ab") as out:
                    async for piece in response.aiter_raw():
                        have += len(piece)
                        if have > file.most_bytes:
                            raise _too_large(file)
                        await asyncio.to_thread(_append, out, piece)
                        progress(have, size)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            host = error.request.url.host
            raise UnavailableError("offline", f"{host} cannot be reached from this server.", OFFLINE_HINT) from None
        except httpx.TransportError:
            raise Cut from None
        except LimitError:
            partial.unlink(missing_ok=True)
            raise
    if size is not None and have < size:
        raise Cut


@contextlib.asynccontextmanager
async def _opened(client: httpx.AsyncClient, url: httpx.URL, have: int, policy: Policy):  # type: ignore[no-untyped-def]
    """The answer that holds the file, after redirects, each of which is checked."""
    headers = {"Accept-Encoding": "identity", "User-Agent": "glassnet"}
    if have:
        headers["Range"] = f"bytes={have}-"
    for _ in range(_HOPS):
        await asyncio.to_thread(policy.check, url)
        async with client.stream("GET", url, headers=headers) as response:
            if not response.has_redirect_location:
                yield response
                return
            url = url.join(response.headers["location"])
    raise DownloadError(
        "host_refused", "The publisher's address leads on and on.", "Try again later, or upload the images."
    )


async def _begin(file: RemoteFile, response: httpx.Response, partial: Path, have: int) -> int:
    """How many bytes are there before this answer's; an answer that starts anew empties the file."""
    if response.status_code == 206 and response.headers.get("content-range", "").startswith(f"bytes {have}-"):
        return have
    if response.status_code in (200, 206, 416):
        partial.unlink(missing_ok=True)
        if response.status_code == 200:
            return 0
        raise Cut  # the part that is here does not fit what is there: once more from the start
    if response.status_code >= 500 or response.status_code == 429:
        raise Cut
    raise DownloadError(
        "not_published",
        f"{response.url.host} answers {response.status_code} for {file.name}.",
        "The publisher may have moved it. Use a built-in data set, or upload the images.",
    )


def _announced(response: httpx.Response, have: int) -> int | None:
    length = response.headers.get("content-length", "")
    return have + int(length) if length.isdecimal() and len(length) < 16 else None


def _too_large(file: RemoteFile) -> LimitError:
    return LimitError(
        "download_too_large",
        f"{file.name} is larger than the {file.most_bytes:,} bytes that were announced.",
        "It was not kept. The publisher may have changed it; use a built-in data set.",
    )


def _append(out: IO[bytes], piece: bytes) -> None:
    out.write(piece)
    out.flush()  # a full disk is noticed here, and how far a download is can be seen from the file


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _md5(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
