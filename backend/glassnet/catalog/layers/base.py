"""What a layer is: a frozen record that knows its shapes, its start and its arithmetic."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, StringConstraints

from glassnet.catalog.activations import Activation
from glassnet.catalog.base import Part
from glassnet.errors import Repair, ShapeError

if TYPE_CHECKING:
    from jax import Array

Shape = tuple[int, ...]
"""The shape of one example, channels last and without the batch: ``(features,)`` or ``(height, width, channels)``."""

NodeId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,39}$")]


class Context(NamedTuple):
    """What a layer may know besides its inputs.

    Attributes:
        training: whether this is a training pass (dropout acts) or an evaluation.
        key: a JAX random key that is a function of (seed, step, node); ``None`` in evaluation.
        live: the layer's live values by field name, traced float32 scalars.
    """

    training: bool
    key: Any
    live: Mapping[str, Any]


class Parameter(NamedTuple):
    """One array of a layer's state.

    Attributes:
        name: its name in the layer.
        shape: its shape.
        regularised: whether it takes part in L1 and L2: weights do, biases do not.
        learned: whether the optimiser moves it; running statistics are not learned but tracked, see `Layer.track`.
    """

    name: str
    shape: Shape
    regularised: bool
    learned: bool = True


class Window(NamedTuple):
    """What one position of an output sees.

    Attributes:
        extent: positions of the input, along each side.
        step: how far apart the windows of neighbouring outputs are; less than 1 where an image is enlarged.
    """

    extent: int = 1
    step: Fraction = Fraction(1)


class Layer(Part):
    """A node of the network.

    ``ports`` is how many edges may enter: ``(least, most)``, ``None`` for no limit.
    """

    ports: ClassVar[tuple[int, int | None]] = (1, 1)
    drops: ClassVar[bool] = False
    """Whether it silences numbers by chance while training."""

    id: NodeId = Field(description="Name of the node, unique in its network.")

    @abstractmethod
    def out_shape(self, inputs: Sequence[Shape]) -> Shape:
        """Shape of one example after this layer.

        Raises:
            ShapeError: when the inputs do not fit, naming the node, what came, what was expected and the remedy.
        """

    def parameters(self, inputs: Sequence[Shape]) -> list[Parameter]:
        """The learned arrays, in their order on disk and on the wire."""
        del inputs
        return []

    def init(self, rng: np.random.Generator, inputs: Sequence[Shape]) -> dict[str, NDArray[np.float32]]:
        """Start values for every entry of `parameters`."""
        del rng, inputs
        return {}

    def flops(self, inputs: Sequence[Shape]) -> int:
        """Multiplications and additions of one forward pass of one example."""
        del inputs
        return 0

    def window(self) -> Window | None:
        """What each position of the output sees of the input; ``None`` when it sees all of it.

        Statistics of a normalisation do not count.
        """
        return Window()

    @abstractmethod
    def apply(self, params: Mapping[str, Array], inputs: Sequence[Array], context: Context) -> Array:
        """The layer on a batch, float32.

        Arrays are in the layout of `glassnet.ops.layout`: vectors ``(batch, features)``, sequences ``(channels,
        length, batch)``, images ``(channels, rows, columns, batch)``.
        """

    def track(self, params: Mapping[str, Array], inputs: Sequence[Array], context: Context) -> dict[str, Array]:
        """New values of the arrays that are not learned, after a training pass over ``inputs``."""
        del params, inputs, context
        return {}

    def squash(self) -> Activation | None:
        """The activation this layer ends with, if it has one. See `without_squash`."""
        return None

    def without_squash(self) -> Layer:
        """This layer up to, not including, its activation: losses fuse with the last activation to stay stable."""
        return self

    def misfit(self, detail: str, hint: str, *, insert: str = "", port: int | None = None, **fields: Any) -> ShapeError:
        """A `ShapeError` about this node.

        Args:
            detail: what came and what was expected.
            hint: how to mend it.
            insert: kind of the layer that mends it when put before this node.
            port: number of the input to put it on; ``None`` for all.
            fields: values that mend it: of this node's fields, or of the layer that is put before it.
        """
        repair = Repair(self.id, insert, fields, port) if insert or fields else None
        title = self.documentation()["title"]
        return ShapeError("shape", f"{title} '{self.id}' {detail}", hint, f"network.nodes.{self.id}", repair)


def describe(shape: Shape) -> str:
    """A shape in words: ``(4,)`` → ``4 numbers``, ``(28, 28, 1)`` → ``28 × 28 × 1``."""
    if len(shape) == 1:
        return f"{shape[0]} number" + ("" if shape[0] == 1 else "s")
    return " × ".join(str(n) for n in shape)
