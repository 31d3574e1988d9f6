"""Data sets. To add one, write its file and name it in `DatasetSpec`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from glassnet.catalog.base import members
from glassnet.catalog.datasets.base import Dataset, Task
from glassnet.catalog.datasets.blobs import Blobs
from glassnet.catalog.datasets.breast_cancer import BreastCancer
from glassnet.catalog.datasets.cardiac import Cardiac
from glassnet.catalog.datasets.cells import Cells
from glassnet.catalog.datasets.checkerboard import Checkerboard
from glassnet.catalog.datasets.cifar10 import Cifar10
from glassnet.catalog.datasets.circles import Circles
from glassnet.catalog.datasets.curve import Curve
from glassnet.catalog.datasets.diabetes import Diabetes
from glassnet.catalog.datasets.digits8 import Digits8
from glassnet.catalog.datasets.digits28 import Digits28
from glassnet.catalog.datasets.fashion_mnist import FashionMnist
from glassnet.catalog.datasets.gaussians import Gaussians
from glassnet.catalog.datasets.grouped import Correction, Grouped
from glassnet.catalog.datasets.images import Cases, Images, ImageSet
from glassnet.catalog.datasets.iris import Iris
from glassnet.catalog.datasets.medmnist import MedMnist
from glassnet.catalog.datasets.mnist import Mnist
from glassnet.catalog.datasets.moons import Moons
from glassnet.catalog.datasets.multi_gaussian import MultiGaussian
from glassnet.catalog.datasets.own_points import OwnPoints
from glassnet.catalog.datasets.photocells import Photocells
from glassnet.catalog.datasets.pinwheel import Pinwheel
from glassnet.catalog.datasets.plane import Plane
from glassnet.catalog.datasets.points import EXTENT, Drawn, PointSet
from glassnet.catalog.datasets.rings import Rings
from glassnet.catalog.datasets.shapes import Shapes
from glassnet.catalog.datasets.spiral import Spiral
from glassnet.catalog.datasets.stored import StoredSet
from glassnet.catalog.datasets.table import Table
from glassnet.catalog.datasets.tables import Raw, TableSet
from glassnet.catalog.datasets.upload import Upload
from glassnet.catalog.datasets.wine import Wine
from glassnet.catalog.datasets.xor import Xor

DatasetSpec = Annotated[
    Circles
    | Xor
    | Gaussians
    | Moons
    | Spiral
    | Blobs
    | Plane
    | Checkerboard
    | Rings
    | Pinwheel
    | MultiGaussian
    | Curve
    | OwnPoints
    | Iris
    | Wine
    | BreastCancer
    | Diabetes
    | Digits28
    | Digits8
    | Shapes
    | Photocells
    | Cells
    | Cardiac
    | Mnist
    | FashionMnist
    | Cifar10
    | MedMnist
    | Upload
    | Table,
    Field(discriminator="kind"),
]

DATASETS: dict[str, type[Dataset]] = members(DatasetSpec)

__all__ = [
    "DATASETS",
    "EXTENT",
    "Cases",
    "Correction",
    "Dataset",
    "DatasetSpec",
    "Drawn",
    "Grouped",
    "ImageSet",
    "Images",
    "PointSet",
    "Raw",
    "StoredSet",
    "Table",
    "TableSet",
    "Task",
    "Upload",
]
