"""How wide a gap parts two classes, and how many mistakes a perceptron can make before it finds it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from glassnet.catalog.layers import Layer
from glassnet.catalog.layers.activation import ActivationLayer
from glassnet.catalog.layers.dense import Dense
from glassnet.catalog.layers.flatten import Flatten
from glassnet.catalog.layers.input import Input
from glassnet.engine.data import Examples
from glassnet.engine.results import Picture, Tensor
from glassnet.errors import SpecError

if TYPE_CHECKING:
    from glassnet.engine.trainer import Trainer

Doubles = NDArray[np.float64]

_CLOSE = 1e-12
"""How close squares may come, as a share of the largest, before they count as equal."""

_MOST_ROUNDS = 10_000

_known: WeakKeyDictionary[Examples, dict[bool, Margin]] = WeakKeyDictionary()


class Margin(NamedTuple):
    r"""How two classes lie to each other, the 1 of the bias being one of the inputs.

    Attributes:
        radius: R, the length of the longest input.
        margin: γ, how far the closest input lies from the plane that is farthest from both classes; 0 if none parts
            them.
        plane: weights of that plane, of length 1, the bias last where there is one; all 0 if there is none.
    """

    radius: float
    margin: float
    plane: Doubles

    @property
    def bound(self) -> float | None:
        r"""Mistakes that the perceptron rule can make at most, beginning with weights of 0; None without a margin.

        Equation: (R / \gamma)^2
        Source: Novikoff (1962), On convergence proofs for perceptrons
        """
        return (self.radius / self.margin) ** 2 if self.margin > 0.0 else None


def margin(inputs: NDArray[Any], second: NDArray[np.bool_], *, bias: bool) -> Margin:
    r"""The widest margin between two classes.

    The inputs of the first class are turned to the other side of the origin. The point of their convex hull that is
    nearest to the origin is the plane's normal, and its distance the margin; if the origin lies within the hull, no
    plane parts the classes. It is the hard-margin support vector machine without a bias of its own.

    Args:
        inputs: ``(n, features)``, n at least 1.
        second: whether each belongs to the second class, ``(n,)``.
        bias: whether the unit has one.

    Equation: \gamma = \max_{\lVert u \rVert = 1} \min_i \tilde t_i\,u \cdot x_i
    """
    points = np.asarray(inputs, np.float64).reshape(len(inputs), -1)
    if bias:
        points = np.concatenate([points, np.ones((len(points), 1))], 1)
    points = np.where(second, 1.0, -1.0)[:, None] * points
    radius = float(np.sqrt((points**2).sum(1).max()))
    found = nearest(points / radius) if radius else np.zeros(points.shape[1])
    length = float(np.linalg.norm(found))
    if length**2 <= _CLOSE:
        return Margin(radius, 0.0, np.zeros_like(found))
    return Margin(radius, length * radius, found / length)


def nearest(points: Doubles) -> Doubles:
    """The point of the convex hull of ``points`` ``(n, d)``, none longer than 1, that is nearest to the origin.

    It is exact after finitely many rounds: in each, the point that lies farthest against the nearest one so far joins
    a small set, and the nearest point of that set is found by solving for its weights.

    Source: Wolfe (1976), Finding the nearest point in a polytope, doi:10.1007/BF01580381
    """
    chosen = [int((points**2).sum(1).argmin())]
    shares, found = np.ones(1), points[chosen[0]]
    for _ in range(_MOST_ROUNDS):
        along = points @ found
        farthest = int(along.argmin())
        if along[farthest] >= found @ found - _CLOSE or farthest in chosen:
            break
        chosen, shares = [*chosen, farthest], np.append(shares, 0.0)
        while True:
            wanted = _affine(points[chosen])
            if (wanted > _CLOSE).all():
                shares = wanted
                break
            falling = wanted <= _CLOSE
            step = min(1.0, float((shares[falling] / np.maximum(shares[falling] - wanted[falling], _CLOSE)).min()))
            shares = np.maximum(shares + step * (wanted - shares), 0.0)
            shares[falling & (shares <= shares[falling].min())] = 0.0
            kept = shares > 0.0
            chosen, shares = [one for one, stays in zip(chosen, kept, strict=True) if stays], shares[kept]
        shares = shares / shares.sum()
        found = shares @ points[chosen]
    return found


def _affine(points: Doubles) -> Doubles:
    """Weights, of sum 1, of the point nearest to the origin on the plane through ``points``."""
    weights = np.linalg.lstsq(points @ points.T + 1.0, np.ones(len(points)), rcond=None)[0]
    return weights / weights.sum()


def of_run(trainer: Trainer, view: Any) -> Picture:
    """The view `glassnet.protocol.views.Margin`."""
    del view
    examples = trainer.examples
    if trainer.spec.data.task() != "binary":
        detail = f"A margin lies between two classes; this data set has {trainer.spec.data.class_count()}."
        raise SpecError("view", detail, "Choose a data set of two classes.", "view")
    unit = single_unit(trainer)
    bias = unit.bias if unit else True
    known = _known.setdefault(examples, {})
    if bias not in known:
        part = examples.bounds["train"]
        inputs = examples.inputs[part] / 255.0 if trainer.program.images else examples.inputs[part]
        known[bias] = margin(inputs, np.rint(examples.labels[part]) == 1, bias=bias)
    found = known[bias]
    facts = {
        "separable": found.margin > 0.0,
        "radius": found.radius,
        "margin": found.margin,
        "bound": found.bound if unit and unit.initialiser == "zeros" else None,
        "mistakes": trainer.mistakes,
        "single_unit": unit is not None,
    }
    return Picture([Tensor("plane", found.plane.astype(np.float32))], facts)


def single_unit(trainer: Trainer) -> Dense | None:
    """The only unit of the network, if it has only one."""
    nodes: Sequence[Layer] = trainer.spec.network.nodes
    units = [node for node in nodes if isinstance(node, Dense)]
    plain = all(isinstance(node, (Input, Flatten, Dense, ActivationLayer)) for node in nodes)
    return units[0] if plain and len(units) == 1 and units[0].units == 1 else None
