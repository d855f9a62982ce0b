"""Strands and complexes as SBOL 3 in sorted N-Triples.

A strand is a Component with its Sequence and a SequenceFeature per domain. SBOL has no terms for
strand displacement, so that a complex is a Component of its strands, in order, whose description
is the structure in dots, brackets and plus signs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from ncrn_dsd.ir.dsd import DsdSystem, domain_name
from ncrn_dsd.ir.lab import LabPackage, StrandOrder

SBOL = "http://sbols.org/v3#"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_DNA = "https://identifiers.org/SBO:0000251"
_SINGLE_STRANDED = "https://identifiers.org/SO:0000984"
_LINEAR = "https://identifiers.org/SO:0000987"
_COMPLEX = "https://identifiers.org/SBO:0000253"
_IUPAC_DNA = "https://identifiers.org/edam:format_1207"
_INTEGER = "http://www.w3.org/2001/XMLSchema#integer"
_FOREIGN = re.compile(r"[^A-Za-z0-9_]")

Triple = tuple[str, str, str]


def write_sbol3(system: DsdSystem, package: LabPackage, namespace: str) -> str:
    """A document in which every line is one statement, in sorted order.

    Parameters
    ----------
    namespace: an absolute address without a slash at its end.
    """
    ids = _identifiers(system, package)
    lengths = {d.domain: len(d.sequence) for d in package.sequences.domains}
    triples: set[Triple] = set()
    names = {s.domains: s.name for s in package.strands if not s.modified}
    for strand in package.strands:
        triples.update(_strand(strand, ids[strand.name], namespace, lengths))
    complexes = [(s.species, s.complex) for s in system.signals]
    complexes += [(f.name, f.complex) for f in system.fuels]
    for name, complex_ in complexes:
        if complex_.size_strands > 1:
            parts = [ids[names[s]] for s in complex_.strands]
            me = ids[f"complex {name}"]
            triples.update(_complex(name, me, parts, complex_.structure, namespace))
    return "".join(sorted(f"<{s}> <{p}> {o} .\n" for s, p, o in triples))


def _identifiers(system: DsdSystem, package: LabPackage) -> dict[str, str]:
    """Identifiers that SBOL takes, different for different names."""
    wanted = [s.name for s in package.strands]
    wanted += [f"complex {s.species}" for s in system.signals]
    wanted += [f"complex {f.name}" for f in system.fuels]
    given: dict[str, str] = {}
    for name in wanted:
        stem = _FOREIGN.sub("_", name)
        candidate, copy = stem, 2
        while candidate in given.values():
            candidate, copy = f"{stem}_{copy}", copy + 1
        given[name] = candidate
    return given


def _strand(
    strand: StrandOrder, me: str, namespace: str, lengths: dict[str, int]
) -> Iterator[Triple]:
    component, sequence = f"{namespace}/{me}", f"{namespace}/{me}_seq"
    yield from _top_level(component, "Component", me, strand.name, namespace)
    for kind in (_DNA, _SINGLE_STRANDED, _LINEAR):
        yield component, f"{SBOL}type", f"<{kind}>"
    yield component, f"{SBOL}hasSequence", f"<{sequence}>"
    if strand.modified:
        yield component, f"{SBOL}description", _text(f"ordered as {strand.ordered_sequence}")
    yield from _top_level(sequence, "Sequence", f"{me}_seq", strand.name, namespace)
    yield sequence, f"{SBOL}elements", _text(strand.sequence)
    yield sequence, f"{SBOL}encoding", f"<{_IUPAC_DNA}>"
    start = 0
    for number, occurrence in enumerate(strand.domains, start=1):
        end = start + lengths[domain_name(occurrence)]
        feature = f"{component}/SequenceFeature{number}"
        place = f"{feature}/Range1"
        yield component, f"{SBOL}hasFeature", f"<{feature}>"
        yield feature, _TYPE, f"<{SBOL}SequenceFeature>"
        yield feature, f"{SBOL}displayId", _text(f"SequenceFeature{number}")
        yield feature, f"{SBOL}name", _text(occurrence)
        yield feature, f"{SBOL}hasLocation", f"<{place}>"
        yield place, _TYPE, f"<{SBOL}Range>"
        yield place, f"{SBOL}displayId", _text("Range1")
        yield place, f"{SBOL}hasSequence", f"<{sequence}>"
        yield place, f"{SBOL}start", _number(start + 1)
        yield place, f"{SBOL}end", _number(end)
        start = end


def _complex(
    name: str, me: str, parts: list[str], structure: str, namespace: str
) -> Iterator[Triple]:
    component = f"{namespace}/{me}"
    yield from _top_level(component, "Component", me, name, namespace)
    yield component, f"{SBOL}type", f"<{_COMPLEX}>"
    yield component, f"{SBOL}description", _text(structure)
    for number, part in enumerate(parts, start=1):
        feature = f"{component}/SubComponent{number}"
        yield component, f"{SBOL}hasFeature", f"<{feature}>"
        yield feature, _TYPE, f"<{SBOL}SubComponent>"
        yield feature, f"{SBOL}displayId", _text(f"SubComponent{number}")
        yield feature, f"{SBOL}instanceOf", f"<{namespace}/{part}>"


def _top_level(me: str, kind: str, display: str, name: str, namespace: str) -> Iterator[Triple]:
    yield me, _TYPE, f"<{SBOL}{kind}>"
    yield me, f"{SBOL}displayId", _text(display)
    yield me, f"{SBOL}name", _text(name)
    yield me, f"{SBOL}hasNamespace", f"<{namespace}>"


def _text(value: str) -> str:
    return json.dumps(value)


def _number(value: int) -> str:
    return f'"{value}"^^<{_INTEGER}>'
