"""Rate models beside measured rate constants; nothing is fitted to them."""

from __future__ import annotations

from benchmarks.measure import write
from ncrn_dsd.ir.shown import plain
from ncrn_dsd.model.rates import RATE_MODELS
from ncrn_dsd.sequences.measured_rates import residuals


def main() -> None:
    found = [r for name in RATE_MODELS.names for r in residuals(RATE_MODELS.load(name))]
    print("rates [1/(M s)], predicted over measured")
    head = f"{'model':12} {'measured by':28} {'n':>3} {'RMS':>6} {'bias':>6} {'scatter':>8}"
    print(f"  {head}  range")
    for one in sorted(found, key=lambda r: (r.data, r.model)):
        print(
            f"  {one.model:12} {one.data:28} {one.count:3d} {one.rms_decades:6.2f} "
            f"{one.bias:6.2f} {one.scatter:8.2f}  {one.lowest:.2g} to {one.highest:.2g}"
        )
    print("  RMS in decades; bias and scatter: geometric mean and standard deviation, as factors")
    write("rates", [plain(one) for one in found])
