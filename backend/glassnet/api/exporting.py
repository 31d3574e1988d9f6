"""Everything about a student or a class in one zip: JSON, weights as safetensors, data sets as they are stored.

Names of files are ids, never what somebody typed.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from glassnet.api.service import Service
from glassnet.api.uploaded import known_by
from glassnet.errors import BusyError, FullError, GlassnetError
from glassnet.ids import new_id
from glassnet.storage.backup import is_full
from glassnet.storage.checkpoints import Checkpoints, pack
from glassnet.storage.datasets.library import MANIFEST
from glassnet.storage.store import Store
from glassnet.storage.traces import Row
from glassnet.storage.usage import size_bytes

PLACE = ".exports"
MOST_AT_ONCE = 2
KEPT_S = 3600.0


async def of_accounts(service: Service, who: str, accounts: Sequence[str], about: dict[str, Any] | None = None) -> Path:
    """Write a zip of all that accounts have.

    Args:
        service: where it is.
        who: asks for it.
        accounts: their ids. Of one account the files lie at the top, of several in a folder for each.
        about: further JSON documents, by name.

    Returns:
        The file; whoever sends it deletes it.

    Raises:
        BusyError: when another of theirs, or too many of others, are being written.
        FullError: when there is no room for it.
    """
    if who in service.exports:
        raise BusyError("export_under_way", "An export of yours is being written already.", "Wait until it has come.")
    if len(service.exports) >= MOST_AT_ONCE:
        raise BusyError("exports_busy", "Others are being exported at the moment.", "Try again in a minute.")
    service.exports.add(who)
    folder = service.settings.data_dir / PLACE
    path = folder / f"{new_id('export')}.zip"
    try:
        await asyncio.to_thread(_prepare, folder)
        needed = [path for account in accounts for path in await _folders(service, account)]
        if await asyncio.to_thread(_lacks_room, folder, needed):
            raise FullError("The export")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, document in (about or {}).items():
                await asyncio.to_thread(_put, archive, f"{name}.json", document)
            for account in accounts:
                prefix = f"members/{account}/" if about is not None else ""
                await _account(service, account, archive, prefix)
    except BaseException as error:
        path.unlink(missing_ok=True)
        if isinstance(error, OSError) and is_full(error):
            raise FullError("The export") from error
        raise
    finally:
        service.exports.discard(who)
    return path


def _prepare(folder: Path) -> None:
    """Make the folder, and sweep what was never sent to its end."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.zip"):
        if time.time() - old.stat().st_mtime > KEPT_S:
            old.unlink(missing_ok=True)


async def _folders(service: Service, account: str) -> list[Path]:
    """Where what somebody has on the disk is."""
    runs = [service.settings.data_dir / "checkpoints" / run for run in await service.traces.run_ids(account)]
    return runs + [service.library.folder / dataset for dataset in await service.uploaded.of(account)]


def _lacks_room(folder: Path, needed: Sequence[Path]) -> bool:
    return shutil.disk_usage(folder).free < sum(map(size_bytes, needed))


async def _account(service: Service, account: str, archive: zipfile.ZipFile, prefix: str) -> None:
    traces = service.traces
    await asyncio.to_thread(_put, archive, f"{prefix}account.json", await traces.account(account))
    for name, rows in (await traces.others(account)).items():
        await asyncio.to_thread(_put, archive, f"{prefix}{name}.json", rows)
    for project in await traces.projects(account):
        await asyncio.to_thread(_put, archive, f"{prefix}projects/{project['id']}.json", project)
    checkpoints = Checkpoints(service.settings.data_dir / "checkpoints", service.settings.keep_checkpoints)
    store = Store(service.database)
    for run in await traces.runs(account):
        batch = await store.rows(run["id"])
        metrics = {"history": batch.history, "first": batch.first, "rows": batch.rows}
        await asyncio.to_thread(_run, archive, f"{prefix}runs/{run['id']}", run, metrics, checkpoints)
    for dataset, brought in (await service.uploaded.brought(await service.uploaded.of(account))).items():
        place, folder = f"{prefix}datasets/{dataset}", service.library.folder / dataset
        await asyncio.to_thread(_files, archive, place, folder)
        if service.library.has(dataset):
            told = known_by(await asyncio.to_thread(service.library.upload, dataset), brought, account)
            await asyncio.to_thread(_put, archive, f"{place}/{MANIFEST}", told.model_dump(mode="json"))


def _run(archive: zipfile.ZipFile, place: str, run: Row, metrics: dict[str, Any], checkpoints: Checkpoints) -> None:
    _put(archive, f"{place}/run.json", run)
    _put(archive, f"{place}/metrics.json", metrics)
    for kept in checkpoints.listed(run["id"]):
        try:
            found = checkpoints.load(run["id"], kept.step)
        except GlassnetError:
            continue  # damaged: there is nothing to take along
        if found is not None:
            archive.writestr(f"{place}/{kept.step}.safetensors", pack(found.arrays))


def _files(archive: zipfile.ZipFile, place: str, folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != MANIFEST:  # others may have brought the same, under another title
            archive.write(path, f"{place}/{path.relative_to(folder)}", zipfile.ZIP_STORED)


def _put(archive: zipfile.ZipFile, name: str, document: Any) -> None:
    archive.writestr(name, json.dumps(document, indent=1, ensure_ascii=False))
