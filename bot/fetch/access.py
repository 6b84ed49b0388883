"""What a person writes about getting in at a source, and how it becomes an `Access`: secrets come from outside the file."""

import re
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from yarl import URL

from bot.fetch.request import Access

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_OURS = frozenset({"host", "connection", "content-length", "transfer-encoding", "accept-encoding", "upgrade", "te", "trailer"})


class AccessConfig(BaseModel):
    """The `[source.http]` table of a source. Errors never repeat what was written: it may be a secret in the wrong place."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    headers: dict[str, str] = Field(default_factory=dict, repr=False)
    """Sent with every request to the source's own host."""
    user: str = ""
    password_env: str = ""
    password_file: str = ""
    bearer_env: str = ""
    bearer_file: str = ""
    proxy: str = ""
    proxy_env: str = ""
    """Names a variable with the proxy's whole address, for one with a password in it."""
    allow_private: bool = False

    @field_validator("headers")
    @classmethod
    def _sendable(cls, headers: dict[str, str]) -> dict[str, str]:
        for name, value in headers.items():
            if not _TOKEN.fullmatch(name):
                raise ValueError("a header's name may hold letters, digits and hyphens only")
            if name.lower() in _OURS:
                raise ValueError(f"the header {name} is set by Tocsin itself; leave it out")
            if _CONTROL.search(value):
                raise ValueError(f"the value of the header {name} holds a line break or another control character; leave it out")
        return headers

    @field_validator("proxy")
    @classmethod
    def _without_secret(cls, proxy: str) -> str:
        if proxy and _proxy(proxy).raw_user is not None:
            raise ValueError(
                "a proxy's password does not belong here; put the whole address into a variable and name it in proxy_env"
            )
        return proxy

    @model_validator(mode="after")
    def _one_of_each(self) -> "AccessConfig":
        for one, other in (("password_env", "password_file"), ("bearer_env", "bearer_file"), ("proxy", "proxy_env")):
            if getattr(self, one) and getattr(self, other):
                raise ValueError(f"{one} and {other} say the same twice; keep one")
        password, bearer = self.password_env or self.password_file, self.bearer_env or self.bearer_file
        if bool(self.user) != bool(password):
            raise ValueError("a user needs a password_env or password_file, and they need a user")
        if self.user and bearer:
            raise ValueError("user and bearer exclude each other; keep one")
        if ":" in self.user or _CONTROL.search(self.user):
            raise ValueError("a user name holds no colon and no control character")
        return self

    def access(self, environ: Mapping[str, str], base: Path) -> Access:
        """With the secrets read; files are relative to `base`. Raises `ValueError` that says what to mend."""
        password = _secret("password", self.password_env, self.password_file, environ, base)
        proxy = self.proxy or _secret("proxy", self.proxy_env, "", environ, base)
        if proxy:
            _proxy(proxy)
        return Access(
            headers=dict(self.headers),
            basic=(self.user, password) if self.user else None,
            bearer=_secret("bearer", self.bearer_env, self.bearer_file, environ, base),
            proxy=proxy,
            allow_private=self.allow_private,
        )


def _proxy(text: str) -> URL:
    """Raises `ValueError` without the text in it."""
    try:
        url = URL(text)
    except ValueError:
        url = URL()
    if url.scheme not in {"http", "https"} or not url.host:
        raise ValueError("a proxy's address looks like http://proxy.example:3128")
    return url


def _secret(what: str, variable: str, file: str, environ: Mapping[str, str], base: Path) -> str:
    """From the variable or from the file's one line; "" where neither is named."""
    if variable:
        value, place, mend = environ.get(variable, ""), f"the variable {variable}", f"set it, or correct {what}_env"
    elif file:
        place, mend = f"the file {file}", f"write the secret into it, or correct {what}_file"
        try:
            value = (base / file).read_text(encoding="utf-8")
        except (OSError, UnicodeError) as error:
            raise ValueError(f"{place} cannot be read ({type(error).__name__}); {mend}") from None
    else:
        return ""
    value = value.strip()
    if not value:
        raise ValueError(f"{place} is missing or empty; {mend}")
    if _CONTROL.search(value):
        raise ValueError(f"{place} holds more than one line; {mend}")
    return value
