"""Strands -> how many complexes and single steps there are before condensation."""

from __future__ import annotations

from dataclasses import replace

from ncrn_dsd.enumeration.documents import enumerate_document
from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.formats.pil import read_pil, write_pil
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.study.stage import Work, stage


@stage("enumerate in detail")
def count_details(work: Work, system: DsdSystem, limits: EnumerationOptions) -> tuple[int, int]:
    """Complexes and reactions of the detailed network, histories apart."""
    document = read_pil(write_pil(system), "the system")
    options = replace(limits, merge_histories=False)
    found = enumerate_document(document, options, work.report, detailed=True)
    condensed = len(found.condensed_network.reactions)
    return len(found.document.complexes), len(found.document.reactions) - condensed
