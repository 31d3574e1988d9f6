"""Who may use which uploaded data set; for all others it does not exist."""

from __future__ import annotations

from glassnet.api.access import may_write
from glassnet.api.identity import Identity
from glassnet.api.service import Service
from glassnet.catalog.datasets import StoredSet
from glassnet.errors import GlassnetError
from glassnet.runtime.pool import Pool
from glassnet.runtime.records import RunRecord
from glassnet.storage.datasets.library import Manifest, unknown_upload
from glassnet.storage.uploaded import dataset_of


async def may_use(identity: Identity | None, dataset: str, service: Service) -> bool:
    """Whether somebody may look at an uploaded data set and train with it.

    That is whoever brought it; the teacher of those who did; the class to which their teacher handed out a project
    that uses it; and whoever has a link to something that uses it.
    """
    if identity is None:
        return False
    if identity.is_owner:
        return True
    owners = await service.uploaded.owners(dataset)
    if any(may_write(identity, owner) for owner in owners):
        return True
    if identity.how != "share" and identity.account.role == "admin":
        return True
    for owner in owners:
        if await identity.teaches(owner):
            return True
    if identity.class_id is not None and dataset in await service.uploaded.handed_to(identity.class_id):
        return True
    return await _is_shared(identity, dataset, owners, service)


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


async def users_of(dataset: str, pool: Pool) -> list[RunRecord]:
    """The runs that need a data set, newest first: all but those that failed, as one that ended is looked at too."""
    users: list[RunRecord] = []
    after: str | None = None
    while True:
        page = await pool.page(after, 200)
        for run in page.items:
            data = run.spec.data
            if isinstance(data, StoredSet) and data.folder() == dataset and run.status != "failed":
                users.append(run)
        if page.next is None:
            return users
        after = page.next


async def is_used(dataset: str, pool: Pool) -> bool:
    """Whether any run needs a data set."""
    return bool(await users_of(dataset, pool))


async def require(identity: Identity, dataset: str, service: Service) -> None:
    """Go on only if somebody may use an uploaded data set.

    Raises:
        NotFoundError: as if there were no such data set.
    """
    if not await may_use(identity, dataset, service):
        raise unknown_upload(dataset)


async def listed(identity: Identity, found: list[Manifest], service: Service) -> list[Manifest]:
    """Of all uploaded data sets those that somebody finds in their list: their own, and what was handed out."""
    if identity.is_owner:
        return found
    shown = await service.uploaded.of(identity.id) if identity.id else set()
    if identity.class_id is not None:
        shown |= await service.uploaded.handed_to(identity.class_id)
    shared = [one for one in found if one.id not in shown and await _shows(identity, one.id, service)]
    return [one for one in found if one.id in shown or one in shared]


async def _shows(identity: Identity, dataset: str, service: Service) -> bool:
    if identity.share is None:
        return False
    return await _is_shared(identity, dataset, await service.uploaded.owners(dataset), service)


async def keep(identity: Identity, found: Manifest, service: Service, now: float) -> None:
    """Write down who brought a data set.

    Raises:
        LimitError: when it is more than they may store; then it is not kept.
    """
    if identity.is_owner:
        return
    size = service.library.size(found.id)
    owners = await service.uploaded.owners(found.id)
    if identity.id not in owners:
        pool = await service.pool()
        try:
            await pool.quotas.check_storage(identity.id, size)
        except GlassnetError:
            if not owners:
                service.library.remove(found.id)
            raise
    await service.uploaded.add(found.id, identity.id, size, now)
