"""The end of accounts and classes: nothing of them stays."""

from __future__ import annotations

import contextlib
import time

from glassnet.api.service import Service
from glassnet.api.uploaded import remove_unneeded
from glassnet.errors import GlassnetError, NotFoundError
from glassnet.protocol.commands import Pause
from glassnet.runtime.entry import ACTIVE
from glassnet.runtime.pool import Pool
from glassnet.storage.classes import StoredClass


async def erase_account(account: str, service: Service, pool: Pool) -> None:
    """Delete an account with its runs, weights, projects, links and data sets; its sockets are closed.

    First of all the account is closed, so that nothing is made while the rest goes. Interrupted, it leaves a closed
    account that can be deleted again: by an administrator, or with its class.

    Raises:
        ConflictError: when it has classes; then nothing is deleted.
    """
    await service.people.close(account, time.time())
    service.presence.recheck(account=account)
    brought = await service.uploaded.of(account)
    gone = False
    while not gone:  # a run may have been made while the account was closed
        for run in await service.traces.run_ids(account):
            with contextlib.suppress(NotFoundError):
                await pool.delete(run)
        gone = await service.traces.delete_account(account)
    for dataset in brought:
        await remove_unneeded(dataset, service, pool)


async def pause(account: str, service: Service, pool: Pool) -> None:
    """Have somebody's runs rest: nothing trains for those who are let in no more."""
    for run in await service.traces.run_ids(account):
        with contextlib.suppress(GlassnetError):
            if (await pool.get(run)).status in ACTIVE:
                await pool.command(run, Pause())


async def rest(class_id: str, service: Service, pool: Pool) -> None:
    """Have the runs of a whole class rest."""
    for member in await service.classes.members(class_id):
        await pause(member.account, service, pool)


async def erase_class(found: StoredClass, service: Service, pool: Pool) -> None:
    """Delete a class with everybody who is or was in it, and all that is theirs."""
    now = time.time()
    await service.classes.edit(found.id, closed_at=found.closed_at or now)
    await service.classes.close_code(found.id, now)
    for account in await service.classes.all_accounts(found.id):
        await erase_account(account.id, service, pool)
    await service.traces.delete_class(found.id)
