"""Schemes: each is a folder with `scheme.ts` and `meta.toml`."""

from pathlib import Path

TWO_STEP = Path(__file__).parent / "two_step"
