"""Growing families of formal CRNs and the DSD systems made of them."""

from __future__ import annotations

import math

from ncrn_dsd.enumeration.condensed import EnumerationJob
from ncrn_dsd.formats.crn_text import read_crn
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.translation.scheme import load_scheme
from ncrn_dsd.translation.translate import translate


def chain(count: int) -> FormalCrn:
    """A_i + B_i -> A_(i+1) + C_i."""
    lines = [f"A{i} + B{i} -> A{i + 1} + C{i}" for i in range(count)]
    return read_crn("\n".join(lines), "chain").crn


def cat(count: int) -> FormalCrn:
    """X_i + W_ij -> X_i + W_ij + Z_j: the forward pass of a layer, on a grid."""
    rows = round(math.sqrt(count))
    columns = math.ceil(count / rows)
    pairs = [(i, j) for i in range(rows) for j in range(columns)][:count]
    lines = [f"X{i} + W{i}_{j} -> X{i} + W{i}_{j} + Z{j}" for i, j in pairs]
    return read_crn("\n".join(lines), "cat").crn


FAMILIES = {"chain": chain, "cat": cat}


def whole_system(crn: FormalCrn, scheme: str) -> EnumerationJob:
    """All signals and fuels of a translated CRN as one enumeration job."""
    system = translate(crn, load_scheme(scheme))
    return EnumerationJob(
        tuple((d.name, d.length_nt) for d in system.domains),
        (*(s.complex for s in system.signals), *(f.complex for f in system.fuels)),
    )
