"""Projects and classes for whoever may have them; to others they do not exist. Runs: see `owned`."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

from glassnet.api.access import may_read, may_write, require_read, require_write
from glassnet.api.identity import Identity
from glassnet.api.service import Service
from glassnet.api.uploaded import as_seen, may_use
from glassnet.errors import ForbiddenError, NotFoundError
from glassnet.storage.classes import StoredClass
from glassnet.storage.projects import WholeProject
from glassnet.storage.uploaded import dataset_of


def no_project(project: str) -> NotFoundError:
    """What is said when there is none, or none that whoever asks may know of."""
    return NotFoundError("no_such_project", f"There is no project {project}.", "It may have been deleted.", "project")


async def project_to_read(service: Service, who: Identity, project: str) -> WholeProject:
    """A project that somebody may look at.

    Raises:
        NotFoundError: when there is none for them.
    """
    found = await service.projects.get(project) if "\0" not in project else None
    if found is None:
        raise no_project(project)
    await require_read(who, found.user, no_project(project), project=project)
    return found


async def project_to_write(service: Service, who: Identity, project: str, *, deleted: bool = False) -> None:
    """See that somebody may change a project.

    Args:
        service: where it is.
        who: they.
        project: its id.
        deleted: whether one that was deleted will do.

    Raises:
        NotFoundError: when there is none for them. ForbiddenError: when they may look at it only.
    """
    owner = await service.projects.owner(project, deleted=deleted) if "\0" not in project else None
    if owner is None:
        raise no_project(project)
    await require_write(who, owner, no_project(project), project=project)


async def require_copy(
    who: Identity, owner: str, *, run: str | None = None, project: str | None = None, weights: bool = False
) -> None:
    """Go on only if somebody who may look at a thing may also have a copy: a link can be for looking only.

    Args:
        who: they.
        owner: whose it is.
        run: its id, if it is a run.
        project: its id, if it is a project.
        weights: whether what was learned is copied too.

    Raises:
        ForbiddenError: when the link that lets them look does not let them copy.
    """
    if who.how != "share" and await may_read(replace(who, share=None), owner, run=run, project=project):
        return
    share = who.share
    if share is None or share.mode != "fork":
        raise ForbiddenError("look_only", "This link is for looking only.", "Ask whoever shared it for one to copy.")
    if weights and not share.weights:
        detail = "This link does not share what the run has learned."
        raise ForbiddenError("no_weights", detail, "Start one of your own with the same set-up.")


async def require_past(who: Identity, owner: str, missing: NotFoundError) -> None:
    """Go on only if somebody who sees a project may see its earlier versions: a link shows only the present one.

    Raises:
        NotFoundError: `missing`.
    """
    await require_read(who, owner, missing)


async def user_to_read(who: Identity, user: str) -> None:
    """See that somebody may look at what another one has made.

    Raises:
        NotFoundError: when there is nobody of that id for them.
    """
    missing = NotFoundError("no_such_user", "There is nobody of that id here.", "Leave it out for your own.", "user")
    await require_read(who, user, missing)


async def whose_runs(service: Service, who: Identity, user: str | None, project: str | None) -> str | None:
    """Whose runs are to be listed: of whom it was asked; of a project everybody's (None); otherwise one's own.

    Raises:
        NotFoundError: when somebody asks for what they may not know of; a link to a project does not show its runs.
    """
    if user is not None:
        await user_to_read(who, user)
    if project is not None:
        await project_to_read(service, replace(who, share=None), project)
        return user
    return who.id if user is None else user


async def adopt_data(service: Service, who: Identity, document: object) -> None:
    """Who copies a thing that uses an uploaded data set may use that from now on, whatever becomes of the thing."""
    dataset = dataset_of(document)
    if dataset is not None and service.library.has(dataset) and await may_use(who, dataset, service):
        seen = await as_seen(who, await asyncio.to_thread(service.library.upload, dataset), service)
        await service.uploaded.add(dataset, who.id, 0, time.time(), seen.title, seen.notes)


async def class_to_teach(service: Service, who: Identity, class_id: str) -> StoredClass:
    """A class that somebody teaches; an administrator and the owner of a laptop teach all.

    Raises:
        NotFoundError: when there is none for them.
    """
    found = await service.classes.get(class_id) if "\0" not in class_id else None
    if found is None or not (may_write(who, found.teacher) or who.account.role == "admin"):
        raise NotFoundError("no_such_class", f"There is no class {class_id}.", "It may have been deleted.", "class")
    return found
