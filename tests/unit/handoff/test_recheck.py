"""Every change of a file on disk trips the check that is there for it, without the program."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from lab_fixture import GOOD_QUALITY, SETTINGS, examined, feasible, files_of, lab_design, planned
from openpyxl import load_workbook

from ncrn_dsd.errors import HandoffError
from ncrn_dsd.handoff.contents import Contents, with_manifest
from ncrn_dsd.handoff.folder import fill_folder, zipped
from ncrn_dsd.handoff.orders.order_files import Purchase
from ncrn_dsd.handoff.recheck import recheck, recheck_files

Rows = list[dict[str, str]]


@cache
def package() -> dict[str, bytes]:
    made = planned()
    contents = Contents(
        design=lab_design(),
        planned=made,
        purchase=Purchase(made.package, ()),
        outcome=examined().outcome,
        settings=SETTINGS,
        quality=GOOD_QUALITY,
        feasibility=feasible(),
        curves=(),
    )
    return with_manifest(contents, files_of(made))


def failing(name: str, content: bytes) -> set[str]:
    """Checks that a changed file trips; the hash of the file always is one."""
    changed = package() | {name: content}
    ids = {r.id for r in recheck_files(changed) if not r.ok}
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
    book = load_workbook(io.BytesIO(package()[name]))
    for place, value in cells.items():
        book.worksheets[0][place] = value
    out = io.BytesIO()
    book.save(out)
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
    found = recheck_files(package())
    assert all(r.ok for r in found)
    assert [r.id for r in found] == [
        "A1", "A2", "A5", "A6", "A7", "B2", "B5", "C1", "C4", "E1", "E2", "E4", "E5",
    ]  # fmt: skip


class TestStrands:
    def test_a_flipped_base(self) -> None:
        strand = read("sequences/strands.csv")[3]
        change = cell(3, sequence=flipped(strand["sequence"]))
        assert edited("sequences/strands.csv", change) == {"A2", "A5"}

    def test_a_flipped_base_of_a_domain(self) -> None:
        domain = read("sequences/domains.csv")[0]
        change = cell(0, sequence=flipped(domain["sequence"]))
        assert edited("sequences/domains.csv", change) == {"A2"}

    def test_a_flipped_base_of_the_order(self) -> None:
        strand = planned().package.strands[0]
        assert sheet("order/idt_plates.xlsx", C2=flipped(strand.sequence)) == {"A1"}

    def test_two_swapped_wells_of_the_order(self) -> None:
        assert sheet("order/idt_plates.xlsx", A2="A2", A3="A1") == {"A1"}

    def test_a_lost_label(self) -> None:
        number = first("sequences/strands.csv", role="reporter_top")
        change = cell(number, mod5="", mod3="")
        assert edited("sequences/strands.csv", change) == {"B2"}

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
        assert edited("worklists/echo_1.csv", change) == {"A7"}

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


class TestPackages:
    def test_folders_and_archives_are_read(self, tmp_path: Path) -> None:
        fill_folder(tmp_path / "lab", package())
        archive = tmp_path / "lab.zip"
        archive.write_bytes(zipped("lab", package()))
        assert recheck(tmp_path / "lab") == recheck(archive) == recheck_files(package())

    def test_something_else_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        (tmp_path / "x.txt").write_text("no archive")
        with zipfile.ZipFile(tmp_path / "other.zip", "w") as other:
            other.writestr("a/b.txt", "c")
        for name in ("empty", "x.txt", "other.zip", "none"):
            with pytest.raises(HandoffError, match="H021"):
                recheck(tmp_path / name)

    @pytest.mark.parametrize(
        ("content", "what"),
        [
            (b"a,b\n1,2\n", "column"),
            (b"\xff\xfe", "UTF-8"),
            (b"plate,well,condition,subject,reads,total_uL\nassay1\n", "1 cells and the header 6"),
            (b"plate,well,condition,subject,reads,total_uL\nx,A1,c,s,,many\n", "not a number"),
        ],
    )
    def test_a_damaged_table_is_one_sentence(self, content: bytes, what: str) -> None:
        with pytest.raises(HandoffError, match=rf"H022.*{what}"):
            recheck_files(package() | {"assay/wells.csv": content})

    def test_a_missing_table_is_named(self) -> None:
        less = {n: c for n, c in package().items() if n != "assay/mix.csv"}
        with pytest.raises(HandoffError, match=r"H022.*mix\.csv"):
            recheck_files(less)

    def test_no_damage_of_any_file_is_overlooked(self) -> None:
        rng, tried = random.Random(1), 0
        for name, content in sorted(package().items()):
            for damaged in _damages(content, rng):
                try:
                    results = recheck_files(package() | {name: damaged})
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
                results = recheck(archive)
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
