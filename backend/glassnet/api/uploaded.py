"""Who may use which uploaded data set; for all others it does not exist."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

import structlog

from glassnet.api.identity import Identity
from glassnet.api.service import Service
from glassnet.errors import ConflictError, GlassnetError
from glassnet.runtime.pool import Pool
from glassnet.storage.datasets.library import UNTITLED, Stored, unknown_upload
from glassnet.storage.retention import EVERY_S, ORPHAN_S
from glassnet.storage.store import Store
from glassnet.storage.uploaded import Brought, dataset_of

_log = structlog.get_logger(__name__)


async def may_use(identity: Identity | None, dataset: str, service: Service) -> bool:
    """Whether somebody may look at an uploaded data set and train with it.

    That is whoever brought it; the teacher of those who did; the class to which their teacher handed out a project
    that uses it; and whoever has a link to something that uses it.
    """
    if identity is None:
        return False
    return await _through(identity, dataset, list(await service.uploaded.owners(dataset)), service) is not None


async def _through(identity: Identity, dataset: str, owners: Sequence[str], service: Service) -> str | None:
    """The one of its owners through whom somebody may use a data set, empty where it needs none; None if not."""
    if identity.is_owner:
        return ""
    if identity.how != "share" and identity.id in owners:
        return identity.id
    if identity.how != "share" and identity.account.role == "admin":
        return next(iter(owners), "")
    for owner in owners:
        if await identity.teaches(owner):
            return owner
    if identity.class_id is not None:
        handed = await service.uploaded.handed_to(identity.class_id)
        if dataset in handed:
            return handed[dataset]
    shared = await _is_shared(identity, dataset, set(owners), service)
    return identity.share.user if shared and identity.share is not None else None


async def as_seen(identity: Identity, found: Stored, service: Service) -> Stored:
    """A data set with the title and notes of the owner through whom somebody may use it: theirs, if they brought it."""
    brought = (await service.uploaded.brought([found.id])).get(found.id, [])
    through = await _through(identity, found.id, [one.user for one in brought], service)
    return known_by(found, brought, through or "")


def known_by(found: Stored, brought: Sequence[Brought], user: str) -> Stored:
    """A data set as one of those who brought it knows it."""
    own = next((one for one in brought if one.user == user), None)
    if own is None:
        return found
    told = {} if own.title is None else {"title": own.title, "notes": own.notes}
    return found.model_copy(update={**told, "created_at": own.created_at})


async def _is_shared(identity: Identity, dataset: str, owners: set[str], service: Service) -> bool:
    share = identity.share
    if share is None or share.user not in owners:
        return False
    if share.run is not None:
        try:
            run = await (await service.pool()).get(share.run)
        except GlassnetError:
            return False
        return dataset_of(run.spec.model_dump(mode="json", include={"data"})) == dataset
    project = await service.projects.get(share.project) if share.project is not None else None
    return project is not None and dataset_of(project.document) == dataset


async def remove_unneeded(dataset: str, service: Service, pool: Pool) -> bool:
    """Delete the files of a data set that nobody has and no run needs; whether it did."""
    async with service.uploaded.deciding:
        if await service.uploaded.owners(dataset) or await pool.learning_from(dataset):
            return False
        await asyncio.to_thread(service.library.remove, dataset)
        return True


async def sweep(service: Service, pool: Pool, now: float) -> list[str]:
    """Delete the data sets whose last owner has gone while a run still needed them; their ids.

    What came before this server was one of several people has no owner and stays. A database without a single run
    deletes nothing: it is more likely a wrong address than the wish of anybody.
    """
    if not service.settings.hosted or not await Store(service.database).count():
        return []
    swept = []
    for found in await asyncio.to_thread(service.library.uploads):
        old = found.title == UNTITLED and now - found.created_at > ORPHAN_S
        if old and await remove_unneeded(found.id, service, pool):
            swept.append(found.id)
    return swept


async def sweep_for_ever(service: Service) -> None:
    """Delete what nobody has, now and every hour."""
    while True:
        try:
            await service.opened()
            if swept := await sweep(service, await service.pool(), time.time()):
                _log.info("data sets swept", deleted=len(swept))
        except (GlassnetError, OSError) as error:  # tried again in an hour
            _log.warning("cannot sweep data sets", detail=str(error))
        await asyncio.sleep(EVERY_S)


async def require(identity: Identity, dataset: str, service: Service) -> None:
    """Go on only if somebody may use an uploaded data set.

    Raises:
        NotFoundError: as if there were no such data set.
    """
    if not await may_use(identity, dataset, service):
        raise unknown_upload(dataset)


async def listed(identity: Identity, found: list[Stored], service: Service) -> list[Stored]:
    """Of all uploaded data sets those in somebody's list, newest first: their own, and what was handed out."""
    if identity.is_owner:
        return found
    through = dict.fromkeys(await service.uploaded.of(identity.id) if identity.id else (), identity.id)
    if identity.class_id is not None:
        through = await service.uploaded.handed_to(identity.class_id) | through
    for one in found:
        if identity.share is not None and one.id not in through and await _shows(identity, one.id, service):
            through[one.id] = identity.share.user
    brought = await service.uploaded.brought(through)
    shown = [known_by(one, brought.get(one.id, []), through[one.id]) for one in found if one.id in through]
    return sorted(shown, key=lambda one: -one.created_at)


async def _shows(identity: Identity, dataset: str, service: Service) -> bool:
    if identity.share is None:
        return False
    return await _is_shared(identity, dataset, await service.uploaded.owners(dataset), service)


async def require_room(identity: Identity, service: Service) -> None:
    """Go on only if somebody has room for another data set: asked before a byte of it is taken.

    Raises:
        LimitError: with what is used and the limit.
    """
    if not identity.is_owner:
        await (await service.pool()).quotas.check_storage(identity.id)


async def keep(identity: Identity, found: Stored, service: Service, now: float) -> Stored:
    """Write down who brought a data set, and as what.

    Returns:
        The data set as they know it: brought again, it is called as before.

    Raises:
        LimitError: when it is more than they may store; then it is not kept.
        ConflictError: when it was deleted a moment ago.
    """
    if identity.is_owner:
        return found
    size = service.library.size(found.id)
    async with service.uploaded.deciding:
        owners = await service.uploaded.owners(found.id)
        if not service.library.has(found.id):
            raise ConflictError("dataset_gone", "Somebody deleted the same data set meanwhile.", "Upload it again.")
        try:
            if identity.id not in owners:
                await (await service.pool()).quotas.check_storage(identity.id, size)
            await service.uploaded.add(found.id, identity.id, size, now, found.title, found.notes)
        except GlassnetError:
            if not owners:
                service.library.remove(found.id)
            raise
    return known_by(found, (await service.uploaded.brought([found.id])).get(found.id, []), identity.id)
