"""One WebSocket for each tab: commands and acknowledgements in, events and frames out.

Three things run side by side for a socket and never wait for each other: one task reads, one sends, and commands are
carried out, in order for each run. Whatever ends first ends the others; the runs notice nothing.
"""

from __future__ import annotations

import asyncio
import time
from typing import assert_never

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect

from glassnet import __version__
from glassnet.api import conversation
from glassnet.api.conversation import CLOSE_TOO_SLOW, Closing, Conversation
from glassnet.api.service import Service
from glassnet.errors import GlassnetError
from glassnet.protocol.commands import Unwatch, Watch
from glassnet.protocol.events import Pong, Problem, Welcome
from glassnet.protocol.socket import SUBPROTOCOL, Follow, Painted, Ping, Tell, Unfollow
from glassnet.runtime.pool import Pool
from glassnet.runtime.subscriber import Subscriber

WINDOW = 2
"""Binary messages that may be unacknowledged."""
MOST_WAITING = 256
"""Commands of one socket that may wait; then it is read no further until some are done."""
CLOSE_PATIENCE_S = 2.0
FINISH_PATIENCE_S = 10.0
_log = structlog.get_logger(__name__)


class SocketEnd(Exception):
    """The socket is to be closed."""

    def __init__(self, closing: Closing) -> None:
        super().__init__(closing.reason)
        self.closing = closing


async def serve(websocket: WebSocket) -> None:
    """One tab, from its handshake to its end."""
    refused = conversation.refusal(websocket.scope["subprotocols"])
    if refused is not None:
        # A browser reports the close code only when one of the protocols it offered was chosen.
        await websocket.accept(next(iter(websocket.scope["subprotocols"]), None))
        await websocket.close(*refused)
        return
    await websocket.accept(SUBPROTOCOL)
    service: Service = websocket.app.state.service
    try:
        pool = await service.pool()
    except GlassnetError as error:
        await websocket.close(CLOSE_TOO_SLOW, error.code)
        return
    tab = Tab(websocket, pool, service.settings.send_timeout_s)
    try:
        await tab.serve()
    except SocketEnd as end:
        await _close(websocket, end.closing)
    finally:
        await tab.finish()
        pool.detach(tab.subscriber)


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
        send_timeout_s: a browser that takes longer to take one message is given up.
    """

    def __init__(self, websocket: WebSocket, pool: Pool, send_timeout_s: float) -> None:
        self.subscriber: Subscriber = pool.attach(WINDOW)
        self._websocket = websocket
        self._pool = pool
        self._send_timeout_s = send_timeout_s
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
        try:
            done, _ = await asyncio.wait([sending, reading], return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        except WebSocketDisconnect:
            pass
        finally:
            for task in (sending, reading):
                task.cancel()
            await asyncio.gather(sending, reading, return_exceptions=True)

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
                    await self._pool.tell(self.subscriber, message.run, message.id, message.command)
                case Follow():
                    await self._pool.follow(self.subscriber, message.run, message.since)
                case Unfollow():
                    self._pool.unfollow(self.subscriber, message.run)
                case _:
                    assert_never(message)
        except GlassnetError as error:
            self.subscriber.put(conversation.problem(error, message.model_dump(include={"id", "run"})))
        except Exception:
            _log.exception("message_failed", type=message.type, run=message.run)
            internal = GlassnetError("internal", "Something went wrong inside the server.", "Try again.")
            self.subscriber.put(conversation.problem(internal, message.model_dump(include={"id", "run"})))
