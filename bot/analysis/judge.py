"""The judge: an article in, a verdict with its reasons out. Everything is read once, by `load_judge`; judging is pure.

    article -> readable text -> language -> facts (names, places, cues, speech)
            -> features -> opinion of the model -> decision with the rules
            -> who and whom (tagger), where, claims, severity -> summary and reasons

Read next: `facts.py` (what is looked up), `decide.py` (alert or not), `countries.py` (who did it to whom).
"""

import copy
from collections.abc import Mapping, Sequence

from bot.analysis.actors import actor_links
from bot.analysis.artefact import Model, packaged_model
from bot.analysis.article import readable
from bot.analysis.claims import claims
from bot.analysis.classifier import Classifier, Opinion
from bot.analysis.countries import Part, actor_countries, parts, victim_countries
from bot.analysis.decide import Decider, Decision
from bot.analysis.evidence import telling
from bot.analysis.facts import Facts, Finder
from bot.analysis.features import Features
from bot.analysis.indicators import attack_ids, cves, indicators
from bot.analysis.lang import Languages
from bot.analysis.names import attacked, doers, heads_of
from bot.analysis.pieces import WHOLE, Without
from bot.analysis.programs import programs
from bot.analysis.responders import helpers, responders
from bot.analysis.sectors import sectors
from bot.analysis.severity import least, signs, spoke
from bot.analysis.summary import summary, title
from bot.analysis.tagger import Span, Tagger
from bot.analysis.victims import Victims
from bot.analysis.where import Where, candidates, clearly, elsewhere
from bot.domain.kind import Kind, Standing
from bot.domain.verdict import Article, Evidence, Verdict

_HEAD = 260
_BORDERLINE_SEVERITY = 1
_HELPED_KINDS = frozenset({"response_team"})


class TrainedJudge:
    """What `bot.ports.judge` asks for, by gazetteers, cues, rules and the packaged model. Immutable, so safe between threads."""

    def __init__(self, kinds: Mapping[str, Kind], model: Model, without: Without = WHOLE) -> None:
        """Reads the tables: about a second, once. `without` is what the model was trained without."""
        self._kinds = kinds
        self._languages = Languages()
        self._finder = Finder(kinds, without)
        self._decider = Decider(kinds, without)
        self._victims = Victims()
        self._take(model)

    def _take(self, model: Model) -> None:
        self._features = Features(model.slugs)
        self._classifier = Classifier(model)
        self._tagger = Tagger(model.chain)
        self._where = Where(model.where)
        self._version = model.version

    @property
    def version(self) -> str:
        """Of the model; every verdict carries it."""
        return self._version

    def with_model(self, model: Model) -> "TrainedJudge":
        """The same tables under another model of the same features."""
        other = copy.copy(self)
        other._take(model)  # noqa: SLF001 - its own copy, not yet handed out
        return other

    def many(self, articles: Sequence[Article]) -> list[Verdict]:
        """One verdict per article, in order. Never raises on odd text."""
        return [self.one(a) for a in articles]

    def one(self, article: Article) -> Verdict:
        """Judges one article."""
        head, text = readable(article)
        lang = self._languages.of(f"{head}\n{text[:1000]}", article.lang)
        facts = self._finder.facts(head, text, lang)
        found = parts(facts)
        opinion = self._classifier.opinion(self._features.vector(facts, found), facts.reading)
        return self._verdict(facts, found, opinion, self._decider.decide(opinion, facts))

    def _verdict(self, facts: Facts, found: list[Part], opinion: Opinion, decision: Decision) -> Verdict:
        """All fields. What is not an alert still says what is named in it, but accuses nobody."""
        spans = self._spans(facts, found, decision)
        who = doers(facts, found, spans) if decision.is_alert else ()
        by = actor_countries(found, actor_links(facts)) if decision.is_alert else ()
        helping = helpers(facts, found) if _HELPED_KINDS & set(decision.kinds) else ()
        whom = self._places(facts, found, spans, decision, by, helping)
        malware = programs(facts, self._victims.no_names)
        taken = frozenset(n.lower() for x in (*who, *malware) for n in (x.name, x.canonical))
        hit = attacked(facts, found, spans, self._victims, whom, decision.kinds, taken) if decision.is_alert else ()
        level, why = self._severity(facts, found, decision, opinion)
        return Verdict(
            is_alert=decision.is_alert,
            score=round(decision.score, 4),
            kind=decision.kind,
            kinds=decision.kinds,
            severity=level,
            lang=facts.reading.lang,
            summary=summary(facts),
            actors=who,
            victims=hit,
            victim_countries=whom,
            actor_countries=by,
            responders=responders(facts, helping) if helping else (),
            sectors=sectors(opinion.sector),
            claims=claims(facts, found, who, decision.is_alert),
            cves=cves(facts.reading.text),
            malware=malware,
            indicators=indicators(facts.reading.text),
            attack_ids=attack_ids(facts.reading.text),
            reasons=_reasons(facts, opinion, decision, why),
            title=title(facts),
            model=self._version,
        )

    def _spans(self, facts: Facts, found: list[Part], decision: Decision) -> list[Span]:
        """The names of victims and doers in the head of an alert."""
        if not decision.is_alert:
            return []
        return self._tagger.spans(*heads_of(facts, found, self._victims, decision.kind))

    def _places(
        self,
        facts: Facts,
        found: list[Part],
        spans: list[Span],
        decision: Decision,
        by: tuple[str, ...],
        helping: tuple[str, ...],
    ) -> tuple[str, ...]:
        """The countries of the attacked. Where teams help, roles say who is helped: the model has seen too few such stories."""
        if decision.kind in _HELPED_KINDS:
            return victim_countries(found, by, frozenset(helping), _HEAD + facts.reading.title_end, voices=True)
        learnt = self._where.countries(candidates(facts, found, spans, decision.kind))
        clear = clearly(found, by) if decision.is_alert else ()
        out = elsewhere(found)
        return tuple(c for c in dict.fromkeys([*learnt, *sorted(clear)]) if c not in out)

    def _severity(self, facts: Facts, found: list[Part], decision: Decision, opinion: Opinion) -> tuple[int, tuple[str, ...]]:
        """The likeliest level for alerts, with the signs that spoke for it; what is borderline is minor at most."""
        if decision.is_alert:
            held = signs(facts, found)
            level = max(least(decision.kind, held), 1 + max(range(len(opinion.severity)), key=opinion.severity.__getitem__))
            return level, spoke(level, held)
        kind = self._kinds.get(decision.kind)
        borderline = kind is not None and kind.standing is Standing.BORDERLINE
        return (_BORDERLINE_SEVERITY if borderline else 0), ()


def _reasons(facts: Facts, opinion: Opinion, decision: Decision, why: Sequence[str]) -> tuple[Evidence, ...]:
    """The words that moved the score most, the rules that held, the cues for the kind, the steps of severity."""
    made = [Evidence("alert", word, weight) for word, weight in telling(opinion.words)]
    made += [Evidence(slug, words) for slug, words in decision.rules.items()]
    cues = dict.fromkeys(facts.reading.lowered[h.start : h.end] for h in facts.cues if h.what == decision.kind)
    made += [Evidence(decision.kind, cue) for cue in list(cues)[:3]]
    made += [Evidence("severity", step) for step in why]
    return tuple(made)


def load_judge(kinds: Mapping[str, Kind]) -> TrainedJudge:
    """The judge for this taxonomy. Reads the packaged model and tables: the one slow call (about a second)."""
    return TrainedJudge(kinds, packaged_model())
