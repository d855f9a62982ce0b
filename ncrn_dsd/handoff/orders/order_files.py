"""Order sheets: plates for plain strands, tubes for labelled and few ones, and one table for any
vendor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ncrn_dsd.handoff.orders.csv_text import Exact, csv_bytes
from ncrn_dsd.handoff.orders.order_xlsx import plates_workbook, workbook
from ncrn_dsd.handoff.orders.plates import fill_plates, tubes_of
from ncrn_dsd.handoff.orders.reuse import Reuse
from ncrn_dsd.handoff.orders.scales import ScaleChoice, price_list
from ncrn_dsd.ir.lab import LabPackage, StrandOrder
from ncrn_dsd.model.lab import LabSettings

PLATES_XLSX, TUBES_XLSX = "order/idt_plates.xlsx", "order/idt_tubes.xlsx"
TUBES_TXT, ORDER_CSV = "order/idt_tubes.txt", "order/order.csv"
REUSE_CSV, SCALES_CSV = "order/reuse.csv", "order/scales.csv"

ORDER_COLUMNS = (
    "plate",
    "well",
    "name",
    "sequence",
    "length_nt",
    "scale",
    "purification",
    "format",
    "norm_uM",
    "volume_uL",
    "vendor",
    "unit_price_placeholder",
    "price_placeholder",
    "currency",
)
REUSE_COLUMNS = ("name", "sequence", "decision", "matches_old_name", "old_location")
SCALE_COLUMNS = (
    "strand",
    "scale",
    "yield_nmol",
    "needed_nmol",
    "purification",
    "full_length_frac",
)
NO_SCALE = "none"
TUBE_HEADER = ("Name", "Sequence", "Scale", "Purification")


@dataclass(frozen=True, slots=True)
class Purchase:
    """What is bought of a package.

    Parameters
    ----------
    package: the strands to buy only.
    reuse: every strand of the subset and whether it is bought.
    """

    package: LabPackage
    reuse: tuple[Reuse, ...]


def order_files(
    purchase: Purchase,
    choices: Mapping[str, ScaleChoice],
    stock_uM: float,
    settings: LabSettings,
) -> dict[str, bytes]:
    """All files of an order by their path in the package."""
    package = purchase.package
    plates = fill_plates(package, settings.fewest_on_plate)
    tubes = tubes_of(package, settings.fewest_on_plate)
    lines = [_tube(s, choices[s.name]) for s in tubes]
    files = {
        ORDER_CSV: csv_bytes(
            ORDER_CSV,
            ORDER_COLUMNS,
            (
                *(
                    _row(plate.name, well, s, choices[s.name], stock_uM)
                    for plate in plates
                    for well, s in plate.wells
                ),
                *(_row("tubes", "", s, choices[s.name], stock_uM) for s in tubes),
            ),
        ),
        REUSE_CSV: csv_bytes(
            REUSE_CSV,
            REUSE_COLUMNS,
            (
                (r.name, r.sequence, r.decision, r.matches_old_name, r.old_location)
                for r in purchase.reuse
            ),
        ),
        TUBES_TXT: "".join(f"{','.join(line)}\n" for line in lines).encode(),
    }
    if plates:
        files[PLATES_XLSX] = plates_workbook(plates)
    if tubes:
        files[TUBES_XLSX] = workbook((("tubes", (TUBE_HEADER, *lines)),))
    return files


def scales_csv(choices: Iterable[ScaleChoice]) -> bytes:
    """How every strand is made, bought now or not, and how much of it is drawn."""
    rows = (
        (
            c.strand,
            c.scale.code if c.scale else NO_SCALE,
            Exact(c.scale.yield_nmol if c.scale else 0.0),
            Exact(c.needed_nmol),
            c.purification,
            Exact(c.full_length),
        )
        for c in choices
    )
    return csv_bytes(SCALES_CSV, SCALE_COLUMNS, rows)


def price_of(strand: StrandOrder, choice: ScaleChoice) -> float:
    """Placeholder price of a strand: nucleotides, purification and modifications."""
    prices = price_list()
    per_nt = choice.scale.per_nt if choice.scale else 0.0
    attached = bool(strand.mod5) + bool(strand.mod3)
    purification: float = prices["purification"][choice.purification]
    modification: float = prices["modification"]
    return strand.length_nt * per_nt + purification + attached * modification


def choose_strands(package: LabPackage, names: frozenset[str] | None) -> LabPackage:
    """The same package with the named strands only; all of them when None."""
    if names is None:
        return package
    return replace(package, strands=tuple(s for s in package.strands if s.name in names))


def _tube(strand: StrandOrder, choice: ScaleChoice) -> tuple[str, str, str, str]:
    scale = choice.scale.code if choice.scale else NO_SCALE
    return strand.name, strand.ordered_sequence, scale, choice.purification


def _row(
    plate: str, well: str, strand: StrandOrder, choice: ScaleChoice, stock_uM: float
) -> tuple[object, ...]:
    price = price_of(strand, choice)
    return (
        plate,
        well,
        strand.name,
        strand.ordered_sequence,
        strand.length_nt,
        choice.scale.code if choice.scale else NO_SCALE,
        choice.purification,
        "dry",
        stock_uM,
        "",
        "IDT",
        choice.scale.per_nt if choice.scale else "",
        price,
        price_list()["currency"],
    )
