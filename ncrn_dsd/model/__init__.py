"""The values of a design, and of other files that people write: one line declares one key.

A file is a frozen model of `keys.Table`s. Each field is one key, with unit, bounds, default and
meaning; quantities are texts with a unit in a file and floats in the base unit here. The reference
of keys, `ncrn-dsd explain`, `--vary`, `ncrn-dsd new` and the messages about wrong files derive from
these models (`describe`). Read `design` first.
"""
