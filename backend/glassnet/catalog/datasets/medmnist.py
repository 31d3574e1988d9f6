"""The two-dimensional MedMNIST data sets with one label an image."""

from __future__ import annotations

from typing import ClassVar, Literal, NamedTuple

from pydantic import Field

from glassnet.catalog.datasets.base import Shape
from glassnet.catalog.datasets.stored import StoredSet

_ORGANS = (
    *("bladder", "left femur", "right femur", "heart", "left kidney", "right kidney"),
    *("liver", "left lung", "right lung", "pancreas", "spleen"),
)


class Member(NamedTuple):
    """One of the sets: its name for people, colours, published training (with validation) and test images, classes."""

    title: str
    channels: int
    train: int
    test: int
    classes: tuple[str, ...]


MEMBERS: dict[str, Member] = {
    "pathmnist": Member(
        "Tissue of the colon (histology)",
        3,
        89_996 + 10_004,
        7_180,
        (
            *("adipose", "background", "debris", "lymphocytes", "mucus", "smooth muscle", "normal colon mucosa"),
            *("cancer-associated stroma", "colorectal adenocarcinoma epithelium"),
        ),
    ),
    "dermamnist": Member(
        "Spots of the skin (dermatoscope)",
        3,
        7_007 + 1_003,
        2_005,
        (
            *("actinic keratoses", "basal cell carcinoma", "benign keratosis", "dermatofibroma", "melanoma"),
            *("melanocytic nevi", "vascular lesions"),
        ),
    ),
    "octmnist": Member(
        "Retina in section (optical coherence tomography)",
        1,
        97_477 + 10_832,
        1_000,
        ("choroidal neovascularisation", "diabetic macular oedema", "drusen", "normal"),
    ),
    "pneumoniamnist": Member("Chests of children (X-ray)", 1, 4_708 + 524, 624, ("normal", "pneumonia")),
    "retinamnist": Member(
        "Retina (photographs): grade of diabetic retinopathy",
        3,
        1_080 + 120,
        400,
        ("grade 0", "grade 1", "grade 2", "grade 3", "grade 4"),
    ),
    "breastmnist": Member("Breast (ultrasound)", 1, 546 + 78, 156, ("malignant", "normal or benign")),
    "bloodmnist": Member(
        "Blood cells (microscope)",
        3,
        11_959 + 1_712,
        3_421,
        (
            *("basophil", "eosinophil", "erythroblast", "immature granulocyte", "lymphocyte", "monocyte"),
            *("neutrophil", "platelet"),
        ),
    ),
    "tissuemnist": Member(
        "Cells of the kidney (microscope)",
        1,
        165_466 + 23_640,
        47_280,
        (
            *("collecting duct, connecting tubule", "distal convoluted tubule", "glomerular endothelial cell"),
            *("interstitial endothelial cell", "leukocyte", "podocyte", "proximal tubule", "thick ascending limb"),
        ),
    ),
    "organamnist": Member("Organs, seen from below (CT)", 1, 34_561 + 6_491, 17_778, _ORGANS),
    "organcmnist": Member("Organs, seen from the front (CT)", 1, 13_000 + 2_392, 8_268, _ORGANS),
    "organsmnist": Member("Organs, seen from the side (CT)", 1, 13_940 + 2_452, 8_829, _ORGANS),
}

Name = Literal[
    "pathmnist",
    "dermamnist",
    "octmnist",
    "pneumoniamnist",
    "retinamnist",
    "breastmnist",
    "bloodmnist",
    "tissuemnist",
    "organamnist",
    "organcmnist",
    "organsmnist",
]


class MedMnist(StoredSet):
    r"""Small medical images of eleven kinds, from blood cells to organs in CT: real questions, shrunk to 28 by 28 pixels.

    For learning and teaching, not for patients. Each set is downloaded once.

    Equation: \{0, \dots, 255\}^{28 \times 28 \times C} \to \{0, \dots, K - 1\}
    Source: Yang et al. (2023), MedMNIST v2, Scientific Data 10:41, doi:10.1038/s41597-022-01721-8, CC BY 4.0 (skin: CC BY-NC 4.0)
    """

    title: ClassVar[str] = "MedMNIST"

    kind: Literal["medmnist"] = "medmnist"
    name: Name = Field(default="bloodmnist", description="Which of the sets.")
    samples: int = Field(
        default=5000, ge=10, le=100_000, description="Number of images, all parts together; all when there are fewer."
    )

    @property
    def member(self) -> Member:
        """The set that is chosen."""
        return MEMBERS[self.name]

    def folder(self) -> str:
        return self.name

    def published(self) -> tuple[int, int]:
        return self.member.train, self.member.test

    def input_shape(self) -> Shape:
        return (28, 28, self.member.channels)

    def class_count(self) -> int:
        return len(self.member.classes)

    def class_names(self) -> list[str]:
        return list(self.member.classes)
