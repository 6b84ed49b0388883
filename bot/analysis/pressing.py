"""How pressing a text looks before anybody has judged it: what may be the worst is judged first, whatever waits before it.

Only words are looked for, a few hundred microseconds an item; the judge has the last word. One sign is ordinary (a bank's page is
offline); each more goes further to the front. A text that cries wolf gains some seconds and nothing else.
"""

import re

from bot.domain.source import Publisher, SourceInfo

FIRST = -3
"""The front of the queue."""
_HEAD = 600
"""Characters after the headline: the worst stands at the top."""
_SIGNS = tuple(
    re.compile(words)
    for words in (
        (
            r"\b(?:shut ?down|shuts down|halt(?:s|ed)?\b|blackout|without power|paraly[sz]\w*|grounded|outage|emergency|lahmgelegt|"
            r"ausgefallen|à l'arrêt|paralys\w*|sparaliżow\w*|зупин\w*|останов\w*|bloccat\w*|paraliza\w*|slår ut|slo ut)"
        ),
        (
            r"\b(?:nationwide|countrywide|across the country|state of emergency|national (?:emergency|outage|grid)|landesweit|bundesweit|"
            r"katastrophenfall|stan\w* wyjątkow\w*|по всій країні|по всей стране)"
        ),
        (
            r"\b(?:mass(?:ive)? exploit\w*|widespread exploitation|actively exploited|in the wild|zero-day|0-day|wormable|"
            r"emergency directive|maximum[- ]severity|unauthenticated)"
        ),
        (
            r"\b(?:hospitals?|power grid|grid operator|electricity|water (?:works|supply)|airports?|railways?|rail network|pipeline|"
            r"emergency services|telecom|krankenh\w+|stromnetz|flughafen|hôpita\w+|szpital\w*|лікарн\w*|больниц\w*|ospedal\w+|sjukhus|sykehus)"
        ),
        r"\b(?:wiper|destructive|sabotage|wiped)\b",
    )
)


def turn(title: str, text: str, source: SourceInfo) -> int:
    """0 for what looks ordinary, down to `FIRST`."""
    head = f"{title}\n{text[:_HEAD]}".lower()
    signs = sum(sign.search(head) is not None for sign in _SIGNS)
    if not signs:
        return 0
    return max(FIRST, 1 - signs - (source.publisher is Publisher.OFFICIAL))
