"""Every change of a file on disk trips the check that is there for it, without the program."""

from __future__ import annotations

import csv
import io
import json
import random
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from lab_fixture import contents, files_of, planned
from openpyxl import load_workbook

from ncrn_dsd.errors import HandoffError
from ncrn_dsd.handoff.checks.run import check_files, errors
from ncrn_dsd.handoff.contents import with_manifest
from ncrn_dsd.handoff.folder import fill_folder, read_package, zipped
from ncrn_dsd.handoff.reading.tables import damages_told

Rows = list[dict[str, str]]
WARNINGS = {"B7"}
"""Of the small system, whatever is edited."""


WELL_HEADER = b"plate,well,condition,subject,replicate,reads,reporters,group,total_uL,start_h\n"


@cache
def package() -> dict[str, bytes]:
    return with_manifest(contents(), files_of())


def failing(name: str, content: bytes) -> set[str]:
    """Checks that a changed file trips; the hash of the file always is one."""
    changed = package() | {name: content}
    ids = {r.id for r in check_files(changed) if not r.ok} - WARNINGS
    assert "A6" in ids
    return ids - {"A6"}


def edited(name: str, change: Callable[[Rows], Rows]) -> set[str]:
    rows = list(csv.DictReader(io.StringIO(package()[name].decode())))
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(change(rows))
    return failing(name, out.getvalue().encode())


def cell(number: int, **values: str) -> Callable[[Rows], Rows]:
    return lambda rows: [r | values if i == number else r for i, r in enumerate(rows)]


def sheet(name: str, **cells: str) -> set[str]:
    workbook = load_workbook(io.BytesIO(package()[name]))
    for place, value in cells.items():
        workbook.worksheets[0][place] = value
    out = io.BytesIO()
    workbook.save(out)
    return failing(name, out.getvalue())


def read(name: str) -> Rows:
    return list(csv.DictReader(io.StringIO(package()[name].decode())))


def flipped(sequence: str) -> str:
    return ("T" if sequence[0] != "T" else "A") + sequence[1:]


def first(name: str, **wanted: str) -> int:
    """The first row that holds these cells."""
    rows = read(name)
    return next(i for i, r in enumerate(rows) if all(r[k] == v for k, v in wanted.items()))


def test_what_was_written_has_no_errors() -> None:
    found = check_files(package())
    assert {r.id for r in found if not r.ok} == WARNINGS
    assert not errors(found)


class TestStrands:
    def test_a_flipped_base(self) -> None:
        strand = read("sequences/strands.csv")[3]
        change = cell(3, sequence=flipped(strand["sequence"]))
        assert edited("sequences/strands.csv", change) == {"A1", "A2", "A3", "A5"}

    def test_a_flipped_base_of_a_domain(self) -> None:
        domain = read("sequences/domains.csv")[0]
        change = cell(0, sequence=flipped(domain["sequence"]))
        assert edited("sequences/domains.csv", change) == {"A2", "A3"}

    def test_a_flipped_base_of_the_order(self) -> None:
        strand = planned().package.strands[0]
        assert sheet("order/idt_plates.xlsx", C2=flipped(strand.sequence)) == {"A1"}

    def test_two_swapped_wells_of_the_order(self) -> None:
        assert sheet("order/idt_plates.xlsx", A2="A2", A3="A1") == {"A1"}

    def test_a_lost_label(self) -> None:
        number = first("sequences/strands.csv", role="reporter_top")
        change = cell(number, mod5="", mod3="")
        assert edited("sequences/strands.csv", change) == {"A1", "B2"}

    def test_a_lost_label_of_the_order(self) -> None:
        label = next(s.mod5 or s.mod3 for s in planned().package.strands if s.modified)
        text = package()["order/idt_tubes.txt"].decode().replace(label, "", 1)
        assert failing("order/idt_tubes.txt", text.encode()) == {"A1"}

    def test_a_name_that_is_a_formula(self) -> None:
        name = read("sequences/strands.csv")[0]["strand"]
        assert "B5" in edited("sequences/strands.csv", cell(0, strand=f"={name}"))
        assert sheet("order/idt_plates.xlsx", B2=f"={name}") == {"A1"}

    def test_a_flipped_base_of_an_exchange_format(self) -> None:
        strand = planned().package.strands[0].sequence
        text = package()["design/strands.fasta"].decode().replace(strand, flipped(strand), 1)
        assert failing("design/strands.fasta", text.encode()) == {"A5"}


class TestWells:
    def test_a_doubled_volume_of_the_list(self) -> None:
        number = first("worklists/transfers.csv", work="assemble", target_plate="assay1")
        doubled = str(2 * float(read("worklists/transfers.csv")[number]["volume_uL"]))
        assert edited("worklists/transfers.csv", cell(number, volume_uL=doubled)) >= {"C1", "C4"}

    def test_a_doubled_volume_of_a_mix(self) -> None:
        number = first("assay/mix.csv", plate="assay1")
        doubled = str(2 * float(read("assay/mix.csv")[number]["step_uL"]))
        assert edited("assay/mix.csv", cell(number, step_uL=doubled)) == {"C4"}

    def test_a_doubled_volume_of_an_echo(self) -> None:
        doubled = str(2 * float(read("worklists/echo_1.csv")[0]["Transfer Volume"]))
        change = cell(0, **{"Transfer Volume": doubled})
        assert edited("worklists/echo_1.csv", change) >= {"A7"}

    def test_two_swapped_wells_of_an_echo(self) -> None:
        rows = read("worklists/echo_1.csv")
        wells = list(dict.fromkeys(r["Destination Well"] for r in rows))
        swap = {wells[0]: wells[-1], wells[-1]: wells[0]}
        found = edited(
            "worklists/echo_1.csv",
            lambda rows: [
                r | {"Destination Well": swap.get(r["Destination Well"], r["Destination Well"])}
                for r in rows
            ],
        )
        assert found == {"A7"}

    def test_two_swapped_wells_of_a_robot(self) -> None:
        name = "worklists/ot2_1.py"
        text = package()[name].decode()
        swapped = text.replace("'assay1', 'A1'", "?").replace("'assay1', 'A5'", "'assay1', 'A1'")
        assert swapped != text
        assert failing(name, swapped.replace("?", "'assay1', 'A5'").encode()) == {"A7"}

    @pytest.mark.parametrize(
        ("condition", "check"),
        [
            ("reporter only", "E1"),
            ("reporter, saturated", "E1"),
            ("reporter, dilution series", "E1"),
            ("gate without input", "E2"),
            ("buffer blank", "E5"),
        ],
    )
    def test_a_dropped_control(self, condition: str, check: str) -> None:
        found = edited(
            "assay/wells.csv", lambda rows: [r for r in rows if r["condition"] != condition]
        )
        assert check in found

    def test_a_dropped_replicate(self) -> None:
        found = edited(
            "assay/wells.csv",
            lambda rows: [
                r
                for r in rows
                if r["condition"] != "all fuels, no signals" or r["replicate"] == "1"
            ],
        )
        assert found == {"E4"}


def replaced(name: str, old: str, new: str, count: int = 1) -> set[str]:
    """Checks that another text in a file trips."""
    text = package()[name].decode()
    assert old in text
    return failing(name, text.replace(old, new, count).encode())


class TestWhatNoTableOfTheBenchSays:
    """Files that are there because a check, and whoever reads the package, needs what they say."""

    def test_a_system_that_is_not_the_designed_one(self) -> None:
        assert "A3" in replaced("design/domain_level.pil", "= 15", "= 16")
        assert "A3" in replaced("design/design.json", '"length_nt": 15', '"length_nt": 16')
        differing = '"differing": ["x -> y"]'
        assert replaced("design/enumerated_again.json", '"differing": []', differing) == {"A3"}

    def test_a_strand_under_two_names(self) -> None:
        def twice(rows: Rows) -> Rows:
            return [*rows, rows[0] | {"strand": "twin"}]

        assert {"A4", "A5"} <= edited("sequences/strands.csv", twice)

    def test_a_strand_that_is_spelled_otherwise_than_it_is_labelled(self) -> None:
        change = cell(0, sequence_with_mods="ACGT")
        assert edited("sequences/strands.csv", change) == {"A1"}

    def test_a_record_of_files_that_differed(self) -> None:
        name, differing = "MANIFEST.json", '"differing_when_made_twice": ["bom.csv"]'
        text = package()[name].decode().replace('"differing_when_made_twice": []', differing)
        found = {r.id for r in check_files(package() | {name: text.encode()}) if not r.ok}
        assert found - WARNINGS == {"A6"}

    @pytest.mark.parametrize(
        ("change", "check"),
        [
            ({"scale": "none"}, "B1"),
            ({"scale": "250nm"}, "B1"),
            ({"needed_nmol": "1000"}, "B6"),
        ],
    )
    def test_a_scale_that_does_not_do(self, change: dict[str, str], check: str) -> None:
        assert check in edited("order/scales.csv", cell(0, **change))

    def test_a_label_that_is_not_purified(self) -> None:
        name = next(s.name for s in planned().package.strands if s.modified)
        number = first("order/scales.csv", strand=name)
        assert edited("order/scales.csv", cell(number, purification="STD")) == {"B2"}

    def test_a_strand_that_folds(self) -> None:
        change = cell(0, hairpin_dG_kcal="-3.5", self_dG_kcal="0")
        assert edited("sequences/strands.csv", change) == {"B3"}

    def test_a_vessel_that_is_too_small(self) -> None:
        number = first("bench/places.csv", place="vessel1")
        assert edited("bench/places.csv", cell(number, working_uL="10")) == {"C2"}

    def test_a_laboratory_that_cannot_pipette_so_little(self) -> None:
        finer = {"smallest_hard_uL = 0.5": "smallest_hard_uL = 1.0"}
        for old, new in finer.items():
            assert replaced("bench/lab.toml", old, new) <= {"C3"}
        assert replaced("bench/lab.toml", "\nsmallest_uL = 1.0", "\nsmallest_uL = 50.0") == {"C3"}
        assert "C6" in replaced("bench/lab.toml", "\nmagnesium_mM = 12.5", "\nmagnesium_mM = 10.0")

    def test_a_source_that_is_filled_with_too_little(self) -> None:
        number = first("bench/places.csv", place="buffer_1x")
        assert edited("bench/places.csv", cell(number, filled_uL="100")) == {"C5"}
        assert edited("worklists/echo_source.csv", cell(0, volume_uL="70")) == {"C5"}

    def test_a_strand_that_comes_from_nowhere(self) -> None:
        number = first("worklists/transfers.csv", work="anneal")
        source = read("worklists/transfers.csv")[number]["source"]
        there = first("bench/places.csv", place=source)
        assert "C7" in edited("bench/places.csv", cell(there, filled_uL="1"))

    def test_a_well_that_should_hold_something_else(self) -> None:
        wanted = str(2 * float(read("assay/contents.csv")[0]["nM"]))
        assert edited("assay/contents.csv", cell(0, nM=wanted)) == {"C4"}

    @pytest.mark.parametrize("difference", ["0.06", "nan"])
    def test_reads_that_volumes_change(self, difference: str) -> None:
        assert edited("analysis/resimulated.csv", cell(0, difference=difference)) == {"C8"}

    @pytest.mark.parametrize(
        ("measure", "change", "check"),
        [
            ("gap", {"percentile_vs_random": "10", "random_baseline": "20"}, "D1"),
            ("gap", {"value": "3.9"}, "D2"),
            ("K apart", {"value": "1.21"}, "D6"),
            ("rails apart", {"value": "1.06"}, "D6"),
            ("invasion margin", {"value": "2.9"}, "D4"),
        ],
    )
    def test_sequences_that_are_not_good_enough(
        self, measure: str, change: dict[str, str], check: str
    ) -> None:
        number = first("sequences/quality.csv", measure=measure)
        assert edited("sequences/quality.csv", cell(number, **change)) == {check}

    def test_toeholds_that_differ_with_their_gates(self) -> None:
        def differ(rows: Rows) -> Rows:
            new = {"dG range": "2.1", "K apart": "1.21"}
            return [r | {"value": new.get(r["measure"], r["value"])} for r in rows]

        assert edited("sequences/quality.csv", differ) == {"D3", "D6"}

    def test_toeholds_without_room(self) -> None:
        assert replaced("feasibility.json", '"room": 100', '"room": 1') == {"D5"}

    def test_two_reporters_of_one_dye(self) -> None:
        def one_dye(rows: Rows) -> Rows:
            return [r | {"dye": rows[0]["dye"]} for r in rows]

        assert "E3" in edited("sequences/reporters.csv", one_dye)

    def test_a_species_without_reporter(self) -> None:
        model = json.loads(package()["design/design.json"])
        actions = [a for s in model["runs"][0]["schedule"]["segments"] for a in s["actions"]]
        next(a for a in actions if "label" in a)["species"].append("B")
        assert failing("design/design.json", json.dumps(model).encode()) == {"E6"}

    def test_a_vessel_that_nobody_reads(self) -> None:
        found = edited(
            "assay/wells.csv",
            lambda rows: [r for r in rows if r["condition"] != "read of a vessel"],
        )
        assert "E6" in found

    def test_a_gate_that_is_never_left_out(self) -> None:
        found = edited(
            "assay/wells.csv",
            lambda rows: [r for r in rows if r["condition"] != "all but one gate"],
        )
        assert found == {"E7"}

    def test_a_plate_without_a_standard(self) -> None:
        found = edited(
            "assay/wells.csv",
            lambda rows: [r for r in rows if r["condition"] != "standard between plates"],
        )
        assert found == {"E5"}

    def test_a_read_that_opens_all_of_its_reporter(self) -> None:
        number = first("assay/wells.csv", condition="read of a vessel")
        row = read("assay/wells.csv")[number]
        dye = row["reads"].split()[0]
        line = f"{row['plate']}:{row['well']},120,{dye},1000\n"
        content = package()["analysis/predicted.csv"] + line.encode()
        assert failing("analysis/predicted.csv", content) == {"E8"}

    def test_strands_that_do_not_learn(self) -> None:
        known = '"learning": {"learner": "x", "is_part": true, "learns": false, "basis": "record"}'
        assert replaced("design/design.json", '"learning": null', known) == {"F1"}

    def test_strands_that_do_not_survive(self) -> None:
        known = (
            '"survival": {"learner": "x", "is_part": true, "survives": false, "basis": "record"}'
        )
        assert replaced("design/design.json", '"survival": null', known) == {"F3"}

    def test_a_check_of_the_strands_that_fails(self) -> None:
        known = '"unmet": ["FAILS condensation (open toeholds): largest sum 0.2"]'
        assert replaced("design/design.json", '"unmet": []', known) == {"F2"}


class TestPackages:
    def test_folders_and_archives_are_read(self, tmp_path: Path) -> None:
        fill_folder(tmp_path / "lab", package())
        archive = tmp_path / "lab.zip"
        archive.write_bytes(zipped("lab", package()))
        assert (
            check_files(read_package(tmp_path / "lab"))
            == check_files(read_package(archive))
            == check_files(package())
        )

    def test_something_else_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        (tmp_path / "x.txt").write_text("no archive")
        with zipfile.ZipFile(tmp_path / "other.zip", "w") as other:
            other.writestr("a/b.txt", "c")
        for name in ("empty", "x.txt", "other.zip", "none"):
            with pytest.raises(HandoffError, match="H021"):
                check_files(read_package(tmp_path / name))

    @pytest.mark.parametrize(
        ("content", "what"),
        [
            (b"a,b\n1,2\n", "column"),
            (b"\xff\xfe", "UTF-8"),
            (WELL_HEADER + b"assay1\n", "1 cells and the header 10"),
            (WELL_HEADER + b"x,A1,buffer blank,s,1,,,g,many,0\n", "not a number"),
        ],
    )
    def test_a_damaged_table_is_one_sentence(self, content: bytes, what: str) -> None:
        with pytest.raises(HandoffError, match=rf"H022.*{what}"):
            check_files(package() | {"assay/wells.csv": content})

    def test_a_missing_table_is_named(self) -> None:
        less = {n: c for n, c in package().items() if n != "assay/mix.csv"}
        with pytest.raises(HandoffError, match=r"H022.*mix\.csv"):
            check_files(less)

    def test_a_mistake_of_the_program_is_not_told_as_a_damage(self) -> None:
        with pytest.raises(LookupError), damages_told(package()):
            raise LookupError
        damaged = package() | {"bom.csv": b""}
        with pytest.raises(HandoffError, match=r"H022\] bom\.csv"), damages_told(damaged):
            raise LookupError

    @pytest.mark.long
    def test_no_damage_of_any_file_is_overlooked(self) -> None:
        rng, tried = random.Random(1), 0
        for name, content in sorted(package().items()):
            for damaged in _damages(content, rng):
                try:
                    results = check_files(package() | {name: damaged})
                except HandoffError:
                    pass
                else:
                    assert {r.id for r in results if not r.ok} >= {"A6"}, name
                tried += 1
        assert tried > 90

    def test_no_damage_of_an_archive_is_overlooked(self, tmp_path: Path) -> None:
        archive, rng = tmp_path / "lab.zip", random.Random(2)
        whole = zipped("lab", package())
        for _ in range(30):
            place = rng.randrange(len(whole))
            archive.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
            try:
                results = check_files(read_package(archive))
            except HandoffError:
                continue
            # Dates and rights of its entries are no content.
            assert not all(r.ok for r in results) or _same_content(archive)


def _same_content(archive: Path) -> bool:
    with zipfile.ZipFile(archive) as found:
        return all(found.read(f"lab/{name}") == text for name, text in package().items())


def _damages(content: bytes, rng: random.Random) -> Iterator[bytes]:
    place = rng.randrange(len(content))
    yield content[:place] + bytes([content[place] ^ 1 << rng.randrange(8)]) + content[place + 1 :]
    yield content[: rng.randrange(len(content))]
    yield rng.choice((b"", b"[]", b"null", b"5", b'{"strands": [3]}', b"[" * 50_000))
