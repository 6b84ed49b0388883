"""A settings folder on disk, good as it stands, in which a test spoils one thing."""

from pathlib import Path

from bot.domain.errors import ConfigError
from bot.settings import Settings, load

GOOD = {
    "bot.toml": '[bot]\nname = "Tocsin"\n[notices]\nchannel = "alerts"\n',
    "sources.toml": '[[source]]\nid = "one"\nurl = "https://one.example/feed.xml"\n',
    "routes.toml": '[[channel]]\nid = "alerts"\nkind = "terminal"\n\n[[route]]\nid = "all"\nchannels = ["alerts"]\neverything = true\n',
    "oncall.toml": '[[target]]\nid = "duty"\nname = "Duty officer"\ndiscord_role = "123456789012345678"\n',
    "categories/ddos.toml": (
        'name = "DDoS"\ndescription = "Flooded."\nstanding = "alert"\ncolour = "#112233"\nicon = "x"\n[cues]\nen = ["Flood*"]\n'
    ),
}


def write(folder: Path, **changes: str | None) -> Path:
    """The good folder with files replaced (by stem), or left out where None is given."""
    for name, good in GOOD.items():
        text = changes.get(Path(name).stem, good)
        if text is not None:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
    return folder


WAYS = {
    "SMS": "sinch://plan:token@+15550100/{to}",
    "MAIL": "mailtos://tocsin:pw@mail.example?to={to}",
    "SOC_WEBHOOK": "https://hook.example/x",
    "SOC_WEBHOOK_KEY": "a-key-that-is-long-enough-to-sign",
}
"""Secrets of gateways and webhooks that a roster may ask for."""


def read(folder: Path, *, environ: dict[str, str] | None = None, posts: bool = True, **changes: str | None) -> Settings:
    """`load` of such a folder; the environment holds nothing but `WAYS` unless more is said."""
    return load(write(folder, **changes), WAYS if environ is None else environ, posts=posts)


def lines(folder: Path, environ: dict[str, str] | None = None, **changes: str | None) -> list[str]:
    """The lines that `load` complains with; none when all is well."""
    try:
        load(write(folder, **changes), {**WAYS, **(environ or {})})
    except ConfigError as error:
        return str(error).split("\n")
    return []
