"""Initialisers: how weights start."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from glassnet.catalog.base import members, name_of
from glassnet.catalog.initialisers.base import Initialiser
from glassnet.catalog.initialisers.he import He
from glassnet.catalog.initialisers.lecun import LeCun
from glassnet.catalog.initialisers.normal import Normal
from glassnet.catalog.initialisers.uniform import Uniform
from glassnet.catalog.initialisers.xavier import Xavier
from glassnet.catalog.initialisers.zeros import Zeros

InitialiserSpec = Annotated[Zeros | Uniform | Normal | LeCun | Xavier | He, Field(discriminator="kind")]

INITIALISERS: dict[str, Initialiser] = {kind: cls() for kind, cls in members(InitialiserSpec).items()}

InitialiserName: Any = name_of({kind: type(one) for kind, one in INITIALISERS.items()}, "initialiser")

__all__ = ["INITIALISERS", "Initialiser", "InitialiserName", "InitialiserSpec"]
