"""Files of images with masks that somebody might upload."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import Any, NamedTuple

import nibabel
import numpy as np
from PIL import Image

from glassnet.catalog.datasets.stored import GROUPS, IMAGES, LABELS, MASKS, PHASES, SPACING
from glassnet.storage.datasets.reading import read_upload
from tests.backend.storage.datasets.files import npz, options

CASES = 45
SLICES = 420


class Stored(NamedTuple):
    """What became of an upload; None for what was not written."""

    manifest: dict[str, Any]
    images: np.ndarray
    labels: np.ndarray | None
    masks: np.ndarray | None
    groups: np.ndarray | None
    phases: np.ndarray | None
    spacing: np.ndarray | None


def stored(place: Path, data: bytes, name: str = "file.zip", beside: bytes | None = None, **fields: Any) -> Any:
    """Reads an upload as the server would; a question as it is."""
    files = [place / "file"]
    files[0].write_bytes(data)
    if beside is not None:
        files.append(place / "masks")
        files[1].write_bytes(beside)
    target = place / "target"
    target.mkdir(exist_ok=True)
    for left in target.iterdir():
        left.unlink()
    answer = read_upload(files, target, options(**fields).model_dump_json(), name)
    if "question" in answer:
        return answer["question"]
    arrays = [
        np.load(target / one) if (target / one).exists() else None
        for one in (IMAGES, LABELS, MASKS, GROUPS, PHASES, SPACING)
    ]
    return Stored(answer["manifest"], *arrays)


def drawn(
    count: int, size: tuple[int, int] = (12, 10), classes: int = 2, seed: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Images of noise and masks of rectangles, brighter where there is something."""
    rng = np.random.default_rng(seed)
    masks = np.zeros((count, *size), np.uint8)
    for number, mask in enumerate(masks):
        for kind in range(1, classes):
            top, left = rng.integers(0, size[0] - 3), rng.integers(0, size[1] - 3)
            mask[top : top + 3, left : left + 3] = kind
        mask[number % size[0], 0] = classes - 1
    images = rng.integers(0, 120, masks.shape) + masks * (120 // (classes - 1))
    return images.astype(np.uint8), masks


def picture(array: np.ndarray, form: str = "PNG", **how: Any) -> bytes:
    """An array as a picture file."""
    out = io.BytesIO()
    Image.fromarray(array).save(out, form, **how)
    return out.getvalue()


def nifti(array: np.ndarray, spacing: tuple[float, ...] = (1.0, 1.0, 1.0), packed: bool = True, **header: Any) -> bytes:
    """A NIfTI file as nibabel writes it: ``array`` is (columns, rows, slices, frames)."""
    image = nibabel.Nifti1Image(array, np.diag([*spacing[:3], 1.0]), dtype=array.dtype)
    image.header.set_xyzt_units("mm", "sec")
    for key, value in header.items():
        image.header[key] = value
    data = image.to_bytes()
    return gzip.compress(data, 1, mtime=0) if packed else data


def lecture(last: int = 0, seed: int = 0, **others: Any) -> bytes:
    """A file of the form of the lecture's: 45 cases in 420 slices.

    Args:
        last: 1 when ranges name their last slice, 0 when the one after it.
        seed: of the numbers.
        others: further arrays.
    """
    rng = np.random.default_rng(seed)
    sizes = rng.multinomial(SLICES - 5 * CASES, np.full(CASES, 1 / CASES)) + 5
    ends = np.cumsum(sizes)
    images, masks = drawn(SLICES, (64, 64), seed=seed)
    gains = np.repeat(rng.uniform(2, 12, CASES), sizes)
    masks[::17] = 0
    return npz(
        images=(images * gains[:, None, None]).astype(np.uint16),
        segs=masks.astype(np.int32),
        caseIndices=np.stack([ends - sizes, ends - last], 1),
        caseCat=rng.integers(0, 4, CASES),
        caseVoxelSize=np.column_stack([np.full((CASES, 2), 1.36), rng.uniform(8, 10, CASES)]),
        **others,
    )
