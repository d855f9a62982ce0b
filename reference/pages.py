"""All pages by name."""

from __future__ import annotations

from reference.api import api_page
from reference.commands import commands_page
from reference.design_keys import design_keys_page, lab_settings_page
from reference.disturbances import disturbances_page
from reference.json_outputs import json_page, json_schemas
from reference.lab_checks import lab_checks_page
from reference.schemes import schemes_page
from reference.stages import stages_page


def made_pages() -> dict[str, str]:
    """File names and texts."""
    return {
        "api.md": api_page(),
        "commands.md": commands_page(),
        "design-keys.md": design_keys_page(),
        "disturbances.md": disturbances_page(),
        "json.md": json_page(),
        "lab-checks.md": lab_checks_page(),
        "lab-settings.md": lab_settings_page(),
        "schemes.md": schemes_page(),
        "stages.md": stages_page(),
        **json_schemas(),
    }
