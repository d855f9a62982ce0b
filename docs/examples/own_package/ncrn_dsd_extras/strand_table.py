"""An exporter: every strand of a translated system by its domains, as a table."""

from ncrn_dsd.formats.system_export import Exporter, SystemExport


def left_out(export: SystemExport) -> str:
    """One sentence, which is said on the terminal."""
    del export
    return "The table holds strands: which of them are bound to each other is not in it."


def write(export: SystemExport, note: str) -> str:
    """The text of the file."""
    rows = [" ".join(strand) for strand in export.system.distinct_strands]
    lines = [f"# {note}", "strand,domains", *(f"{i},{row}" for i, row in enumerate(rows, 1))]
    return "\n".join(lines) + "\n"


EXPORTER = Exporter(left_out, write)
