"""NIfTI volumes from strangers: the header is read, bounded and compared with the file before any room is made."""

from __future__ import annotations

import io
import math
import zlib
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import shown
from glassnet.storage.datasets.archive import too_large
from glassnet.storage.datasets.cases import MOST_MM
from glassnet.storage.datasets.job import ReadError

MOST_VOLUME = 256 << 20
MOST_AXIS = 4096
SUFFIXES = (".nii", ".nii.gz")
_HEADER_BYTES = 540
_LARGEST_OFFSET = 16 << 20
_GZIP = b"\x1f\x8b"
_WITH_GZIP = 31
"""What zlib calls its own format with the head and the checksum of gzip."""
_SIZES = {348: (b"n+1\0", slice(344, 348)), 540: (b"n+2\0", slice(4, 8))}
_PARTED = (b"ni1\0", b"ni2\0")
_MILLIMETRES = {1: 1000.0, 2: 1.0, 3: 0.001}
_HINT = "Save it again, for instance with nibabel.save, or leave it out."


class Volume(NamedTuple):
    """What the header of a NIfTI file says, believed.

    Attributes:
        name: of the file.
        shape: columns, rows, slices, frames.
        spacing: of columns, rows and slices in mm; NaN where unknown.
        dtype: of the numbers as stored.
        slope, inter: stored numbers times the slope plus the intercept are the values.
        offset: where the numbers begin.
        axes: where columns, rows and slices run in space, such as ``("R", "A", "S")``.
        data: the file.
    """

    name: str
    shape: tuple[int, int, int, int]
    spacing: tuple[float, float, float]
    dtype: np.dtype[Any]
    slope: float
    inter: float
    offset: int
    axes: tuple[str | None, ...]
    data: bytes

    def size(self) -> int:
        """Bytes of its numbers."""
        return math.prod(self.shape) * self.dtype.itemsize

    def stored(self) -> NDArray[Any]:
        """The numbers as they are stored ``(columns, rows, slices, frames)``.

        Raises:
            ReadError: ``nifti_truncated`` when there are fewer than the header says.
        """
        end = self.offset + self.size()
        data = _unpacked(self.data, end, sound=True) if self.data.startswith(_GZIP) else self.data[:end]
        if len(data) < end:
            raise _truncated(self.name, self.size(), max(0, len(data) - self.offset))
        return np.frombuffer(data, self.dtype, math.prod(self.shape), self.offset).reshape(self.shape, order="F")


def is_nifti(data: bytes) -> bool:
    """Whether a file begins like a NIfTI file, packed or not."""
    head = _unpacked(data, _HEADER_BYTES) if data.startswith(_GZIP) else data[:_HEADER_BYTES]
    return len(head) >= 348 and any(head[place] in (magic, *_PARTED) for magic, place in _SIZES.values())


def volume(name: str, data: bytes) -> Volume:
    """What a NIfTI file is, by its header.

    Raises:
        ReadError: when it is none, when its header says what cannot be, or when it is too large.
    """
    head = _unpacked(data, _HEADER_BYTES) if data.startswith(_GZIP) else data[:_HEADER_BYTES]
    if any(head[place] in _PARTED for _, place in _SIZES.values()):
        raise _broken(name, "has its numbers in another file", "Save it as one file, .nii or .nii.gz.")
    header = _header(name, head)
    rank = int(header["dim"][0])
    lengths = [int(one) for one in header["dim"][1 : 1 + max(0, rank)]]
    if not 2 <= rank <= 7 or any(one < 1 for one in lengths):
        raise _broken(name, f"says that it has {rank} dimensions of {lengths}")
    while len(lengths) > 4 and lengths[-1] == 1:
        lengths.pop()
    if len(lengths) > 4:
        raise _broken(name, f"has {len(lengths)} dimensions", "Three and frames are read; save a part of it.")
    lengths += [1] * (4 - len(lengths))
    shape = (lengths[0], lengths[1], lengths[2], lengths[3])
    dtype = _dtype(name, header)
    if max(shape) > MOST_AXIS or math.prod(shape) * dtype.itemsize > MOST_VOLUME:
        told = " × ".join(f"{one:,}" for one in shape)
        raise too_large(f"{shown(name)} of {told} numbers", f"{MOST_AXIS:,} along one side and {MOST_VOLUME:,} bytes")
    offset = float(header["vox_offset"])
    if not math.isfinite(offset) or not 0 <= offset <= _LARGEST_OFFSET:
        raise _broken(name, f"says that its numbers begin at {offset:g}")
    slope, inter = (float(header[key]) for key in ("scl_slope", "scl_inter"))
    if not (math.isfinite(slope) and math.isfinite(inter)) or slope == 0:
        slope, inter = 1.0, 0.0
    place = max(int(offset), int(header["sizeof_hdr"]))
    found = Volume(name, shape, _spacing(header), dtype, slope, inter, place, _axes(header), data)
    if not data.startswith(_GZIP) and len(data) < place + found.size():
        raise _truncated(name, found.size(), max(0, len(data) - place))
    return found


def _header(name: str, head: bytes) -> Any:
    import nibabel  # late: only who reads volumes waits for it

    size = next((int.from_bytes(head[:4], order) for order in ("little", "big") if _is_size(head, order)), 0)
    if len(head) < size or size == 0:
        raise ReadError("nifti_header", f"{shown(name)} does not begin like a NIfTI file.", _HINT)
    kind = nibabel.Nifti1Header if size == 348 else nibabel.Nifti2Header
    magic, place = _SIZES[size]
    if head[place] != magic:
        raise ReadError("nifti_header", f"{shown(name)} does not begin like a NIfTI file.", _HINT)
    return kind.from_fileobj(io.BytesIO(head[:size]), check=False)  # type: ignore[no-untyped-call]


def _is_size(head: bytes, order: Any) -> bool:
    return int.from_bytes(head[:4], order) in _SIZES


def _dtype(name: str, header: Any) -> np.dtype[Any]:
    try:
        dtype: np.dtype[Any] = header.get_data_dtype()
    except Exception:  # nibabel's own errors for codes that it does not know
        raise _broken(name, f"has numbers of an unknown type {int(header['datatype'])}") from None
    if dtype.kind not in "biuf" or dtype.itemsize > 8:
        raise _broken(name, f"has numbers of type {dtype}", "Save real numbers, not colours or complex numbers.")
    return dtype


def _spacing(header: Any) -> tuple[float, float, float]:
    scale = _MILLIMETRES.get(int(header["xyzt_units"]) & 7, 1.0)
    found = [abs(float(one)) * scale for one in header["pixdim"][1:4]]
    known = [one if math.isfinite(one) and 0 < one <= MOST_MM else math.nan for one in found]
    return known[0], known[1], known[2]


def _axes(header: Any) -> tuple[str | None, ...]:
    """Where the axes run; nothing when the header does not say, or says what cannot be."""
    import nibabel

    if int(header["sform_code"]) == int(header["qform_code"]) == 0:
        return ()
    try:
        affine = header.get_best_affine()
        return tuple(nibabel.aff2axcodes(affine)) if np.isfinite(affine).all() else ()  # type: ignore[no-untyped-call]
    except Exception:  # an affine that cannot be taken apart
        return ()


def _unpacked(data: bytes, most: int, sound: bool = False) -> bytes:
    """The first ``most`` bytes of what was packed with gzip, or as many as there are.

    Args:
        data: what was packed.
        most: how many bytes may come out.
        sound: give nothing where the checksum that follows does not confirm them.
    """
    pieces, missing, packed = [], most, data
    try:
        while missing and packed.startswith(_GZIP):  # some tools write one piece after another
            reader = zlib.decompressobj(_WITH_GZIP)
            while missing and (piece := reader.decompress(packed, missing)):
                pieces.append(piece)
                missing -= len(piece)
                packed = reader.unconsumed_tail
            if not missing and sound and not reader.eof and not reader.decompress(packed, 1) and not reader.eof:
                return b""
            packed = reader.unused_data
    except zlib.error:
        if sound:
            return b""
    return b"".join(pieces)


def _truncated(name: str, needed: int, there: int) -> ReadError:
    return ReadError(
        "nifti_truncated",
        f"{shown(name)} ends too early or is damaged: of {needed:,} bytes of numbers {there:,} are there.",
        "Copy or download it again.",
    )


def _broken(name: str, why: str, hint: str = _HINT) -> ReadError:
    return ReadError("nifti_header", f"{shown(name)} {why}.", hint)
