"""What is asked of a run: commands, which act once however often they are told, and questions."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from glassnet.errors import BusyError, ConflictError, GlassnetError, UnavailableError
from glassnet.ids import new_id
from glassnet.protocol.commands import CommandSpec, Start, Step, Unwatch, Watch
from glassnet.protocol.events import Done
from glassnet.protocol.views import ViewSpec
from glassnet.runtime.admission import Admission, NoRoom
from glassnet.runtime.calls import Answer, Call, Look, Predict, Save, Seen, Tell, Weights
from glassnet.runtime.entry import Entry
from glassnet.runtime.keeping import Keeping
from glassnet.runtime.placements import Placements
from glassnet.runtime.quotas import Quotas

ANSWER_S = 30.0
LOOK_S = 20.0
LOOK_EVERY_S = 0.05


class Runs(Protocol):
    """Where runs are found."""

    async def entry(self, run_id: str) -> Entry:
        """The run, or NotFoundError."""


class Asking:
    """The part of the pool that asks workers.

    Args:
        runs: where runs are found.
        admission: who waits for a place.
        placements: where they are.
        quotas: what users may still use.
        keeping: writes what was confirmed.
        answer_s: how long a worker may take, compiling included.
    """

    def __init__(
        self,
        runs: Runs,
        admission: Admission,
        placements: Placements,
        keeping: Keeping,
        quotas: Quotas,
        answer_s: float,
    ) -> None:
        self._runs = runs
        self._admission = admission
        self._quotas = quotas
        self._placements = placements
        self._keeping = keeping
        self._answer_s = answer_s

    async def command(self, run_id: str, command: CommandSpec, command_id: str | None = None) -> Done:
        """Have a run carry out a command. What is answered survives the death of the server.

        A weight that was set by hand and a reset are on the disk a quarter of a second later, training every few
        seconds: a worker that dies before that takes them with it.

        Args:
            run_id: which run.
            command: what to do; watching needs a socket (see `tell`).
            command_id: told twice, the command acts once and is answered alike.

        Raises:
            GlassnetError: why it was not carried out.
        """
        if isinstance(command, Watch | Unwatch):
            raise ConflictError("needs_socket", "A view can be watched on a socket only.", "Use the WebSocket.")
        entry = await self._runs.entry(run_id)
        command_id = command_id or new_id("command")
        known = entry.answers.get(command_id)
        if isinstance(known, GlassnetError):
            raise known
        if known is not None:
            return known
        if command_id not in entry.in_flight:
            task = asyncio.create_task(self._carry_out(entry, command_id, command))
            entry.in_flight[command_id] = task
            task.add_done_callback(lambda _: entry.in_flight.pop(command_id, None))
        return await asyncio.shield(entry.in_flight[command_id])

    async def _carry_out(self, entry: Entry, command_id: str, command: CommandSpec) -> Done:
        try:
            if isinstance(command, Start | Step):
                await self._quotas.check_training(entry.stored.user)
            answer = await self._tell(entry, command_id, command)
        except GlassnetError as error:
            if error.status < 500 and not isinstance(error, BusyError):
                entry.remember(command_id, error)
            raise
        if self._placements.heard(entry) < answer.told:
            entry.update(status=answer.status, step=answer.step)
        if answer.spec is not None:
            entry.update(spec=answer.spec)
        try:
            await self._keeping.write(entry)
        except UnavailableError:
            if answer.spec is not None:  # an edit is confirmed only when it is on the disk
                raise
        done = Done(id=command_id, run=entry.id, step=answer.step, status=answer.status)
        entry.remember(command_id, done)
        return done

    async def _tell(self, entry: Entry, command_id: str, command: CommandSpec) -> Answer:
        waiting = self._admission.instead(entry, command)
        if waiting is not None:
            return waiting
        said = command.model_dump(mode="json")
        try:
            answer: Answer = await self._ask(entry, lambda: Tell(entry.id, entry.stored.placement, command_id, said))
        except NoRoom:
            if not isinstance(command, Start):
                raise
            return self._admission.queue(entry)
        return answer

    async def predict(self, run_id: str, inputs: Sequence[Any]) -> list[list[Any]]:
        """What the network makes of points of the plane, ``(n, 2)``, or of images ``(n, height, width, channels)``.

        Args:
            run_id: which run.
            inputs: nested lists of numbers.

        Returns:
            for each example the outputs, or rows of pixels with an output for each class.

        Raises:
            GlassnetError: when the run is unknown, has failed, or the inputs do not fit.
            BusyError: when what predicts is being compiled for too long.
        """
        entry = await self._runs.entry(run_id)
        asked = list(inputs)
        until = time.monotonic() + LOOK_S
        while True:
            outputs: list[list[Any]] | None
            outputs = await self._ask(entry, lambda: Predict(entry.id, entry.stored.placement, asked))
            if outputs is not None:
                return outputs
            if time.monotonic() > until:
                raise BusyError("not_ready", f"Run {entry.id} cannot predict yet.", "Ask again in a few seconds.")
            await asyncio.sleep(LOOK_EVERY_S)

    async def look(self, run_id: str, view: ViewSpec) -> Seen:
        """What a view shows now; waits until it can be made, and a while for what takes longer to measure.

        Raises:
            GlassnetError: when the run is unknown or has failed, or there is no such view of it.
            BusyError: when it is not ready for too long.
        """
        entry, wanted = await self._runs.entry(run_id), view.model_dump(mode="json")
        until = time.monotonic() + LOOK_S
        while True:
            seen: Seen | None = await self._ask(entry, lambda: Look(entry.id, entry.stored.placement, wanted))
            late = time.monotonic() > until
            if seen is not None and (late or not seen["meta"].get("pending")):
                return seen
            if late:
                raise BusyError("not_ready", f"The view '{view.kind}' of run {entry.id} is not ready.", "Ask again.")
            await asyncio.sleep(LOOK_EVERY_S)

    async def checkpoint(self, run_id: str) -> bytes:
        """The weights and the optimiser's state as the bytes of a safetensors file.

        Raises:
            GlassnetError: when the run is unknown or has failed.
        """
        entry = await self._runs.entry(run_id)
        content: bytes = await self._ask(entry, lambda: Weights(entry.id, entry.stored.placement))
        return content

    async def save(self, run_id: str) -> None:
        """Have what a run that trains has learned until now on the disk; others are saved when they come to rest.

        Raises:
            UnavailableError: when it cannot be written.
        """
        entry = await self._runs.entry(run_id)
        if entry.host is None or not entry.active:
            return
        try:
            await self._ask(entry, lambda: Save(entry.id, entry.stored.placement))
        except OSError as error:
            why = f"The run could not be saved: {error.strerror or error}."
            raise UnavailableError("disk", why, "Make room on the server's disk, then try again.") from None

    async def _ask(self, entry: Entry, make: Callable[[], Call]) -> Any:
        if entry.status == "failed":
            raise ConflictError("ended", f"Run {entry.id} has failed.", "Make a new run.")
        entry.used_at = time.monotonic()
        return await self._placements.ask(entry, make, self._answer_s)
