"""Presses that only a doctored client sends."""

from typing import Any

from simcord.actors import _component_interaction, _visible_message


async def forged(message: Any, person: Any, custom_id: str, *, seen: bool = True) -> Any:
    """The message shows such a button (or not), and the id is whatever the client likes."""
    stored = _visible_message(person, message)
    if seen:
        stored.components[0]["components"][0]["custom_id"] = custom_id
    return await _component_interaction(person, stored, {"custom_id": custom_id, "component_type": 2})
