"""Files that somebody might upload, in good faith or not."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import numpy as np
from PIL import Image

from glassnet.storage.datasets.archive import Archive
from glassnet.storage.datasets.options import UploadOptions


def png(seed: int, size: tuple[int, int] = (12, 10), mode: str = "L", form: str = "PNG") -> bytes:
    """A picture of noise, ``size`` being (height, width)."""
    rng = np.random.default_rng(seed)
    channels = {"L": (), "RGB": (3,), "RGBA": (4,)}[mode]
    out = io.BytesIO()
    Image.fromarray(rng.integers(0, 256, (*size, *channels), np.uint8)).save(out, form)
    return out.getvalue()


def zipped(files: dict[str, bytes | str], **how: Any) -> bytes:
    """A zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            for field, value in how.items():
                setattr(info, field, value)
            archive.writestr(info, data)
    return out.getvalue()


def folders(count: int = 12, **how: Any) -> dict[str, bytes | str]:
    """Pictures in folders ``cat`` and ``dog``."""
    return {f"pets/{'dog' if k % 3 == 0 else 'cat'}/{k}.png": png(k, **how) for k in range(count)}


def npz(**arrays: Any) -> bytes:
    """An npz file."""
    out = io.BytesIO()
    np.savez(out, **arrays)
    return out.getvalue()


def options(**fields: Any) -> UploadOptions:
    """Options of an upload."""
    return UploadOptions.model_validate(fields)


def archive(tmp_path: Any, data: bytes) -> Archive:
    """An archive on disk."""
    path = tmp_path / "uploaded"
    path.write_bytes(data)
    return Archive(path)
