"""One pass through the graph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from zlib import crc32

import jax
import jax.numpy as jnp
from jax import Array
from jaxtyping import Float

from glassnet import ops
from glassnet.catalog import augmentations
from glassnet.catalog.augmentations import Augmentation
from glassnet.catalog.base import marked
from glassnet.catalog.layers import Context
from glassnet.catalog.losses import LOSSES, Loss
from glassnet.engine.holding import Holding
from glassnet.engine.layout import Layout
from glassnet.ops.keeping import kept
from glassnet.ops.random import fold
from glassnet.spec.targets import Encoding

LiveIndex = Mapping[str, int]
"""Path of a live value → its place in the vector of live values."""


class Passed(NamedTuple):
    """A pass.

    Attributes:
        values: every node's output, in the layout of `glassnet.ops.layout`.
        for_loss: what the loss takes, ``(batch, outputs)``; of masks ``(outputs, rows, columns, batch)``.
        tracked: after a training pass, node id → array name → new value of every array that is not learned.
    """

    values: dict[str, Array]
    for_loss: Array
    tracked: dict[str, dict[str, Array]]


class Change(NamedTuple):
    """How training images are changed at random: the kinds in order, and what comes in from beyond the border."""

    kinds: tuple[Augmentation, ...] = ()
    fill: Any = "zero"


UNCHANGED = Change()


class Graph:
    """The network as functions of (flat parameters, batch, live values).

    Attributes:
        holding: where the live values say what is held at zero; None where nothing can be.
    """

    def __init__(
        self,
        layout: Layout,
        loss: str,
        encoding: Encoding,
        live: LiveIndex,
        change: Change = UNCHANGED,
        *,
        held: bool = False,
    ) -> None:
        self.layout = layout
        self.network = layout.network
        self.loss: Loss = LOSSES[loss]()
        self.encoding = encoding
        self.live = live
        self.change = change
        self.holding = Holding(layout, len(live)) if held else None
        squash = self.network.by_id[self.network.output_id].squash()
        self._ends_in_step = squash is not None and squash.kind_name() == "step"
        self._tracking = {place.node for place in layout.tracked}

    def enter(self, examples: Array, live: Array, key: Array | None = None) -> Array:
        """A batch as the input node gives it: features as they are, pixels 0 to 1, changed at random in training.

        Args:
            examples: features ``(batch, features)``; pixels ``(batch, height, width, channels)`` as uint8, or from 0
                to 1 as float32.
            live: the live values.
            key: chance of this update; without it nothing is changed.
        """
        x = _numbers(examples)
        if key is not None and self.change.kinds:
            x = kept(augmentations.apply(self.change.kinds, x, *self._chance(key, live), self.change.fill))
        return ops.enter(x)

    def enter_together(self, examples: Array, target: Array, live: Array, key: Array) -> tuple[Array, Array]:
        """`enter` for a training pass, with targets as they are stored: masks move with their images."""
        if not (self.encoding.masks and self.change.kinds):
            return self.enter(examples, live, key), target
        pair = _numbers(examples), target
        x, masks = augmentations.apply_together(self.change.kinds, *pair, *self._chance(key, live), self.change.fill)
        return ops.enter(kept(x)), masks

    def _chance(self, key: Array, live: Array) -> tuple[Array, dict[str, dict[str, Array]]]:
        """Chance of the augmentations, and their live values by kind."""
        ranges = {
            one.kind_name(): self.knobs(f"data.augment.{one.kind_name()}", marked(type(one), "live"), live)
            for one in self.change.kinds
        }
        return fold(key, crc32(b"augment")), ranges

    def knobs(self, prefix: str, names: list[str], live: Float[Array, " live"]) -> dict[str, Array]:
        """The live values of one part, by field name, from the vector of all; of a list all its numbers."""
        return {name: self._knob(f"{prefix}.{name}", live) for name in names}

    def _knob(self, path: str, live: Array) -> Array:
        if path in self.live:
            return live[self.live[path]]
        places = [place for one, place in self.live.items() if one.rpartition(".")[0] == path]
        return live[places[0] : places[-1] + 1] if places else live[:0]

    def run(self, flat: Array, x: Array, live: Array, key: Array | None = None) -> Passed:
        """All nodes on the batch ``x`` that `enter` gave; a ``key`` makes it a training pass."""
        if self.holding is not None:
            flat = flat * self.holding.of_weights(live)
        parameters = self.layout.unflatten(flat)
        values: dict[str, Array] = {}
        tracked: dict[str, dict[str, Array]] = {}
        for_loss = x
        for name in self.network.order:
            node = self.network.by_id[name]
            inputs = [x] if name == self.network.input_id else [values[start] for start in self.network.inputs_of[name]]
            context = self._context(name, live, key)
            arrays = parameters.get(name, {})
            if key is not None and name in self._tracking:
                tracked[name] = node.track(arrays, inputs, context)
            if name == self.network.output_id and self.encoding.reads == "sums":
                squash = node.squash()
                assert squash is not None
                for_loss = node.without_squash().apply(arrays, inputs, context)
                values[name] = squash.apply(for_loss)
            else:
                values[name] = for_loss = node.apply(arrays, inputs, context)
            if self.holding is not None and name != self.network.output_id:
                values[name] = self.holding.held_back(name, values[name], live)
        if self.encoding.reads == "probabilities":
            for_loss = self.loss.logits(for_loss)
        return Passed(values, for_loss, tracked)

    def sums(self, flat: Array, values: dict[str, Array], live: Array, key: Array | None = None) -> dict[str, Array]:
        """What every node with an activation passes to it in the pass that gave ``values``, in their layout."""
        if self.holding is not None:
            flat = flat * self.holding.of_weights(live)
        parameters = self.layout.unflatten(flat)
        found = {}
        for name in self.network.order:
            node = self.network.by_id[name]
            if node.squash() is not None:
                inputs = [values[start] for start in self.network.inputs_of[name]]
                arrays = parameters.get(name, {})
                found[name] = node.without_squash().apply(arrays, inputs, self._context(name, live, key))
        return found

    def dropping(self, values: dict[str, Array], live: Array, key: Array) -> Iterator[tuple[str, Array]]:
        """Every node that drops, and what it makes of ones: where that is 0 it drops."""
        for name in self.network.order:
            node = self.network.by_id[name]
            if node.drops:
                (start,) = self.network.inputs_of[name]
                yield name, node.apply({}, [jnp.ones_like(values[start])], self._context(name, live, key))

    def _context(self, name: str, live: Array, key: Array | None) -> Context:
        """What a node may know besides its inputs: chance of its own, and its live values."""
        knobs = self.knobs(f"network.nodes.{name}", marked(type(self.network.by_id[name]), "live"), live)
        own = None if key is None else fold(key, jnp.uint32(crc32(name.encode())))
        return Context(key is not None, own, knobs)

    def aims(self, target: Array) -> Array:
        """Targets as the loss takes them, of those that are stored: masks become an image for each output.

        Args:
            target: ``(batch, outputs)``, or masks ``(batch, height, width)``.

        Returns:
            ``(batch, outputs)``, or ``(outputs, rows, columns, batch)``.
        """
        if not self.encoding.masks:
            return target
        masks = jnp.moveaxis(target, 0, -1)[None]
        first = 1 if self.encoding.outputs == 1 else 0
        numbers = jnp.arange(first, first + self.encoding.outputs, dtype=masks.dtype)
        hot = masks == numbers[:, None, None, None]
        return jnp.where(hot, jnp.float32(self.encoding.high), jnp.float32(self.encoding.low))

    def losses(self, passed: Passed, target: Array, live: Array) -> Float[Array, " batch"]:
        """The loss of every example; ``target`` as it is stored."""
        return self.loss.per_sample(passed.for_loss, self.aims(target), self._loss_knobs(live))

    def loss_map(self, passed: Passed, target: Array, live: Array) -> Float[Array, "batch height width"]:
        """The loss of every pixel, where there are masks; ``target`` as it is stored."""
        found = self.loss.per_position(passed.for_loss, self.aims(target), self._loss_knobs(live))
        return jnp.moveaxis(found, -1, 0)

    def _loss_knobs(self, live: Array) -> dict[str, Array]:
        return self.knobs("training.loss", marked(type(self.loss), "live"), live)

    def predictions(self, passed: Passed) -> Array:
        """What the network says, for people: the value, or the probability of class 1 or of each class.

        Returns:
            ``(batch, outputs)``; of masks ``(batch, height, width, classes)``, always one channel for each class.
        """
        if self.encoding.task == "regression":
            return passed.values[self.network.output_id]
        found = self._probabilities(passed)
        if not self.encoding.masks:
            return found
        if self.encoding.outputs == 1:
            found = jnp.concatenate([1.0 - found, found])
        return ops.leave(found)

    def found(self, passed: Passed) -> Array:
        """The class of every pixel, the likeliest: masks ``(batch, height, width)`` uint8."""
        said = self._probabilities(passed)
        numbers = said[0] > 0.5 if self.encoding.outputs == 1 else said.argmax(0)
        return jnp.moveaxis(numbers.astype(jnp.uint8), -1, 0)

    def _probabilities(self, passed: Passed) -> Array:
        said = passed.values[self.network.output_id]
        if self._ends_in_step and self.encoding.outputs == 1:
            return said
        match self.loss.fused(self.encoding.outputs):
            case "softmax":
                return ops.softmax(passed.for_loss)
            case "sigmoid":
                return jax.nn.sigmoid(passed.for_loss)
        low, high = self.encoding.low, self.encoding.high
        return jnp.clip((said - low) / (high - low), 0.0, 1.0)


def _numbers(examples: Array) -> Array:
    """Examples as numbers: bytes become 0 to 1."""
    return examples.astype(jnp.float32) / 255.0 if examples.dtype == jnp.uint8 else examples
