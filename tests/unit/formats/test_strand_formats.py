"""Strands in the formats of other programs, read back by those programs where they are there."""

from __future__ import annotations

import io
import json

import pytest
from lab_fixture import lab_design, planned

from ncrn_dsd.formats.fasta_strands import write_fasta
from ncrn_dsd.formats.genbank_strands import write_genbank
from ncrn_dsd.formats.sbol3_strands import write_sbol3
from ncrn_dsd.formats.scadnano_design import write_scadnano
from ncrn_dsd.ir.dsd import Complex, domain_name

SEQUENCES = sorted(s.sequence for s in planned().package.strands)
NAMES = {s.domains: s.name for s in planned().package.strands if not s.modified}
BY_NAME = {s.name: s.sequence for s in planned().package.strands}
LENGTHS = {d.name: d.length_nt for d in lab_design().system.domains}


class TestGenBank:
    def test_biopython_reads_sequences_and_domains(self) -> None:
        seq_io = pytest.importorskip("Bio.SeqIO")
        records = list(seq_io.parse(io.StringIO(write_genbank(planned().package)), "genbank"))
        assert sorted(str(r.seq) for r in records) == SEQUENCES
        assert {r.annotations["molecule_type"] for r in records} <= {"ss-DNA", "DNA"}
        domains = {d.domain: d.sequence for d in planned().package.sequences.domains}
        for record in records:
            for feature in record.features:
                label = feature.qualifiers["label"][0]
                plain = domains[domain_name(label)]
                found = str(feature.extract(record.seq))
                assert len(found) == len(plain)
                assert label.endswith("*") or found == plain

    def test_lines_are_numbered(self) -> None:
        text = write_genbank(planned().package)
        assert text.count("LOCUS") == text.count("//\n") == len(SEQUENCES)
        assert "        1 " in text


class TestFasta:
    def test_every_strand_is_a_record(self) -> None:
        lines = write_fasta(planned().package).splitlines()
        assert sorted(lines[1::2]) == SEQUENCES
        assert all(line.startswith(">") for line in lines[::2])


class TestSbol:
    def test_lines_are_sorted_statements(self) -> None:
        text = write_sbol3(lab_design().system, planned().package, "https://example.org/x")
        lines = text.splitlines()
        assert lines == sorted(lines)
        assert all(line.startswith("<https://example.org/x/") for line in lines)
        assert all(line.endswith(" .") for line in lines)

    def test_the_sbol_library_finds_nothing_to_complain_of(self) -> None:
        sbol3 = pytest.importorskip("sbol3")
        text = write_sbol3(lab_design().system, planned().package, "https://example.org/x")
        document = sbol3.Document()
        document.read_string(text, sbol3.SORTED_NTRIPLES)
        assert len(document.validate()) == 0
        found = [o.elements for o in document.objects if isinstance(o, sbol3.Sequence)]
        assert sorted(found) == SEQUENCES


class TestScadnano:
    def test_every_gate_is_a_design_with_its_strands(self) -> None:
        sc = pytest.importorskip("scadnano")
        gates = [f.complex for f in lab_design().system.fuels if f.complex.size_strands > 1]
        assert gates
        for gate in gates:
            text = write_scadnano(gate, NAMES, BY_NAME, LENGTHS)
            assert text is not None
            design = sc.Design.from_scadnano_json_str(text)
            found = sorted(s.dna_sequence for s in design.strands)
            assert found == sorted(BY_NAME[NAMES[s]] for s in gate.strands)
            assert_paired_bases_are_complements(design)

    def test_a_complex_whose_tops_pair_is_left_out(self) -> None:
        strands = (("a", "b"), ("b*", "c"), ("c*", "a*"))
        odd = Complex(strands, "((+)(+))")
        names: dict[tuple[str, ...], str] = dict(zip(strands, "xyz", strict=True))
        assert (
            write_scadnano(odd, names, {"x": "A", "y": "C", "z": "T"}, dict.fromkeys("abc", 5))
            is None
        )

    def test_the_text_is_json(self) -> None:
        gate = next(f.complex for f in lab_design().system.fuels if f.complex.size_strands > 1)
        text = write_scadnano(gate, NAMES, BY_NAME, LENGTHS)
        assert text is not None
        assert json.loads(text)["grid"] == "none"


def assert_paired_bases_are_complements(design: object) -> None:
    """At every offset of the helix, what runs forward pairs with what runs back."""
    forward: dict[int, str] = {}
    reverse: dict[int, str] = {}
    for strand in design.strands:  # type: ignore[attr-defined]
        for domain in strand.bound_domains():
            sequence = domain.dna_sequence
            places = range(domain.start, domain.end)
            if domain.forward:
                forward |= dict(zip(places, sequence, strict=True))
            else:
                reverse |= dict(zip(reversed(places), sequence, strict=True))
    assert forward
    assert all(
        reverse[at] == forward[at].translate(str.maketrans("ACGT", "TGCA")) for at in forward
    )
