"""`[web]` in `bot.toml`: where Tocsin is asked over HTTP."""

import re
from ipaddress import ip_address
from typing import Annotated

from pydantic import AfterValidator, Field, StrictStr

from bot.settings.faults import Fault
from bot.settings.shape import WebSettings
from bot.settings.words import Table

_PLACE = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^:\[\]]+):(?P<port>[0-9]{1,5})")
PORTS = 65535


def _listen(value: str) -> str:
    """An address of this machine and a port: a name would be another address tomorrow."""
    found = _PLACE.fullmatch(value)
    if value and (found is None or not 0 < int(found["port"]) <= PORTS or not _is_address(found["host"].strip("[]"))):
        raise Fault("is not an address and a port", 'write for example "127.0.0.1:8080", or "0.0.0.0:8080" for every way in')
    return value


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _base(value: str) -> str:
    if value and not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", value):
        raise Fault("is not an address of the web", 'write for example "https://tocsin.example"')
    return value.rstrip("/")


class WebTable(Table):
    """[web]: where Tocsin is asked over HTTP."""

    listen: Annotated[StrictStr, AfterValidator(_listen)] = Field(default="", examples=["127.0.0.1:8080"])
    base: Annotated[StrictStr, AfterValidator(_base)] = Field(default="", examples=["https://tocsin.example"])

    def settings(self) -> WebSettings:
        """As the server takes it."""
        found = _PLACE.fullmatch(self.listen)
        if found is None:
            return WebSettings(base=self.base)
        return WebSettings(found["host"].strip("[]"), int(found["port"]), self.base or f"http://{self.listen}")
