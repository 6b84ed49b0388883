"""HANDS: polite, bounded, safe outgoing HTTP; the only home of aiohttp's client.

May import `ports` and `domain`. Everybody asks through `client.Fetcher.get(Ask) -> Answer`, sources that ask the same
address again and again through `again.py`; only `summaries.py` goes its own way, to an endpoint that the operator chose.
A failure is a `Transient` or a `Permanent` whose detail never holds a secret.
One more fact about a request: a field in `request.py`; one more bound: a field in `limits.py`; one more outcome: a line
in `outcome.py`. Read first: `request.py`, then `client.py`.
"""
