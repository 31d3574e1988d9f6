"""Which file of an archive is an image, which is a mask, and which belong together; as far as their names tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from glassnet.errors import shown
from glassnet.storage.datasets.archive import Archive
from glassnet.storage.datasets.job import ReadError
from glassnet.storage.datasets.names import (
    IMAGE_WORDS,
    MASK_WORDS,
    PART_WORDS,
    bare,
    home,
    is_mask_name,
    is_role_folder,
    stem,
)
from glassnet.storage.datasets.options import UploadOptions

_HINT = "Give an image and its mask the same name: images/7.png and masks/7.png, or 7.png and 7_mask.png."
_NAMED = 5
_FIRST_CHANNEL = "_0000"
"""What some tools add to the names of images, but not of masks."""


class File(NamedTuple):
    """A file in an archive.

    Attributes:
        name: its path.
        read: gives its content, if it is no longer than so many bytes.
        alias: the name to match it by, where that is another one.
    """

    name: str
    read: Callable[[int], bytes]
    alias: str = ""


class Pair(NamedTuple):
    """An image and its masks: one, or one for each thing in the image.

    Attributes:
        image: the file of the image.
        masks: the files of the masks, at least one.
        home: the folders both are in, roles left out.
    """

    image: File
    masks: list[File]
    home: tuple[str, ...]


def files_of(archive: Archive, names: Sequence[str]) -> list[File]:
    """Files of an archive by their names."""

    def reader(name: str) -> Callable[[int], bytes]:
        return lambda most: archive.read(name, most)

    return [File(name, reader(name)) for name in names]


def are_masks(names: Sequence[str], options: UploadOptions) -> list[str]:
    """Those of the names that are masks of others; none where the names do not say so, or name classes."""
    if options.masks:
        return [name for name in names if _inside(name, options.masks)]
    marked = [name for name in names if _in_folder(name)]
    if marked and any(_in_folder(name, IMAGE_WORDS) for name in names if name not in set(marked)):
        return marked
    found = marked or [name for name in names if is_mask_name(name)]
    taken = set(found)
    keys = {bare(name) for name in names if name not in taken}
    return found if sum(bare(name) in keys for name in found) * 2 > len(found) else []


def matched(images: Sequence[File], masks: Sequence[File], notes: list[str]) -> list[Pair]:
    """Images with the masks of their names, in the order of the images; who is alone is named in ``notes``.

    Files match whose names agree when what says image or mask is taken away; where several agree, the folders decide.

    Raises:
        ReadError: ``no_pairs`` when none match, ``two_images`` when it is unclear which image a mask is of.
    """
    exact: dict[tuple[tuple[str, ...], str], list[File]] = {}
    loose: dict[str, list[File]] = {}
    for mask in masks:
        name = mask.alias or mask.name
        exact.setdefault((home(name), bare(name)), []).append(mask)
        loose.setdefault(bare(name), []).append(mask)
    keys = [bare(image.name) for image in images]
    often = {key for key in set(keys) if keys.count(key) > 1} if len(set(keys)) < len(keys) else set()
    found: list[Pair] = []
    for image, key in zip(images, keys, strict=True):
        own = exact.get((home(image.name), key)) or ([] if key in often else loose.get(key, []))
        if not own and key.endswith(_FIRST_CHANNEL):
            own = loose.get(key.removesuffix(_FIRST_CHANNEL), [])
        if own:
            found.append(Pair(image, own, home(image.name)))
    if not found:
        raise ReadError(
            "no_pairs",
            f"None of {len(masks):,} masks, such as {shown(masks[0].name if masks else '')}, has the name of one of "
            f"{len(images):,} images, such as {shown(images[0].name if images else '')}.",
            _HINT,
        )
    _once(found)
    paired = {pair.image.name for pair in found}
    used = {mask.name for pair in found for mask in pair.masks}
    _tell("images have no mask", [one.name for one in images if one.name not in paired], notes)
    _tell("masks have no image", [one.name for one in masks if one.name not in used], notes)
    several = [pair for pair in found if len(pair.masks) > 1]
    if several:
        first = shown(several[0].image.name)
        notes.append(f"{len(several):,} images have several masks, such as {first}; these were put together.")
    return found


def chosen_images(names: Sequence[str], masks: Sequence[str], options: UploadOptions) -> list[str]:
    """The images that are meant, beside ``masks``."""
    taken = set(masks)
    return [one for one in names if one not in taken and (not options.images or _inside(one, options.images))]


def _once(found: Sequence[Pair]) -> None:
    owner: dict[str, str] = {}
    for pair in found:
        for mask in pair.masks:
            other = owner.setdefault(mask.name, pair.image.name)
            if other != pair.image.name:
                raise ReadError(
                    "two_images",
                    f"The mask {shown(mask.name)} could be of {shown(other)} and of {shown(pair.image.name)}.",
                    _HINT,
                )


def _tell(what: str, names: Sequence[str], notes: list[str]) -> None:
    if names:
        listed = ", ".join(shown(one) for one in names[:_NAMED]) + (" …" if len(names) > _NAMED else "")
        notes.append(f"{len(names):,} {what} and were left out: {listed}.")


def _in_folder(name: str, of: frozenset[str] = MASK_WORDS) -> bool:
    return any(is_role_folder(folder, of) for folder in PurePosixPath(name).parts[:-1])


def _inside(name: str, folder: str) -> bool:
    wanted = PurePosixPath(folder.replace("\\", "/")).parts
    parts = PurePosixPath(name).parts[:-1]
    return any(parts[k : k + len(wanted)] == wanted for k in range(len(parts))) or stem(name) == folder


def groups_by_folder(pairs: Sequence[Pair]) -> list[tuple[str, ...]] | None:
    """The folder of each image where folders keep together what belongs to a patient; None where they do not."""
    homes = [pair.home for pair in pairs]
    several = set(homes)
    parts = all(is_role_folder(folder, PART_WORDS) for one in several for folder in one[-1:])
    return homes if 1 < len(several) < len(homes) and not parts else None
