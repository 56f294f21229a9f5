"""How the page writes dates.

In: ISO 8601 dates of articles. Out: HTML, every character escaped.
"""

from web.elements import plain

__all__ = ["clock", "days", "time"]


def time(date: str | None) -> str:
    """Show a date; nothing for nothing."""
    return f'<time datetime="{plain(date)}" dir="ltr">{plain(date)}</time>' if date else ""


def clock(entry: str) -> str:
    """Write the time of an entry as it was published: date, hour, minute; not escaped."""
    return entry[:16].replace("T", " ")


def days(since: str, until: str) -> str:
    """Show the days from one to another, both of which count."""
    return time(since) if since == until else f"{time(since)} – {time(until)}"
