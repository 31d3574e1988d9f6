"""What names say: of arrays, folders and files that hold images, masks, groups and more."""

from __future__ import annotations

import re
from pathlib import PurePosixPath


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


MASK_WORDS = _listed(
    "mask masks seg segs segm segmentation segmentations segmented label labels lbl lbls gt groundtruth truth "
    "annotation annotations annot target targets contour contours roi manual"
)
IMAGE_WORDS = _listed("image images img imgs im pic pics picture pictures photo photos scan scans x input inputs")
GROUP_WORDS = _listed(
    "group groups case cases patient patients subject subjects volume volumes study studies person persons pid id ids"
)
SPACING_WORDS = _listed("voxel voxels spacing spacings pixdim resolution zoom zooms pixelsize voxelsize")
PHASE_WORDS = _listed("phase phases ed es diastole systole diastolic systolic cardiacphase")
PART_WORDS = _listed("train training trn tr test testing tst ts val valid validation dev all data set dataset")
_FILLERS = _listed("class ground png jpg tif nii nifti files folder 2d 3d raw original orig")
_PIECES = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_MASK = "|".join(sorted(MASK_WORDS | {"ground[_-]?truth"}, key=len, reverse=True))
_IMAGE = "|".join(sorted(IMAGE_WORDS - {"x", "input", "inputs"} | {"orig", "original", "raw"}, key=len, reverse=True))
_BEFORE, _AFTER = r"^(?:{})(?:[_\-. ]+(?=[^_\-. ])|(?=\d))", r"(?<=[^_\-. ])[_\-. ]+(?:{})(?:[_\-. ]?\d+)?$"
_FRAME = re.compile(r"[_\-. ](?:frame|phase|time)[_\-. ]?(\d+)$|[_\-. ](ed|es)$", re.IGNORECASE)


def words(name: str) -> frozenset[str]:
    """The words a name is put together from: ``caseVoxelSize`` has case, voxel and size."""
    return frozenset(one.lower() for one in _PIECES.findall(name))


def tells(name: str, of: frozenset[str]) -> bool:
    """Whether one of the words of a name is among those that tell a role."""
    return bool(words(name) & of) or name.lower() in of


def stem(path: str) -> str:
    """The name of a file without folders and ending, ``.nii.gz`` counting as one."""
    name = PurePosixPath(path).name
    return name[:-7] if name.lower().endswith(".nii.gz") else PurePosixPath(name).stem


def is_role_folder(folder: str, of: frozenset[str]) -> bool:
    """Whether a folder is called after a role and nothing else: ``train_masks`` is, ``with_mask`` is not."""
    found = words(folder)
    return bool(found & of) and all(one in of | PART_WORDS | _FILLERS | MASK_WORDS or one.isdigit() for one in found)


def is_mask_name(path: str) -> bool:
    """Whether the file itself is called a mask, before or after its own name: ``7_seg``, ``mask-7``."""
    return stem(path).lower() in MASK_WORDS or bool(_role(path, _MASK))


def bare(path: str) -> str:
    """The name of a file without what says that it is an image or a mask, to match the two: ``7_seg`` is ``7``."""
    name = stem(path).lower()
    if name in MASK_WORDS | IMAGE_WORDS:
        return ""
    return _role(path, _MASK) or _role(path, _IMAGE) or name


def _role(path: str, of: str) -> str:
    """The name of a file without a word of ``of`` before or after it; empty when there is none."""
    name = stem(path).lower()
    for pattern in (_AFTER, _BEFORE):
        cut = re.sub(pattern.format(of), "", name)
        if cut and cut != name:
            return cut
    return ""


def home(path: str) -> tuple[str, ...]:
    """The folders a file is in, without those that are called after a role: what images and their masks share."""
    both = MASK_WORDS | IMAGE_WORDS
    return tuple(one.lower() for one in PurePosixPath(path).parts[:-1] if not is_role_folder(one, both))


def frame(name: str) -> tuple[str, str]:
    """A name without its frame, and the frame: ``p1_frame12`` is ``p1`` and 12, ``p1_ED`` is ``p1`` and ed."""
    found = _FRAME.search(name)
    return (name, "") if found is None else (name[: found.start()], (found[1] or found[2]).lower())
