"""Mail, SMS, voice, push, Slack, Teams, Matrix, ntfy, Gotify, Telegram and a hundred more, by the addresses of Apprise.

The only home of Apprise, and of the `requests` and `smtplib` that it speaks through: they are not ours to replace (see
docs/decisions/0022-other-channels.md). A service without Apprise is a sink kind of its own; one more word that tells why a
service said no goes into `outcome.py`. Read first: `sink.py`.
"""

from bot.sinks.apprise.sink import AppriseChannel, AppriseSink, check

__all__ = ["AppriseChannel", "AppriseSink", "check"]
