"""Read a date where it can be read in one way only. Pure."""

import re
from datetime import date

MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "january jan січня января",
            "february feb лютого февраля",
            "march mar березня марта",
            "april apr квітня апреля",
            "may травня мая",
            "june jun червня июня",
            "july jul липня июля",
            "august aug серпня августа",
            "september sept sep вересня сентября",
            "october oct жовтня октября",
            "november nov листопада ноября",
            "december dec грудня декабря",
        ],
        start=1,
    )
    for name in names.split()
}
EARLIEST, LATEST = date(1400, 1, 1), date(2999, 12, 31)
ISO = re.compile(r"(?<![\d-])(\d{4})-(\d\d)-(\d\d)(?![\d-])")
MONTH_FIRST = re.compile(r"\b([^\W\d_]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b")
DAY_FIRST = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?\s+([^\W\d_]{3,9})\.?,?\s+(\d{4})\b")
DOTTED = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.(\d{4})(?![\d.])")
SLASHED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4})(?![\d/])")


def dates_in(line: str) -> set[date]:
    """Return every date in a line that can only be read in one way (13/09/2022, but not 12/09/2022)."""
    found = set()
    for match in ISO.finditer(line):
        found.add(_date(match[1], match[2], match[3]))
    for match in MONTH_FIRST.finditer(line):
        found.add(_date(match[3], MONTHS.get(match[1].lower(), 0), match[2]))
    for match in DAY_FIRST.finditer(line):
        found.add(_date(match[3], MONTHS.get(match[2].lower(), 0), match[1]))
    for match in DOTTED.finditer(line):
        found.add(_date(match[3], match[2], match[1]))
    for match in SLASHED.finditer(line):
        readings = {_date(match[3], match[1], match[2]), _date(match[3], match[2], match[1])} - {None}
        if len(readings) == 1:
            found |= readings
    return {value for value in found if value is not None}


def parse_date(value: str) -> date | None:
    """Return the day of an ISO 8601 date or time, or None when it is none or outside 1400 to 2999."""
    match = re.match(
        r"(\d{4})-(\d\d)-(\d\d)(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?\s?(?:Z|[+-]\d\d:?\d\d)?)?\Z", value
    )
    return _date(match[1], match[2], match[3]) if match else None


def _date(year: str | int, month: str | int, day: str | int) -> date | None:
    try:
        value = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return value if EARLIEST <= value <= LATEST else None
