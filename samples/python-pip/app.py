"""A page that tells the tide: high water comes about every 12 h 25 min."""

from datetime import datetime, timedelta, timezone

from flask import Flask, render_template

PERIOD = timedelta(hours=12, minutes=25)
FIRST_HIGH_WATER = datetime(2024, 1, 1, 3, 10, tzinfo=timezone.utc)

app = Flask(__name__)


def next_high_water(now: datetime) -> datetime:
    """The first high water at or after a moment."""
    periods = -((FIRST_HIGH_WATER - now) // PERIOD)
    return FIRST_HIGH_WATER + periods * PERIOD


@app.get("/")
def index() -> str:
    """The page."""
    return render_template("index.html", at=next_high_water(datetime.now(timezone.utc)))
