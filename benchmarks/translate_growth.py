"""How translation grows with the number of reactions."""

from __future__ import annotations

from functools import partial

from benchmarks.measure import cpu_s, growth_exponent, write
from benchmarks.systems import chain
from ncrn_dsd.translation.scheme import load_scheme
from ncrn_dsd.translation.translate import translate

SCHEME = "soloveichik2010"
SIZES = (500, 1000, 2000, 5000)


def main() -> None:
    """Print CPU seconds for growing chains of bimolecular reactions, and the exponent."""
    scheme = load_scheme(SCHEME)
    times = [cpu_s(partial(translate, chain(size), scheme), repeats=2) for size in SIZES]
    for size, time in zip(SIZES, times, strict=True):
        print(f"{size:>6} reactions: {time:.2f} CPU s")
    exponent = growth_exponent(list(map(float, SIZES)), times)
    print(f"translation time grows as reactions^{exponent:.2f}")
    rows = [{"reactions": n, "cpu_s": t} for n, t in zip(SIZES, times, strict=True)]
    path = write("translate", {"scheme": SCHEME, "rows": rows, "exponent": exponent})
    print(f"written to {path}")
