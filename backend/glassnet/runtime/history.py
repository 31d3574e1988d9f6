"""The runs of the past and of others: in lists, with notes, compared, and gone on from."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from glassnet.errors import ConflictError
from glassnet.protocol.projects import CheckpointLine, Comparison, Difference, RunLine, RunLinePage
from glassnet.runtime.entry import Entry, record
from glassnet.runtime.following import unknown
from glassnet.runtime.inheritance import Beginning, continued
from glassnet.runtime.lines import line
from glassnet.runtime.records import RunRecord
from glassnet.spec import RunSpec
from glassnet.spec.differences import differences
from glassnet.storage.checkpoints import Checkpoint, Checkpoints
from glassnet.storage.history import RunHead, RunLists
from glassnet.storage.store import Store, StoredRun

if TYPE_CHECKING:
    from glassnet.runtime.pool import Pool

SAVED_S = 10.0
"""How long a fork waits for what a run has just learned to be on the disk."""

SAVED_EVERY_S = 0.1


class History:
    """What can be asked about runs without asking a worker.

    Args:
        pool: where runs are found and made.
        entries: all runs the server holds, by id.
        store: the database.
        checkpoints: of all runs.
    """

    def __init__(self, pool: Pool, entries: dict[str, Entry], store: Store, checkpoints: Checkpoints) -> None:
        self._pool = pool
        self._entries = entries
        self._store = store
        self._checkpoints = checkpoints
        self._lists = RunLists(store.database)

    # ------------------------------------------------------------------------------------------------- in lists

    async def lines(
        self, users: Collection[str] | None, project: str | None, after: str | None, limit: int
    ) -> RunLinePage:
        """A page of runs, newest first.

        Args:
            users: whose; None for everybody's.
            project: only those of this project.
            after: `RunLinePage.next` of the page before.
            limit: most runs of the page.
        """
        found = await self._lists.page(limit + 1, after, users=users, project=project)
        items = [self._line(head) for head in found[:limit]]
        return RunLinePage(items=items, next=items[-1].id if len(found) > limit else None)

    async def of(self, users: Collection[str], most: int) -> dict[str, list[RunLine]]:
        """The newest runs of each of these users as they are now, at most so many each."""
        found = await self._lists.newest(users, most)
        return {user: [self._line(head) for head in heads] for user, heads in found.items()}

    async def line(self, run_id: str) -> RunLine:
        """One run as lists show it.

        Raises:
            NotFoundError: when there is none.
        """
        return self._line(await self._stored(run_id))

    def _line(self, run: RunHead | StoredRun) -> RunLine:
        entry = self._entries.get(run.id)
        return line(run) if entry is None else line(entry.stored, entry.updates_per_s)

    async def compare(self, run_ids: Sequence[str]) -> Comparison:
        """Runs side by side, and in what their set-ups differ.

        Raises:
            NotFoundError: when one of them is not there.
        """
        runs = [await self._stored(run_id) for run_id in run_ids]
        found = await asyncio.to_thread(differences, [run.spec for run in runs])
        return Comparison(
            runs=[self._line(run) for run in runs],
            differences=[Difference(path=one.path, values=one.values) for one in found],
        )

    async def _stored(self, run_id: str) -> StoredRun:
        entry = self._entries.get(run_id)
        stored = entry.stored if entry is not None else await self._store.get(run_id)
        if stored is None:
            raise unknown(run_id)
        return stored

    # ----------------------------------------------------------------------------------------- what is said of it

    async def edit(self, run_id: str, **values: str | None) -> RunRecord:
        """Change `title`, `notes` or `project` of a run; what it trains with stays.

        Raises:
            NotFoundError: when there is none.
        """
        entry = await self._pool.entry(run_id)
        if values:
            if not await self._store.edit(run_id, **values):
                raise unknown(run_id)
            entry.stored = msgspec.structs.replace(entry.stored, **values)
        return record(entry.stored, entry.updates_per_s)

    # ---------------------------------------------------------------------------------------------- checkpoints

    async def checkpoints(self, run_id: str) -> list[CheckpointLine]:
        """The states of a run that were kept, newest first.

        Raises:
            NotFoundError: when there is no such run.
        """
        await self._stored(run_id)
        kept = await asyncio.to_thread(self._checkpoints.listed, run_id)
        return [
            CheckpointLine(
                step=one.step, epoch=one.epoch, at=datetime.fromtimestamp(one.at, UTC), loss=one.loss, best=one.best
            )
            for one in kept
        ]

    async def fork(
        self, run_id: str, step: int | None, *, user: str, group: str | None = None, project: str | None = None
    ) -> RunRecord:
        """A new run, paused, that goes on from where another one was: its weights, optimiser, curves and live values.

        Args:
            run_id: the other one.
            step: of a checkpoint; None for the state it is in now.
            user: whose the new one is.
            group: the class it belongs to.
            project: the project it belongs to.

        Raises:
            NotFoundError: when there is no such run, or no such checkpoint.
            ConflictError: when nothing of it is on the disk. UnavailableError: when it cannot be saved now.
        """
        source = await self._stored(run_id)
        if step is None:
            await self._pool.save(run_id)
        found = await (self._newest(run_id) if step is None else self._at(run_id, step))
        title = f"{source.title} (copy)"[:120] if source.title else ""
        told: dict[str, Any] = {"user": user, "group": group, "project": project, "title": title, "parent": run_id}
        beginning = continued(found) if found is not None else Beginning(None)
        spec = RunSpec.model_validate(found.manifest["trainer"]["spec"] if found is not None else source.spec)
        return await self._pool.begin(spec, beginning, **told, parent_step=beginning.step)

    async def _at(self, run_id: str, step: int) -> Checkpoint:
        found = await asyncio.to_thread(self._checkpoints.load, run_id, step)
        if found is None:
            steps = [str(kept.step) for kept in await asyncio.to_thread(self._checkpoints.listed, run_id)]
            hint = f"Kept are those at step {', '.join(steps)}." if steps else "Nothing of it is kept yet."
            raise ConflictError("no_checkpoint", f"Run {run_id} has no checkpoint at step {step}.", hint, "step")
        return found

    async def _newest(self, run_id: str) -> Checkpoint | None:
        """The newest state that is on the disk; of a run that rests, the one it is in. None at its very beginning."""
        until = time.monotonic() + SAVED_S
        while True:
            found = await asyncio.to_thread(self._checkpoints.load, run_id)
            run = await self._stored(run_id)
            late = time.monotonic() > until
            if found is not None:
                entry = self._entries.get(run_id)
                if late or (entry is not None and entry.active) or found.manifest["trainer"]["step"] == run.step:
                    return found
            elif run.step == 0:
                return None
            elif late:
                detail = f"Nothing that run {run_id} has learned is on the disk."
                raise ConflictError("no_checkpoint", detail, "Try again in a few seconds, or make a new run.")
            await asyncio.sleep(SAVED_EVERY_S)
