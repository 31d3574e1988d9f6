"""Laws of every augmentation: same shape, within 0 and 1, its own draw for each image, nothing at range 0."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from pydantic import ValidationError

from glassnet.catalog.augmentations import AUGMENTATIONS, Augmentation, places
from glassnet.catalog.augmentations import apply as traced
from glassnet.catalog.base import marked
from glassnet.catalog.datasets import Digits28
from glassnet.ops import resample
from tests.backend.compiling import quick

every_augmentation = pytest.mark.parametrize("kind", AUGMENTATIONS)
ALL = [cls() for cls in AUGMENTATIONS.values()]
Values = Mapping[str, Mapping[str, jax.Array]]


def live(specs: list[Any], value: float | None = None) -> Values:
    """The live values of ``specs``, or ``value`` where its bounds allow it, else the nearest they allow."""

    def one(spec: Augmentation, name: str) -> jax.Array:
        least = type(spec).model_json_schema()["properties"][name]["minimum"]
        return jnp.float32(getattr(spec, name) if value is None else max(value, least))

    return {spec.kind_name(): {name: one(spec, name) for name in marked(type(spec), "live")} for spec in specs}


def apply(specs: list[Any], x: Any, key: Any, values: Values, fill: Any = "zero") -> jax.Array:
    """The augmentations, compiled as a whole, as a run does it."""
    changed: jax.Array = quick(lambda *given: traced(specs, *given, fill))(x, key, values)
    return changed


def images(n: int = 6, size: tuple[int, int] = (10, 13), channels: int = 2) -> jax.Array:
    return jnp.asarray(np.random.default_rng(3).random((n, *size, channels), np.float32))


@every_augmentation
def test_every_range_is_live_and_can_be_nothing(kind: str) -> None:
    cls = AUGMENTATIONS[kind]
    assert marked(cls, "live") == [name for name in cls.model_fields if name != "kind"]
    amounts = [name for name in marked(cls, "live") if name != "sigma"]
    assert all(cls.model_json_schema()["properties"][name]["minimum"] == 0 for name in amounts)


@every_augmentation
@pytest.mark.parametrize("fill", ["zero", "reflect", "edge"])
def test_with_ranges_of_0_nothing_changes_to_the_last_bit(kind: str, fill: Any) -> None:
    spec = AUGMENTATIONS[kind]()
    np.testing.assert_array_equal(apply([spec], images(), jnp.uint32(1), live([spec], 0), fill), images())


def test_all_together_with_ranges_of_0_change_nothing() -> None:
    compiled = jax.jit(lambda x, values: traced(ALL, x, jnp.uint32(1), values))
    np.testing.assert_array_equal(compiled(images(), live(ALL, 0)), images())


def test_no_augmentation_changes_nothing() -> None:
    np.testing.assert_array_equal(apply([], images(), jnp.uint32(1), {}), images())


@every_augmentation
@pytest.mark.parametrize("fill", ["zero", "reflect", "edge"])
def test_values_stay_within_0_and_1_at_the_widest_ranges(kind: str, fill: Any) -> None:
    spec = AUGMENTATIONS[kind]
    properties = spec.model_json_schema()["properties"]
    widest = spec(**{name: properties[name]["maximum"] for name in marked(spec, "live")})
    found = np.asarray(apply([widest], images(), jnp.uint32(2), live([widest]), fill))
    assert found.shape == images().shape
    assert found.dtype == np.float32
    assert 0 <= found.min() <= found.max() <= 1


@every_augmentation
def test_equal_images_are_changed_differently(kind: str) -> None:
    same = jnp.repeat(images(1), 12, 0)
    found = np.asarray(apply([AUGMENTATIONS[kind]()], same, jnp.uint32(2), live([AUGMENTATIONS[kind]()])))
    assert len({one.tobytes() for one in found}) >= (2 if kind == "flip" else 10)


@every_augmentation
def test_a_change_is_a_function_of_key_and_place_alone(kind: str) -> None:
    spec, x = AUGMENTATIONS[kind](), images(8)
    one = np.asarray(apply([spec], x, jnp.uint32(2), live([spec])))
    np.testing.assert_array_equal(one, apply([spec], x, jnp.uint32(2), live([spec])))
    np.testing.assert_allclose(one[:3], apply([spec], x[:3], jnp.uint32(2), live([spec])), atol=1e-6)
    other = np.asarray(apply([spec], x, jnp.uint32(3), live([spec])))
    assert (one != other).any()


def test_kinds_draw_apart() -> None:
    drawn = np.array([np.ravel(spec.draw(jnp.uint32(5), 500).swing()) for spec in ALL])
    related = np.corrcoef(drawn) - np.eye(len(ALL))
    assert abs(related).max() < 5 / np.sqrt(500)


def test_draws_fill_their_range_evenly() -> None:
    drawn = np.ravel(ALL[0].draw(jnp.uint32(5), 20_000).swing())
    counts, _ = np.histogram(drawn, bins=20, range=(-1, 1))
    assert counts.sum() == 20_000
    assert ((counts - 1000) ** 2 / 1000).sum() < 19 + 5 * np.sqrt(2 * 19)


def test_other_ranges_do_not_trace_again() -> None:
    traces = []

    @quick
    def changed(x: jax.Array, key: jax.Array, values: Values) -> jax.Array:
        traces.append(1)
        return traced(ALL, x, key, values)

    first = changed(images(), jnp.uint32(1), live(ALL))
    second = changed(images(), jnp.uint32(2), live(ALL, 0.2))
    assert len(traces) == 1
    assert (np.asarray(first) != np.asarray(second)).any()


def test_replicas_agree_with_one_after_the_other() -> None:
    values = live(ALL)
    keys = jnp.asarray([4, 9], jnp.uint32)
    both = quick(jax.vmap(lambda key: traced(ALL, images(), key, values)))(keys)
    for k, key in enumerate(keys):
        np.testing.assert_allclose(both[k], apply(ALL, images(), key, values), atol=1e-5)


def test_masks_go_along_with_their_images() -> None:
    """A mask of where an image is bright, moved by the nearest pixel, is where the moved image is bright."""
    specs = [spec for spec in ALL if spec.kind_name() in ("rotate", "shift", "scale", "elastic")]
    y, x = np.mgrid[:40, :40]
    disc = ((y - 18) ** 2 + (x - 22) ** 2 < 100)[None, ..., None].repeat(5, 0)

    def moved(mask: Any, key: Any) -> Any:
        found = places(specs, (5, 40, 40), key, live(specs))
        assert found is not None
        return resample(mask, *found, nearest=True)

    mask = quick(moved)(disc.astype(np.uint8), jnp.uint32(3))
    picture = apply(specs, jnp.asarray(disc, jnp.float32), jnp.uint32(3), live(specs))
    assert mask.dtype == np.uint8
    certain = abs(np.asarray(picture) - 0.5) > 0.49
    assert certain.mean() > 0.9
    np.testing.assert_array_equal(np.asarray(mask)[certain], (np.asarray(picture) > 0.5)[certain])
    assert (np.asarray(mask) != disc).any()


def test_values_alone_move_nothing() -> None:
    assert places([AUGMENTATIONS["noise"]()], (1, 4, 4), jnp.uint32(0), {}) is None


def test_a_set_of_images_carries_them_through_json() -> None:
    data = Digits28(augment=ALL, fill="reflect")
    assert Digits28.model_validate_json(data.model_dump_json()) == data
    assert Digits28().augment == []
    assert Digits28().fill == "zero"


def test_each_kind_can_be_used_once() -> None:
    twice = [{"kind": "shift", "fraction": 0.1}, {"kind": "noise"}, {"kind": "shift", "fraction": 0.2}]
    with pytest.raises(ValidationError) as caught:
        Digits28.model_validate({"kind": "digits28", "augment": twice})
    (error,) = caught.value.errors()
    assert error["loc"] == ("augment",)
    assert error["msg"] == (
        "Value error, each augmentation can be used once, 'shift' is there 2 times; "
        "remove one and widen the range of the other"
    )
