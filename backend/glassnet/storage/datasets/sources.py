"""Where published data sets come from: files, sizes and checksums as their publishers name them.

Checksums are those that the publishers name. ``verified`` says whether this project has seen a file with this checksum
arrive from this address; none has been so far. A file whose checksum differs is never used.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from glassnet.catalog.datasets.cifar10 import Cifar10
from glassnet.catalog.datasets.fashion_mnist import FashionMnist
from glassnet.catalog.datasets.medmnist import MEMBERS, MedMnist
from glassnet.catalog.datasets.mnist import Mnist
from glassnet.catalog.datasets.stored import StoredSet

Form = Literal["idx", "cifar", "medmnist"]
_SPARE = 1 << 20


class RemoteFile(NamedTuple):
    """One file to fetch.

    Attributes:
        name: what it is called, here and on a mirror.
        url: where its publisher keeps it.
        md5: checksum of the whole file.
        bytes: size; 0 where the publisher does not say.
        most_bytes: more than this is refused.
    """

    name: str
    url: str
    md5: str
    bytes: int
    most_bytes: int


class Source(NamedTuple):
    """A published data set.

    Attributes:
        id: of the download, and the name of the folder in the library.
        data: the data set with its default settings.
        title: for people.
        form: how its files are packed.
        files: in the order in which `published.read` wants them.
        licence: what the publisher says about use.
        verified: whether checksums and addresses were confirmed by a download of ours.
    """

    id: str
    data: StoredSet
    title: str
    form: Form
    files: tuple[RemoteFile, ...]
    licence: str
    verified: bool


HOSTS = frozenset(
    {
        "ossci-datasets.s3.amazonaws.com",
        "raw.githubusercontent.com",
        "www.cs.toronto.edu",
        "cave.cs.toronto.edu",
        "zenodo.org",
        "www.zenodo.org",
    }
)
"""Nothing is fetched from anywhere else, redirected or not."""


def _file(base: str, name: str, md5: str, size: int) -> RemoteFile:
    return RemoteFile(name, base + name, md5, size, size)


def _four(
    prefix: str, base: str, sizes: tuple[int, int, int, int], sums: tuple[str, str, str, str]
) -> list[RemoteFile]:
    names = [f"{part}-{what}-ubyte.gz" for part in ("train", "t10k") for what in ("images-idx3", "labels-idx1")]
    return [
        RemoteFile(f"{prefix}-{name}", base + name, md5, size, size)
        for name, md5, size in zip(names, sums, sizes, strict=True)
    ]


_MEDMNIST_MD5 = {
    "pathmnist": "a8b06965200029087d5bd730944a56c1",
    "dermamnist": "0744692d530f8e62ec473284d019b0c7",
    "octmnist": "c68d92d5b585d8d81f7112f81e2d0842",
    "pneumoniamnist": "28209eda62fecd6e6a2d98b1501bb15f",
    "retinamnist": "bd4c0672f1bba3e3a89f0e4e876791e4",
    "breastmnist": "750601b1f35ba3300ea97c75c52ff8f6",
    "bloodmnist": "7053d0359d879ad8a5505303e11de1dc",
    "tissuemnist": "ebe78ee8b05294063de985d821c1c34b",
    "organamnist": "68e3f8846a6bd62f0c9bf841c0d9eacc",
    "organcmnist": "0afa5834fb105f7705a7d93372119a21",
    "organsmnist": "e5c39f1af030238290b9557d9503af9d",
}


def _medmnist(name: str) -> Source:
    member = MEMBERS[name]
    pixels = 28 * 28 * member.channels * (member.train + member.test)
    return Source(
        name,
        MedMnist.model_validate({"name": name}),
        f"MedMNIST: {member.title}",
        "medmnist",
        (
            RemoteFile(
                f"{name}.npz",
                f"https://zenodo.org/records/10519652/files/{name}.npz?download=1",
                _MEDMNIST_MD5[name],
                0,
                pixels + pixels // 50 + _SPARE,  # packed, it cannot be much larger than its pixels
            ),
        ),
        "CC BY-NC 4.0" if name == "dermamnist" else "CC BY 4.0",
        verified=False,
    )


_ALL = [
    Source(
        "mnist",
        Mnist(),
        Mnist.title,
        "idx",
        tuple(
            _four(
                "mnist",
                "https://ossci-datasets.s3.amazonaws.com/mnist/",
                (9_912_422, 28_881, 1_648_877, 4_542),
                (
                    "f68b3c2dcbeaaa9fbdd348bbdeb94873",
                    "d53e105ee54ea40749a09fcbcd1e9432",
                    "9fb629c4189551a2d022fa330f9573f3",
                    "ec29112dd5afa0611ce80d1b7f02629c",
                ),
            )
        ),
        "CC BY-SA 3.0",
        verified=False,
    ),
    Source(
        "fashion_mnist",
        FashionMnist(),
        FashionMnist.title,
        "idx",
        tuple(
            _four(
                "fashion",
                "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
                (26_421_880, 29_515, 4_422_102, 5_148),
                (
                    "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
                    "25c81989df183df01b3e8a0aad5dffbe",
                    "bef4ecab320f06d8554ea6380940ec79",
                    "bb300cfdad3c16e7a12a480ee83cd310",
                ),
            )
        ),
        "MIT",
        verified=False,
    ),
    Source(
        "cifar10",
        Cifar10(),
        Cifar10.title,
        "cifar",
        (
            _file(
                "https://www.cs.toronto.edu/~kriz/",
                "cifar-10-binary.tar.gz",
                "c32a1d4ab5d03f1284b67883e8d87530",
                170_052_171,
            ),
        ),
        "free to use with a reference",
        verified=False,
    ),
    *(_medmnist(name) for name in MEMBERS),
]

SOURCES: dict[str, Source] = {one.id: one for one in _ALL}
