"""Do two reports tell of one event? Invented events about invented organisations."""

from importlib import resources

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.analysis.likeness import ARTEFACT, Likeness, LikenessModel, load_likeness_model
from bot.analysis.lore import Lore
from bot.analysis.pairs import CORE, FEATURES, columns_of, widened
from bot.analysis.telling import Telling
from bot.domain.verdict import Article

REPORTS = {
    "port": ("Norhaven port hit by ransomware, cranes stand still", "The port of Norhaven said on Monday that a ransomware attack had stopped its container terminal. The Kelvarix gang claimed the attack.", "2026-03-02T08:00:00Z"),
    "port again": ("Ransomware stops container terminal in Norhaven", "Cranes at the Norhaven container terminal have stood still since Sunday night after a ransomware attack claimed by the Kelvarix gang.", "2026-03-02T11:00:00Z"),
    "port in German": ("Ransomware legt Hafen Norhaven lahm", "Der Hafen Norhaven ist Opfer eines Ransomware-Angriffs geworden. Die Gruppe Kelvarix bekannte sich zu der Tat; das Containerterminal steht still.", "2026-03-02T14:00:00Z"),
    "hospitals": ("Ransomware hits Ostmark hospitals", "Three hospitals of the Ostmark group have cancelled operations after a ransomware attack. The Kelvarix gang claimed the attack.", "2026-03-03T09:00:00Z"),
    "flaw": ("Attackers exploit flaw in Brightgate firewalls", "A flaw in Brightgate firewalls, CVE-2026-41234, is exploited in attacks, the vendor Brightgate said. A patch is available.", "2026-03-02T10:00:00Z"),
    "flaw in French": ("Une faille critique des pare-feu Brightgate exploitée", "La vulnérabilité CVE-2026-41234 des pare-feu Brightgate est exploitée par des attaquants. Un correctif est disponible.", "2026-03-02T17:00:00Z"),
    "ministry": ("APT28 phishing campaign targets Selonian ministry", "Researchers say that APT28 sent phishing mails to the foreign ministry of Selonia in February.", "2026-03-02T10:00:00Z"),
    "ministry by alias": ("Fancy Bear hackers went after Selonian foreign ministry with phishing", "The group known as Fancy Bear targeted diplomats of Selonia's foreign ministry with phishing mails, researchers said.", "2026-03-02T16:00:00Z"),
    "railway": ("APT28 breaches Tarvian railway operator", "Hackers of APT28 broke into the network of the railway operator Tarvrail, the company said.", "2026-03-03T16:00:00Z"),
}  # fmt: skip


@pytest.fixture(scope="module")
def told(tools, judge):
    made = {}
    for name, (title, text, published) in REPORTS.items():
        article = Article(name, title, text, published=published)
        made[name] = tools[0].telling(article, judge.one(article))
    return made


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("port", "port again"),
        ("port", "port in German"),
        ("flaw", "flaw in French"),
        ("ministry", "ministry by alias"),
    ],
)
def test_the_same_event_in_other_words(tools, told, one, two):
    """Other words, another language, another name of the actor: still one event."""
    assert tools[1].score(told[one], told[two]) >= tools[1].cut


@pytest.mark.parametrize(("one", "two"), [("port", "hospitals"), ("ministry", "railway"), ("port", "flaw")])
def test_another_event_of_the_same_sort(tools, told, one, two):
    """The same gang or group with another victim is another event."""
    assert tools[1].score(told[one], told[two]) < tools[1].cut


def test_a_reason_shows_what_is_shared(tools, told):
    """The strongest reasons come first, with the words and names themselves."""
    why = tools[1].why(told["port"], told["port again"])
    assert 0 < len(why) <= 6
    assert [abs(e.weight) for e in why] == sorted((abs(e.weight) for e in why), reverse=True)
    assert any(e.about == "actors shared" and e.seen == "kelvarix" for e in why)
    assert any("norhav…" in e.seen for e in why)


WORD = st.sampled_from(["norhav", "port", "ransom", "kelvar", "41234", "firewa", "hospit", "mars"])
TELLING = st.builds(
    Telling,
    words=st.lists(st.tuples(WORD, st.floats(0, 3)), max_size=8, unique_by=lambda x: x[0]).map(tuple),
    heads=st.just(0),
    names=st.lists(WORD, max_size=3).map(tuple),
    cves=st.lists(st.sampled_from(["CVE-2026-1", "CVE-2026-2"]), max_size=2).map(tuple),
    victims=st.lists(st.sampled_from(["norhaven port", "ostmark"]), max_size=1).map(tuple),
    alert=st.sampled_from([None, True, False]),
    lang=st.sampled_from(["", "en", "de"]),
    body=st.integers(0, 500),
    hours=st.none() | st.floats(0, 1e6),
)


@settings(deadline=None)
@given(TELLING, TELLING)
def test_a_score_is_a_probability_and_symmetrical(tools, one, two):
    """Whoever comes first, whatever is missing."""
    score = tools[1].score(one, two)
    assert 0 <= score <= 1
    assert score == pytest.approx(tools[1].score(two, one), abs=1e-5)


def test_a_model_survives_saving():
    """What is written is what is read; no unpickling."""
    lore = Lore(("port",), np.array([0.4], np.float32), np.array([[7, -7]], np.int8))
    n = len(FEATURES)
    width = widened(np.zeros((1, n), np.float32)).shape[1]
    model = LikenessModel(np.ones(width, np.float32), -2.0, np.zeros(n, np.float32), 0.5, lore)
    back = load_likeness_model(model.save())
    assert (back.bias, back.cut, back.lore.words) == (-2.0, 0.5, ("port",))
    assert (back.weights == model.weights).all()
    assert model.save() == model.save()
    assert Likeness(back).score(Telling((), 0), Telling((), 0)) > 0


def test_a_model_of_other_features_is_refused(monkeypatch):
    """An artefact of older making is not read as if it were of today."""
    raw = (resources.files("bot.analysis") / "model" / ARTEFACT).read_bytes()
    monkeypatch.setattr("bot.analysis.likeness.FEATURES", FEATURES[1:])
    with pytest.raises(ValueError, match="tocsin train --stories"):
        load_likeness_model(raw)


def test_the_artefact_is_small():
    """It is in the repository and in the wheel."""
    assert len((resources.files("bot.analysis") / "model" / ARTEFACT).read_bytes()) <= 3_000_000


def test_columns_of_a_feature():
    """Leaving a feature out leaves all columns alone that it has no part in, and none of its own."""
    rng = np.random.default_rng(1)
    rows = rng.random((5, len(FEATURES))).astype(np.float32)
    for name in ("words", "victims apart", CORE[-1], "a headline only"):
        other = rows.copy()
        other[:, FEATURES.index(name)] += 1
        changed = (widened(rows) != widened(other)).any(axis=0)
        assert set(np.flatnonzero(changed)) <= set(columns_of(name))
