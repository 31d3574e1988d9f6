"""One WebSocket for each tab: commands and acknowledgements in, events and frames out.

Three things run side by side for a socket and never wait for each other: one task reads, one sends, and commands are
carried out, in order for each run. Whatever ends first ends the others; the runs notice nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from typing import assert_never

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect

from glassnet import __version__
from glassnet.api import conversation, identity
from glassnet.api.access import Anyone, require_change, require_read
from glassnet.api.conversation import CLOSE_TOO_SLOW, Closing, Conversation
from glassnet.api.identity import Identity
from glassnet.api.service import Service
from glassnet.errors import GlassnetError, NotFoundError, UnavailableError
from glassnet.protocol.commands import Unwatch, Watch
from glassnet.protocol.events import Pong, Problem, Welcome
from glassnet.protocol.socket import SUBPROTOCOL, Follow, Painted, Ping, Tell, Unfollow
from glassnet.runtime.following import unknown
from glassnet.runtime.pool import Pool
from glassnet.runtime.subscriber import Subscriber

WINDOW = 2
"""Binary messages that may be unacknowledged."""
MOST_WAITING = 256
"""Commands of one socket that may wait; then it is read no further until some are done."""
CLOSE_PATIENCE_S = 2.0
ASK_AGAIN_S = 30.0
CLOSE_SIGNED_OUT = 4401
SIGNED_OUT = Closing(CLOSE_SIGNED_OUT, "sign in again")
FINISH_PATIENCE_S = 10.0
_log = structlog.get_logger(__name__)


class SocketEnd(Exception):
    """The socket is to be closed."""

    def __init__(self, closing: Closing) -> None:
        super().__init__(closing.reason)
        self.closing = closing


async def serve(websocket: WebSocket, asks: Anyone) -> None:
    """One tab, from its handshake to its end."""
    refused = conversation.refusal(websocket.scope["subprotocols"])
    if refused is None and asks is None:
        refused = SIGNED_OUT
    if asks is None or refused is not None:
        # A browser reports the close code only when one of the protocols it offered was chosen.
        await websocket.accept(next(iter(websocket.scope["subprotocols"]), None))
        await websocket.close(*(refused or SIGNED_OUT))
        return
    await websocket.accept(SUBPROTOCOL)
    service: Service = websocket.app.state.service
    try:
        pool = await service.pool()
    except GlassnetError as error:
        await websocket.close(CLOSE_TOO_SLOW, error.code)
        return
    tab = Tab(websocket, pool, service, asks)
    service.presence.enter(asks, tab.recheck)
    tab.recheck()  # who asked may have been sent away since the handshake
    try:
        await tab.serve()
    except SocketEnd as end:
        await _close(websocket, end.closing)
    finally:
        service.presence.leave(tab.recheck)
        await tab.finish()
        pool.detach(tab.subscriber)


def _forget(task: asyncio.Task[None]) -> None:
    """What a task that was no longer needed died of is nobody's concern."""
    if not task.cancelled():
        task.exception()


async def _close(websocket: WebSocket, closing: Closing) -> None:
    try:
        async with asyncio.timeout(CLOSE_PATIENCE_S):
            await websocket.close(closing.code, closing.reason)
    except (TimeoutError, RuntimeError, WebSocketDisconnect):
        _log.debug("socket_not_closed", code=closing.code)


class Tab:
    """An open socket.

    Args:
        websocket: accepted.
        pool: up.
        service: of the server; a browser that takes longer than its `send_timeout_s` to take one message is given up.
        asks: who is at the other end.
    """

    def __init__(self, websocket: WebSocket, pool: Pool, service: Service, asks: Identity) -> None:
        self.subscriber: Subscriber = pool.attach(WINDOW)
        self._websocket = websocket
        self._pool = pool
        self._service = service
        self._send_timeout_s = service.settings.send_timeout_s
        self._asks = asks
        self._followed: set[str] = set()
        self._doubt = asyncio.Event()
        self.recheck = self._doubt.set
        self._room = asyncio.Semaphore(MOST_WAITING)
        self._turns: set[asyncio.Task[None]] = set()
        self._last_of_run: dict[str, asyncio.Task[None]] = {}

    async def serve(self) -> None:
        """Talk until either side ends it.

        Raises:
            SocketEnd: when it is this side.
        """
        self.subscriber.put(Welcome(version=__version__, window=WINDOW))
        sending = asyncio.create_task(self._send())
        reading = asyncio.create_task(self._read())
        asking = asyncio.create_task(self._ask_again())
        tasks = (sending, reading, asking)
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        except WebSocketDisconnect:
            pass
        finally:
            for task in tasks:
                task.cancel()
                task.add_done_callback(_forget)
            await asyncio.wait(tasks)

    async def finish(self) -> None:
        """Let what was asked for be done: a page that says `stop` and closes means it."""
        if self._turns:
            await asyncio.wait(self._turns, timeout=FINISH_PATIENCE_S)
        for task in self._turns:
            task.cancel()

    async def _send(self) -> None:
        """The one task that writes to this socket."""
        while True:
            await self.subscriber.ready()
            for message in self.subscriber.take():
                try:
                    async with asyncio.timeout(self._send_timeout_s):
                        if isinstance(message, str):
                            await self._websocket.send_text(message)
                        else:
                            await self._websocket.send_bytes(message)
                except TimeoutError:
                    raise SocketEnd(Closing(CLOSE_TOO_SLOW, "too slow to read")) from None
            if self.subscriber.overflowed:
                raise SocketEnd(Closing(CLOSE_TOO_SLOW, "too much is waiting"))

    async def _ask_again(self) -> None:
        """Find out, now and then and whenever somebody says so, whether this socket may still see what it sees."""
        while True:
            with contextlib.suppress(TimeoutError):
                # Not `wait_for`: in Python 3.11 that may overhear a cancellation.
                async with asyncio.timeout(ASK_AGAIN_S * random.uniform(0.8, 1.2)):
                    await self._doubt.wait()
            self._doubt.clear()
            try:
                found = await identity.identify(self._websocket.scope, self._service)
                if found is None or found.id != self._asks.id:
                    raise SocketEnd(SIGNED_OUT)
                self._asks = found
                self._service.presence.enter(found, self.recheck)
                for run in list(self._followed):
                    await self._leave_if_hidden(run)
            except UnavailableError:
                continue  # the database is away for a moment: whoever was known stays so

    async def _leave_if_hidden(self, run: str) -> None:
        try:
            await self._require(run)
        except NotFoundError as error:
            self._followed.discard(run)
            self._pool.unfollow(self.subscriber, run)
            self.subscriber.put(conversation.problem(error, {"run": run}))

    async def _require(self, run: str, *, to_change: bool = False) -> None:
        """Go on only if whoever is at the other end may know of a run, and change it.

        Raises:
            NotFoundError: as if there were no such run. ForbiddenError: when it may only be looked at.
        """
        owner = await self._pool.owner(run)
        await require_read(self._asks, owner, unknown(run), run=run)
        if to_change:
            require_change(self._asks, owner)

    async def _read(self) -> None:
        talk = Conversation(time.monotonic())
        while True:
            message = await self._websocket.receive()
            if message["type"] == "websocket.disconnect":
                return
            text = message.get("text")
            heard = talk.hear(text if text is not None else message.get("bytes", b""), time.monotonic())
            match heard:
                case Closing():
                    raise SocketEnd(heard)
                case Problem():
                    self.subscriber.put(heard)
                case Painted():
                    self.subscriber.painted(heard.count)
                case Ping():
                    self.subscriber.put(Pong(sent_ms=heard.sent_ms))
                case Tell() | Follow() | Unfollow():
                    await self._room.acquire()
                    self._in_turn(heard)
                case _:
                    assert_never(heard)

    def _in_turn(self, message: Tell | Follow | Unfollow) -> None:
        """Carry out ``message`` once the page follows its run; commands go out in order and do not wait for answers.

        A step through an epoch is answered at its end: a pause must not wait for that.
        """
        run = message.run
        before = self._last_of_run.get(run)

        async def turn() -> None:
            try:
                if before is not None:
                    await asyncio.wait([before])
                await self._carry_out(message)
            finally:
                self._room.release()
                if self._last_of_run.get(run) is asyncio.current_task():
                    del self._last_of_run[run]

        task = asyncio.create_task(turn())
        if not isinstance(message, Tell) or isinstance(message.command, Watch | Unwatch):
            self._last_of_run[run] = task
        self._turns.add(task)
        task.add_done_callback(self._turns.discard)

    async def _carry_out(self, message: Tell | Follow | Unfollow) -> None:
        try:
            match message:
                case Tell():
                    await self._require(message.run, to_change=not isinstance(message.command, Watch | Unwatch))
                    await self._pool.tell(self.subscriber, message.run, message.id, message.command)
                case Follow():
                    await self._require(message.run)
                    self._followed.add(message.run)
                    await self._pool.follow(self.subscriber, message.run, message.since)
                case Unfollow():
                    self._followed.discard(message.run)
                    self._pool.unfollow(self.subscriber, message.run)
                case _:
                    assert_never(message)
        except GlassnetError as error:
            self.subscriber.put(conversation.problem(error, message.model_dump(include={"id", "run"})))
        except Exception:
            _log.exception("message_failed", type=message.type, run=message.run)
            internal = GlassnetError("internal", "Something went wrong inside the server.", "Try again.")
            self.subscriber.put(conversation.problem(internal, message.model_dump(include={"id", "run"})))
