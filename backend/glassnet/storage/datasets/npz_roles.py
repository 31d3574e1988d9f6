"""Which array of an npz is what: images, labels or masks, groups, spacing, phase; as far as names and shapes tell."""

from __future__ import annotations

from math import isqrt

from glassnet.catalog.datasets.upload import MOST_CLASSES
from glassnet.errors import shown
from glassnet.storage.datasets.arrays import Header, Npz
from glassnet.storage.datasets.cases import ranges
from glassnet.storage.datasets.job import ReadError
from glassnet.storage.datasets.names import GROUP_WORDS, MASK_WORDS, PHASE_WORDS, SPACING_WORDS, tells
from glassnet.storage.datasets.options import ROLES, ArrayFound, Role, UploadOptions, UploadQuestion

_LIKE_IMAGES = ("image", "img", "pixel", "x", "data", "input")
_LIKE_LABELS = ("label", "target", "class", "y")
_MASKS = MASK_WORDS | {"y"}
_EXTRA = GROUP_WORDS | SPACING_WORDS | PHASE_WORDS
_MOST_SEARCHED = 8 << 20

Headers = dict[str, Header]


def choose(arrays: Npz, options: UploadOptions) -> tuple[UploadOptions, bool]:
    """The arrays that are meant, and whether that is beyond doubt.

    Raises:
        ReadError: when an array that was chosen is not there, or no array holds images.
    """
    headers = arrays.headers
    for role in ROLES:
        name = getattr(options, role)
        if name and name not in headers:
            raise ReadError(
                "no_array",
                f"There is no array {shown(name)} in the file.",
                f"There are {', '.join(shown(one) for one in list(headers)[:20])}.",
                "options",
            )
    if options.labels and options.masks:
        raise ReadError(
            "labels_and_masks",
            f"Both labels, {shown(options.labels)}, and masks, {shown(options.masks)}, were chosen.",
            "Choose labels to learn a class for each image, or masks to learn a class for each pixel.",
            "options",
        )
    if options.images and (options.labels or options.masks):
        return options, True
    pair = None if options.labels else _pair(headers, options)
    if pair is None:
        images, labels, clear = _labelled(headers, options)
        found = _with_more(arrays, options.model_copy(update={"images": images, "labels": labels}))
        return found, clear and found.groups == options.groups
    named = len(headers) == 2 and all(tells(name, _MASKS) == (name == pair[1]) for name in pair)
    return _with_more(arrays, options.model_copy(update={"images": pair[0], "masks": pair[1]})), named


def question(headers: Headers, suggested: UploadOptions) -> UploadQuestion:
    """What there is to choose from."""
    return UploadQuestion(
        detail="Which array holds the images, and which the labels or the masks?",
        arrays=[
            ArrayFound(name=name[:200], shape=list(one.shape), dtype=str(one.dtype)[:80], suits=suits(name, headers))
            for name, one in list(headers.items())[:200]
        ],
        suggested=suggested.model_copy(update={"ask": False}),
    )


def suits(name: str, headers: Headers) -> list[Role]:
    """What an array could be, going by its type, its shape and the shapes of the others."""
    one = headers[name]
    shape, kind, rank = one.shape, one.dtype.kind, len(one.shape)
    if one.refusal is not None or 0 in shape:
        return []
    images = _image_arrays(headers)
    counts = {headers[other].shape[0] for other in images}
    found: list[Role] = []
    if name in images:
        found.append("images")
    if kind in "biuf" and rank >= 3 and any(other != name and _fits(one, headers[other]) for other in images):
        found.append("masks")
    if _flat(one) and "images" not in found and (shape[0] in counts or not counts):
        found.insert(0, "labels")
    if (rank == 1 and shape[0] in counts) or (rank == 2 and shape[1] == 2 and kind in "iuf"):
        found.append("groups")
    if kind in "iuf" and (shape in ((), (2,), (3,)) or (rank == 2 and shape[1] in (2, 3))):
        found.append("spacing")
    if rank == 1 and shape[0] > 1:
        found.append("phase")
    return found


def _image_arrays(headers: Headers) -> list[str]:
    return [name for name, one in headers.items() if one.refusal is None and _holds_images(one)]


def _holds_images(one: Header) -> bool:
    shape, kind = one.shape, one.dtype.kind
    if kind not in "biuf" or 0 in shape:
        return False
    if len(shape) in (3, 4, 5) and shape[0] > 1:
        return len(shape) < 5 or shape[4] in (1, 3)
    return len(shape) == 2 and shape[1] >= 16 and isqrt(shape[1]) ** 2 == shape[1]


def _flat(one: Header) -> bool:
    flat = len(one.shape) == 1 or (
        len(one.shape) == 2 and one.shape[1] <= MOST_CLASSES and one.dtype.kind in "biuf" and not _holds_images(one)
    )
    return flat and one.shape[0] > 1


def _fits(mask: Header, images: Header) -> bool:
    """Whether there is a mask for each image, of its size."""
    return mask.shape[:1] == images.shape[:1] and bool(_planes(mask.shape) & _planes(images.shape))


def _planes(shape: tuple[int, ...]) -> set[tuple[int, ...]]:
    """What could be height and width."""
    if len(shape) == 4:
        return {shape[1:3], shape[2:4]}
    return {shape[1:3]} if len(shape) == 3 else {shape[2:4]}


def _pair(headers: Headers, options: UploadOptions) -> tuple[str, str] | None:
    """The images and the masks that go together; None when it is not about masks."""
    able = sorted((name for name in _image_arrays(headers) if len(headers[name].shape) > 2), key=_set_apart)
    marked = [options.masks] if options.masks else [name for name in able if tells(name, _MASKS)]
    images = [options.images] if options.images else [name for name in able if name not in marked]
    for mask in marked:
        fitting = [name for name in images if _fits(headers[mask], headers[name])]
        if fitting or images:
            return (fitting or images)[0], mask
    if options.masks:
        raise _no_images(headers)
    alike = [name for name in able if name not in images[:1] and images and _fits(headers[name], headers[images[0]])]
    count = headers[images[0]].shape[:1] if images else ()
    labelled = any(_flat(one) and one.shape[:1] == count and not tells(name, _EXTRA) for name, one in headers.items())
    return (images[0], alike[0]) if alike and not labelled else None


def _set_apart(name: str) -> tuple[bool, bool]:
    """Sorts training before tests, and what is called images before what is not."""
    lower = name.lower()
    return "test" in lower or "val" in lower, not any(word in lower for word in _LIKE_IMAGES)


def _labelled(headers: Headers, options: UploadOptions) -> tuple[str, str, bool]:
    """Images and labels, and whether that is beyond doubt."""
    images = [options.images] if options.images else _best(headers, "images", _LIKE_IMAGES)
    if not images:
        raise _no_images(headers)
    lengths = {headers[name].shape[:1] for name in images}
    labels = [options.labels] if options.labels else _best(headers, "labels", _LIKE_LABELS)
    together = [name for name in labels if headers[name].shape[:1] in lengths and name != images[0]]
    if options.images and not options.labels:
        together = [name for name in together if headers[name].shape[:1] == headers[images[0]].shape[:1]]
    clear = len(images) == 1 and len(together) == 1
    if not clear and together:  # the first image array that has labels of its length
        images = [name for name in images if headers[name].shape[:1] == headers[together[0]].shape[:1]] or images
    return images[0], together[0] if together else options.labels, clear


def _best(headers: Headers, role: Role, words: tuple[str, ...]) -> list[str]:
    """Arrays that could play a role, those first whose names say so; flat ones only where there is no better."""
    able = [name for name in headers if role in suits(name, headers)]
    solid = [name for name in able if role != "images" or len(headers[name].shape) > 2]

    def rank(name: str) -> tuple[bool, bool, bool]:
        lower = name.lower()
        other = role == "labels" and tells(name, _EXTRA)
        return other, "test" in lower or "val" in lower, not any(word in lower for word in words)

    return sorted(solid or able, key=rank)


def _with_more(arrays: Npz, options: UploadOptions) -> UploadOptions:
    """With groups, spacing and phase where names and shapes tell them; what was chosen stays."""
    headers = arrays.headers
    taken = {options.images, options.labels, options.masks}
    count = headers[options.images].shape[0]
    rest = [name for name in headers if name not in taken]
    update: dict[str, str] = {}
    if not options.groups:
        update["groups"] = _groups(arrays, rest, count)
    for role, told in (("spacing", SPACING_WORDS), ("phase", PHASE_WORDS)):
        if not getattr(options, role):
            able = [one for one in rest if tells(one, told) and role in suits(one, headers)]
            update[role] = next((one for one in able if one != update.get("groups")), "")
    return options.model_copy(update=update)


def _groups(arrays: Npz, names: list[str], count: int) -> str:
    """The array that tells the groups: one of ranges that hold, or one of ids whose name says so."""
    able = [name for name in names if "groups" in suits(name, arrays.headers) and not tells(name, SPACING_WORDS)]
    for name in sorted(able, key=lambda one: not tells(one, GROUP_WORDS)):
        header = arrays.headers[name]
        if arrays.size(name) > _MOST_SEARCHED:
            continue
        if len(header.shape) == 2 and ranges(arrays.read(name), count) is not None:
            return name
        if header.shape == (count,) and tells(name, GROUP_WORDS) and len(set(arrays.read(name).tolist())) < count:
            return name
    return ""


def _no_images(headers: Headers) -> ReadError:
    refused = next((one.refusal for one in headers.values() if one.refusal is not None), None)
    if refused is not None:
        return refused
    found = ", ".join(f"{shown(name)} {list(one.shape)}" for name, one in list(headers.items())[:10])
    return ReadError(
        "no_images",
        f"No array of the file holds images; it has {found or 'no arrays'}.",
        "Images are an array (count, height, width) or (count, height, width, channels).",
    )
