"""What is known of the images of a run besides their pixels."""

from __future__ import annotations

import numpy as np

from glassnet.catalog.datasets import Cases, Dataset, Grouped
from glassnet.engine.data import Examples


def cases(data: Dataset, examples: Examples) -> Cases:
    """The cases of all ``examples`` of ``data``; where nothing is known every image is a group of its own."""
    if examples.cases is not None:
        return examples.cases
    count = len(examples.labels)
    order = np.concatenate(data.arrangement()) if isinstance(data, Grouped) else np.arange(count)
    source = order.astype(np.int32)
    return Cases(source, source, np.full(count, -1, np.int8), np.full((count, 3), np.nan, np.float32))
