"""All pages by name."""

from __future__ import annotations

from reference.commands import commands_page
from reference.design_keys import design_keys_page
from reference.json_outputs import json_page
from reference.schemes import schemes_page
from reference.stages import stages_page


def made_pages() -> dict[str, str]:
    """File names and texts."""
    return {
        "commands.md": commands_page(),
        "design-keys.md": design_keys_page(),
        "json.md": json_page(),
        "schemes.md": schemes_page(),
        "stages.md": stages_page(),
    }
