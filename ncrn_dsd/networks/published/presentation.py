"""How the inputs of a sample become the padded vector x that a network is given."""

from __future__ import annotations

from dataclasses import dataclass

from ncrn_dsd.errors import DesignError
from ncrn_dsd.ir.host import Overwrite
from ncrn_dsd.ir.program import RailedQuantity
from ncrn_dsd.ir.task import LearningTask, Sample
from ncrn_dsd.model.published import PublishedDesign


@dataclass(frozen=True, slots=True)
class Presentation:
    """x_i = (input_i - low_i) / width_i, followed by constants."""

    lows: tuple[float, ...]
    widths: tuple[float, ...]
    padding: tuple[float, ...]

    @property
    def dimension(self) -> int:
        return len(self.lows) + len(self.padding)

    def values(self, sample: Sample) -> tuple[float, ...]:
        scaled = (
            (v - low) / width
            for v, low, width in zip(sample.inputs, self.lows, self.widths, strict=True)
        )
        return (*scaled, *self.padding)


def presentation_of(design: PublishedDesign, task: LearningTask) -> Presentation:
    """Scaling by the training set, or a shift, and the padding of the model.

    Raises
    ------
    DesignError: D302, the shift has another number of values than the task inputs.
    """
    model = design.model
    if model.offset and len(model.offset) != task.dimension:
        raise DesignError(
            "D302",
            design.where("model", "offset"),
            f"offset has {len(model.offset)} values and the task {task.dimension} inputs",
            "give one value per input, or leave it out",
        )
    if model.scaling:
        columns = list(zip(*(s.inputs for s in task.train), strict=True))
        lows = tuple(min(c) for c in columns)
        # An input that never changes carries no information; it is presented as 0.
        widths = tuple((max(c) - min(c)) or 1.0 for c in columns)
    else:
        lows = tuple(-v for v in model.offset) or (0.0,) * task.dimension
        widths = (1.0,) * task.dimension
    return Presentation(lows, widths, model.padding)


def overwrites(quantity: RailedQuantity, value: float) -> tuple[Overwrite, ...]:
    """Actions that make the quantity `value`, on one rail only."""
    made = [Overwrite(quantity.positive, max(value, 0.0) * quantity.scale)]
    if quantity.negative is not None:
        made.append(Overwrite(quantity.negative, max(-value, 0.0) * quantity.scale))
    return tuple(made)
