"""`tocsin similar` and `tocsin stories` as scripts use them."""

import json

import pytest

from bot.cli import run_command

pytestmark = pytest.mark.thorough

PORT = {"title": "Norhaven port hit by ransomware, cranes stand still", "text": "A ransomware attack by the Kelvarix gang has stopped the container terminal of Norhaven port.", "published": "2026-03-02T08:00:00Z"}  # fmt: skip
AGAIN = {"title": "Ransomware stops container terminal in Norhaven", "text": "The Kelvarix gang claimed the ransomware attack on Norhaven port, where cranes stand still.", "published": "2026-03-02T11:00:00Z", "outlet": "Daily", "url": "https://daily.example/1"}  # fmt: skip
GARDEN = {"title": "Garden show opens in Tarvia", "text": "Roses and two ponds await the visitors.", "published": "2026-03-02T12:00:00Z"}  # fmt: skip


@pytest.fixture
def answers(tmp_path, capsys):
    def run(command, rows, *options):
        lines = tmp_path / "in.jsonl"
        lines.write_text("".join(f"{r if isinstance(r, str) else json.dumps(r)}\n" for r in rows))
        assert run_command([command, str(lines), *options]) == 0
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return run


def test_pairs_in_pairs_out(answers):
    """In input order: id, a probability, yes or no; a line that cannot be read is an error answer."""
    rows = [{"id": "1", "a": PORT, "b": AGAIN}, {"id": 2, "a": PORT, "b": GARDEN}, {"id": "3", "a": PORT}, "{"]
    rows += [{"id": "5", "a": PORT, "b": {"title": 7}}, {"id": "6", "a": {}, "b": {}}]
    same, other, half, broken, wrong, empty = answers("similar", rows)
    assert (same["id"], same["same_event"], other["id"], other["same_event"]) == ("1", True, 2, False)
    assert same.keys() == {"id", "score", "same_event"}
    assert 0 <= other["score"] < same["score"] <= 1
    assert half == {"id": "3", "error": "b must be an object with title and text"}
    assert broken["id"] is None
    assert wrong == {"id": "5", "error": "b: title must be text"}
    assert empty["same_event"] is False


def test_who_published_it_does_not_matter(answers):
    """Outlets and addresses may be given and are not read."""
    plain = {k: v for k, v in AGAIN.items() if k not in {"outlet", "url"}}
    one, two = answers("similar", [{"id": "1", "a": PORT, "b": AGAIN}, {"id": "2", "a": PORT, "b": plain}])
    assert one["score"] == two["score"]


def test_every_article_gets_a_story(answers):
    """The id of its story's first article; what is no alert has a story too; error answers stay in their place."""
    rows = [{"id": "a", **PORT}, {"id": "b", **GARDEN}, "[]", {"id": "c", **AGAIN}, {"id": 4, "title": "No date, no text"}]
    assert [x.get("story") for x in answers("stories", rows)] == ["a", "b", None, "a", "4"]


def test_a_story_ends_with_its_days(answers):
    """With `--days 1` a report two days later opens a story of its own."""
    late = {**AGAIN, "published": "2026-03-04T11:00:00Z"}
    assert [x["story"] for x in answers("stories", [{"id": "a", **PORT}, {"id": "b", **late}], "--days", "1")] == ["a", "b"]


def test_options_of_training_that_say_nothing_together(tmp_path, capsys):
    """Refused before minutes are spent."""
    (tmp_path / "dev_gold.jsonl.gz").write_bytes(b"")
    base = ["train", "--data", str(tmp_path), "--out", str(tmp_path)]
    assert run_command([*base, "--table"]) == 2
    assert "give --stories too" in capsys.readouterr().err
    assert run_command([*base, "--stories", "--with-feedback"]) == 2
    assert "says nothing of stories" in capsys.readouterr().err


def test_a_folder_without_the_pairs_is_refused(tmp_path, capsys):
    """The missing file is named."""
    pytest.importorskip("sklearn")
    (tmp_path / "dev_gold.jsonl.gz").write_bytes(b"")
    assert run_command(["train", "--stories", "--data", str(tmp_path), "--out", str(tmp_path)]) == 2
    assert ".jsonl.gz: cannot be read" in capsys.readouterr().err
