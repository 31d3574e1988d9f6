"""How data are parted, told over REST."""

from __future__ import annotations

from typing import Any

import pytest


def parts(client: Any, **data: Any) -> Any:
    answer = client.post("/api/v1/datasets/parts", json={"data": data})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_patients_are_in_one_part_only(client: Any) -> None:
    found = parts(client, kind="cardiac", samples=420, validation_fraction=0.1, test_fraction=0.125)
    assert found["grouped"]
    sizes = [found[part] for part in ("train", "validation", "test")]
    assert sum(one["images"] for one in sizes) == 420
    alone = parts(client, kind="cardiac", samples=420, validation_fraction=0.1, test_fraction=0.125, group_by="")
    patients = [sum(one[part]["groups"] for part in ("train", "validation", "test")) for one in (found, alone)]
    assert patients[0] == 45
    assert patients[1] > 45, "parted one by one, patients are torn apart"


def test_corrected_images_train(client: Any) -> None:
    before = parts(client, kind="cells", samples=100, validation_fraction=0, test_fraction=0.5)
    mask = f"0*{64 * 64}"
    drawn = [{"source": source, "mask": mask} for source in range(100)]
    after = parts(client, kind="cells", samples=100, validation_fraction=0, test_fraction=0.5, corrections=drawn)
    assert before["test"] == {"images": 50, "groups": 50}
    assert not before["grouped"]
    assert (after["train"]["images"], after["test"]["images"]) == (100, 0)


@pytest.mark.parametrize("kind", ["circles", "digits28"])
def test_single_examples_are_groups_of_their_own(client: Any, kind: str) -> None:
    found = parts(client, kind=kind, samples=100, validation_fraction=0.2, test_fraction=0.2)
    assert found["train"] == {"images": 60, "groups": 60}
    assert not found["grouped"]


def test_what_there_is_not_cannot_be_parted(client: Any) -> None:
    assert client.post("/api/v1/datasets/parts", json={"data": {"kind": "nothing"}}).status_code == 422
