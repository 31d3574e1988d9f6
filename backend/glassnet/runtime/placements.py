"""Which run is on which host: placing, listening, and placing anew what a dead host held."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

import structlog

from glassnet.errors import ConflictError, GlassnetError, NotFoundError, UnavailableError
from glassnet.protocol.events import Problem, StopReason
from glassnet.runtime.admission import Admission, NoRoom
from glassnet.runtime.calls import Call, Release, Rest, SaveAll, Show, Weigh
from glassnet.runtime.entry import Death, Entry
from glassnet.runtime.executor import Executor, HostEvent, HostLost, Late
from glassnet.runtime.loads import Loads
from glassnet.runtime.messages import Message, from_event
from glassnet.runtime.portions import Portions

POLL_S = 1.0
CALL_S = 10.0
MOVE_S = 60.0  # longer than `host.LEAVE_S`
PLACE_PATIENCE_S = 30.0
ATTEMPTS = 3
DEATHS = 2
DEATHS_WITHIN_S = 300.0
SICK_SAVE_S = 2.0

_log = structlog.get_logger(__name__)


class Placements:
    """Brings runs to hosts and keeps them there.

    Args:
        executor: where hosts come from.
        entries: all runs the server holds, by id.
        turned: told when a run's status became another.
        admission: who may have a place now.
        portions: how the hosts' time is shared.
    """

    def __init__(
        self,
        executor: Executor,
        entries: dict[str, Entry],
        turned: Callable[[Entry], None],
        admission: Admission,
        portions: Portions,
    ) -> None:
        self._executor = executor
        self._entries = entries
        self._turned = turned
        self._admission = admission
        self._portions = portions
        admission.release, admission.bring, admission.later = self.release, self.bring, self.later
        self.loads = Loads()
        self.compiled: Callable[[Entry, Message], None] = lambda entry, message: None
        self._devices: dict[str, str] = {}
        self._heard: dict[str, int] = {}
        self._culprits: dict[str, str] = {}
        self._joined = asyncio.Condition()
        self._tasks: set[asyncio.Task[Any]] = set()
        self.ever_joined = False

    @property
    def devices(self) -> dict[str, str]:
        """Hosts that are up, and what they compute on."""
        return dict(self._devices)

    async def start(self) -> None:
        """Start the executor and listen to what it tells."""
        await self._executor.start()
        self.later(self._watch_hosts())

    async def close(self, save_s: float) -> None:
        """Have all hosts save, within `save_s` seconds, and end them."""
        await self.save_all(save_s)
        await asyncio.sleep(0.05)  # the last status and rows come with the poll that is under way
        while self._tasks:
            for task in self._tasks:
                task.cancel()
            await asyncio.wait(self._tasks, timeout=0.1)
        await self._executor.close()

    def later(self, work: Coroutine[Any, Any, Any]) -> None:
        """Do something in the background, until the pool closes."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, GlassnetError):
            _log.warning("background work failed", code=error.code, detail=error.detail)
        elif error is not None:
            _log.error("background work failed", exc_info=error)

    # ------------------------------------------------------------------------------------------------- placing

    async def bring(self, entry: Entry) -> None:
        """Bring a run to a host in the background; one for which there is no room or no host now comes later."""
        try:
            await self.place(entry)
        except (NoRoom, ConflictError):
            pass  # it comes when it is its turn; it was deleted meanwhile
        except UnavailableError as error:
            _log.warning(
                "cannot place a run", run=entry.id, user=entry.stored.user, code=error.code, detail=error.detail
            )
            if entry.active:
                self._admission.queue(entry)

    async def place(self, entry: Entry) -> str:
        """Bring a run to a host, unless it is on one; the host.

        Raises:
            UnavailableError: when no host comes up in time. ConflictError: when the run failed or was deleted.
            NoRoom: when it has to wait for its turn.
        """
        async with entry.placing:
            if entry.host is None:
                try:
                    await self._bring(entry)
                finally:
                    entry.reserved = False
            assert entry.host is not None
            return entry.host

    async def _bring(self, entry: Entry) -> None:
        while entry.host is None:
            if entry.gone or entry.status == "failed":
                raise ConflictError("ended", f"Run {entry.id} was deleted or has failed.", "Make a new run.")
            await self._admission.admit(entry)
            host = await self._least_loaded(entry)
            entry.update(placement=entry.stored.placement + 1)
            entry.host = host  # from here on the loss of this host concerns the run
            try:
                weight = self._portions.of(entry.stored.user, entry.stored.group)
                await self._executor.call(host, entry.place(weight), CALL_S)
                await self._executor.call(host, self._views(entry), CALL_S)
            except Late:
                self._executor.kill(host, "it did not answer")
                await self._after(host, entry)
            except HostLost:
                await self._after(host, entry)
            except GlassnetError:
                entry.host = None
                raise
            else:
                entry.reason = ""

    async def _after(self, host: str, entry: Entry) -> None:
        """Wait until the loss of a host was taken note of, so that blame is shared out before anything is retried."""
        deadline = time.monotonic() + CALL_S
        while host in self._devices and time.monotonic() < deadline:
            await asyncio.sleep(0.01)
        if entry.host == host:
            entry.host = None

    async def _least_loaded(self, entry: Entry) -> str:
        """The host on which a run will have the greatest share."""
        try:
            async with asyncio.timeout(PLACE_PATIENCE_S), self._joined:
                await self._joined.wait_for(lambda: bool(self._devices))
        except TimeoutError:
            raise UnavailableError("no_worker", "No worker came up in time.", "The server's log says why.") from None
        return self._portions.roomiest(entry, self._devices, self._entries.values())

    async def ask(self, entry: Entry, make: Callable[[], Call], deadline: float) -> Any:
        """Ask the host of a run for something, in the order of asking; placed anew first when it has none.

        A host that dies before it answers is asked again in the run's next place.
        """
        for attempt in range(ATTEMPTS):
            async with entry.order:
                host = await self.place(entry)
                answer = asyncio.create_task(self._executor.call(host, make(), deadline))
                await asyncio.sleep(0)  # sent now, before the next one may be
            try:
                return await answer
            except HostLost:
                if attempt == ATTEMPTS - 1:
                    raise
                await self._after(host, entry)
            except NotFoundError as error:
                if error.code != "not_here" or attempt == ATTEMPTS - 1:
                    raise
                await asyncio.sleep(0.02)  # it was being put away at this moment
                if entry.host == host:
                    entry.host = None
            finally:
                answer.cancel()
        raise AssertionError("unreachable")

    def heard(self, entry: Entry) -> int:
        """Number of the newest message heard from the host of a run."""
        return self._heard.get(entry.host or "", 0)

    def show(self, entry: Entry) -> None:
        """Let the host of a run know what is watched now."""
        if entry.host is not None:
            self.later(self._show(entry))

    async def _show(self, entry: Entry) -> None:
        async with entry.showing:
            host = entry.host
            if host is not None:
                with contextlib.suppress(HostLost, Late):
                    await self._executor.call(host, self._views(entry), CALL_S)

    def _views(self, entry: Entry) -> Show:
        return Show(entry.id, entry.stored.placement, entry.views())

    async def weigh(self, weights: Mapping[str, float]) -> None:
        """Have all hosts share their time by these weights of users from now on."""
        calls = [self._executor.call(host, Weigh(dict(weights)), CALL_S) for host in self._devices]
        await asyncio.gather(*calls, return_exceptions=True)

    async def rest(self, entry: Entry, reason: StopReason) -> None:
        """Have a run that trains pause, and say why."""
        if entry.host is not None:
            told = reason.model_dump(mode="json")
            await self._executor.call(entry.host, Rest(entry.id, entry.stored.placement, told), CALL_S)

    async def save_all(self, within_s: float) -> None:
        """Have all hosts save what the disk does not have, for at most so many seconds."""
        saves = [self._executor.call(host, SaveAll(), within_s) for host in self._devices]
        await asyncio.gather(*saves, return_exceptions=True)

    async def release(self, entry: Entry, *, keep: bool) -> None:
        """Take a run from its host; with `keep` it is saved first."""
        host = entry.host
        if host is not None:
            await self._executor.call(host, Release(entry.id, entry.stored.placement, keep), CALL_S)
            if entry.host == host:
                entry.host = None
            self._admission.ring()

    async def move(self, entry: Entry) -> None:
        """Bring a run that trains to the host where it will have the greatest share; it is there when this returns.

        Raises:
            GlassnetError: when it cannot leave its host now.
        """
        async with entry.placing:
            host = entry.host
            if host is None or entry.gone:
                return
            leave = Release(entry.id, entry.stored.placement, keep=True, training=True)
            try:
                await self._executor.call(host, leave, MOVE_S)
            except OSError as error:
                raise UnavailableError("disk", f"Run {entry.id} could not be saved: {error}.") from None
            entry.host, entry.reserved = None, True
        await self.bring(entry)
        if entry.host is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(MOVE_S):
                    await self._compiled(entry, entry.host)

    # ----------------------------------------------------------------------------------------------- listening

    async def _watch_hosts(self) -> None:
        while True:
            event = await self._executor.events.get()
            if event.kind == "joined":
                self._devices[event.host] = event.device
                self.ever_joined = True
                self.later(self._listen(event.host))
                async with self._joined:
                    self._joined.notify_all()
            else:
                self._on_lost(event)
                self._devices.pop(event.host, None)
                self._heard.pop(event.host, None)
                self.loads.forget(event.host)

    async def _listen(self, host: str) -> None:
        cursor = 0
        with contextlib.suppress(HostLost):
            while True:
                poll = await self._executor.poll(host, cursor, POLL_S)
                cursor = poll.cursor
                for message in poll.messages:
                    entry = self._entries.get(message.run)
                    if entry is None:
                        continue
                    if entry.absorb(message):
                        self._turn(entry)
                    if message.kind == "compiled":
                        self.compiled(entry, message)
                self._heard[host] = cursor
                self.loads.heard(host, poll.busy)
                if poll.sick:
                    self._culprits[host] = poll.culprit
                    await self._replace(host, poll.sick)

    async def _replace(self, host: str, why: str) -> None:
        """A host that still answers but does not recover: save what can be saved, then end it."""
        with contextlib.suppress(GlassnetError):
            await self._executor.call(host, SaveAll(), SICK_SAVE_S)
        self._executor.kill(host, why)

    def _turn(self, entry: Entry) -> None:
        """A run's status became another: those who keep it are told, and the log if it failed."""
        if entry.status == "failed":
            why = (entry.stored.stop_reason or {}).get("detail", "")
            _log.warning("run_failed", run=entry.id, user=entry.stored.user, why=why)
        self._turned(entry)

    def _on_lost(self, event: HostEvent) -> None:
        now = time.monotonic()
        held = [entry for entry in self._entries.values() if entry.host == event.host]
        known = self._culprits.pop(event.host, "")
        blamed = [known] if known else event.blamed
        suspects = [entry for run in blamed for entry in held if entry.id == run and entry.status != "failed"]
        for entry in suspects:
            recent = [death for death in entry.deaths if now - death.at < DEATHS_WITHIN_S]
            entry.deaths = [*recent, Death(now, frozenset(suspect.id for suspect in suspects))]
        for entry in held:
            entry.host = None
        guilty = culprit(suspects)
        if guilty is not None:
            self._quarantine(guilty, event.why)
        wanted = [entry for entry in held if entry.status != "failed" and (entry.active or entry.followers)]
        for entry in wanted:
            entry.reason, entry.reserved = "worker_restarted", True
            if entry not in suspects:
                self.later(self._place_again([entry]))
        self.later(self._place_again([entry for entry in reversed(suspects) if entry in wanted]))

    async def _place_again(self, entries: list[Entry]) -> None:
        """Place runs one after the other: of two suspects the next death tells which one it was."""
        for entry in entries:
            with contextlib.suppress(ConflictError, NoRoom):  # deleted, or quarantined, meanwhile
                host = await self.place(entry)
                if len(entries) > 1:
                    await self._compiled(entry, host)

    async def _compiled(self, entry: Entry, host: str) -> None:
        """Wait until a run's programs are ready on this host, or it is there no longer."""
        while entry.host == host and entry.status != "failed":
            told = entry.replay.get(f"{entry.id}/compiled/")
            if told is not None and told.placement == entry.stored.placement:
                return
            await asyncio.sleep(0.05)

    def _quarantine(self, entry: Entry, why: str) -> None:
        """The run is not tried again: it took two hosts with it."""
        detail = f"Two workers died while they worked on this run: out of memory or a crash. The last: {why}."
        reason = StopReason(
            rule="failed", detail=detail, hint="Use a smaller batch or fewer units.", step=entry.stored.step
        )
        entry.update(status="failed", stop_reason=reason.model_dump(mode="json"))
        entry.updates_per_s = 0.0
        entry.say(entry.status_event())
        problem = Problem(run=entry.id, code="quarantined", detail=detail, hint=reason.hint)
        for follower in entry.followers:
            follower.forward(from_event(problem))
        for other in self._entries.values():  # deaths that this run caused are nobody else's
            other.deaths = [death for death in other.deaths if entry.id not in death.suspects]
        self._turn(entry)


def culprit(suspects: list[Entry]) -> Entry | None:
    """The run to quarantine after a death, if it is clear by now: the one that was there at `DEATHS` deaths.

    Args:
        suspects: the run that trained and then the run that compiled when the host died, with all their deaths. When
            both were there as often, it is taken to be the one that compiled.
    """
    often = [entry for entry in suspects if len(entry.deaths) >= DEATHS]
    return max(reversed(often), key=lambda entry: len(entry.deaths), default=None)
