"""The rotation."""

from __future__ import annotations

from typing import ClassVar, Literal

from glassnet import ops
from glassnet.catalog.augmentations.base import Draw, Live, Places, Warp
from glassnet.catalog.base import live as live_field


class Rotate(Warp):
    r"""Turns each image about its centre by an angle drawn anew, as a camera that is not held straight.

    Positive angles turn counter-clockwise.

    Equation: \alpha \sim U(-a, a),\quad \begin{pmatrix} x' \\ y' \end{pmatrix} = \begin{pmatrix} \cos\alpha & -\sin\alpha \\ \sin\alpha & \cos\alpha \end{pmatrix} \begin{pmatrix} x \\ y \end{pmatrix}
    Source: Simard, Steinkraus and Platt (2003), doi:10.1109/ICDAR.2003.1227801
    """

    title: ClassVar[str] = "Rotate"

    kind: Literal["rotate"] = "rotate"
    degrees: float = live_field(15.0, ge=0.0, le=180.0, description="Largest angle a, either way, in degrees.")

    def source(self, places: Places, size: tuple[int, int], draw: Draw, live: Live) -> Places:
        del size
        angle = draw.swing() * (live["degrees"] * (3.141592653589793 / 180))
        cosine, sine = ops.jnp.cos(angle), ops.jnp.sin(angle)
        return Places(
            cosine * places.rows + sine * places.columns,
            cosine * places.columns - sine * places.rows,
        )
