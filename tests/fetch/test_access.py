"""What a person writes about getting in, and how faults in it are told."""

import re

import pytest
from pydantic import ValidationError

from bot.fetch.access import AccessConfig
from bot.fetch.request import Access

FAULTS = [
    ({"passwort": "hunter2"}, "passwort"),
    ({"headers": {"X-Key": "a\r\nb: hunter2"}}, "X-Key"),
    ({"headers": {"X-Key": "a\0hunter2"}}, "X-Key"),
    ({"headers": {"X Key": "hunter2"}}, "letters, digits and hyphens"),
    ({"headers": {"": "hunter2"}}, "letters, digits and hyphens"),
    ({"headers": {"Host": "hunter2"}}, "set by Tocsin itself"),
    ({"user": "ann"}, "password_env or password_file"),
    ({"password_env": "P"}, "need a user"),
    ({"user": "a:b", "password_env": "P"}, "no colon"),
    ({"user": "ann", "password_env": "P", "bearer_env": "B"}, "exclude each other"),
    ({"bearer_env": "B", "bearer_file": "b"}, "keep one"),
    ({"proxy": "hunter2"}, "http://proxy.example:3128"),
    ({"proxy": "socks5://proxy.example"}, "http://proxy.example:3128"),
    ({"proxy": "http://[hunter2"}, "http://proxy.example:3128"),
    ({"proxy": "http://me:hunter2@proxy.example"}, "proxy_env"),
]


@pytest.mark.parametrize(("written", "words"), FAULTS)
def test_faults_are_told_without_what_was_written(written, words):
    """Each fault says what to mend; a secret in the wrong place is not repeated."""
    with pytest.raises(ValidationError) as caught:
        AccessConfig.model_validate(written)
    assert words in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_nothing_written_is_plain_access(tmp_path):
    """The ordinary source needs no access table."""
    assert AccessConfig().access({}, tmp_path) == Access()


def test_secrets_come_from_variables_and_files(tmp_path):
    """A file's last line break does not belong to the secret; files are relative to the configuration."""
    (tmp_path / "pass").write_text("päss word\n")
    config = AccessConfig(user="ann", password_file="pass", headers={"X-Key": "k\tey"}, proxy_env="PROXY", allow_private=True)
    access = config.access({"PROXY": "http://me:hunter2@proxy.example:3128"}, tmp_path)
    proxy = "http://me:hunter2@proxy.example:3128"
    assert access == Access({"X-Key": "k\tey"}, ("ann", "päss word"), "", proxy, allow_private=True)
    assert AccessConfig(bearer_env="B").access({"B": " t0ken "}, tmp_path).bearer == "t0ken"


@pytest.mark.parametrize(
    ("config", "words"),
    [
        (AccessConfig(bearer_env="FEED_TOKEN"), "variable FEED_TOKEN is missing or empty; set it, or correct bearer_env"),
        (AccessConfig(user="ann", password_file="none"), "file none cannot be read (FileNotFoundError)"),
        (AccessConfig(user="ann", password_file="empty"), "file empty is missing or empty"),
        (AccessConfig(bearer_file="lines"), "file lines holds more than one line"),
        (AccessConfig(bearer_file="binary"), "file binary cannot be read (UnicodeDecodeError)"),
        (AccessConfig(proxy_env="PROXY"), "http://proxy.example:3128"),
    ],
)
def test_a_missing_secret_is_told_with_its_mend(tmp_path, config, words):
    """The variable or file is named, its content never."""
    (tmp_path / "empty").write_text(" \n")
    (tmp_path / "lines").write_text("hunter2\nhunter2\n")
    (tmp_path / "binary").write_bytes(b"\xff\xfehunter2")
    with pytest.raises(ValueError, match=re.escape(words)) as caught:
        config.access({"PROXY": "hunter2"}, tmp_path)
    assert "hunter2" not in str(caught.value)


def test_rights_are_never_printed(tmp_path):
    """Neither the written table nor the rights made of it show a secret in a log."""
    config = AccessConfig(headers={"X-Key": "hunter2"}, bearer_env="B")
    assert "hunter2" not in repr(config) + repr(config.access({"B": "hunter2"}, tmp_path))
