"""The geometry of the charts in reports: whole numbers for SVG, words for who does not see them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from claims.domain.reports.figures import Bar, Figures
from claims.templatetags.desk import MONTHS, written
from claims.vocabulary import Label, Stance

WIDTH = 1000  # of a bar of shares
GAP = 4
STEP, THICK, HEIGHT = 10, 8, 100  # of the timeline: from bar to bar, a bar, the highest one
WIDEST_STEP = 90  # pixels from bar to bar where there is room
UNLABELLED = "No label yet"


@dataclass(frozen=True)
class Part:
    """A part of a bar of shares: from ``x``, ``width`` wide, ``number`` of a whole, ``share`` in percent."""

    name: str
    word: str
    number: int
    share: int
    x: int
    width: int


@dataclass(frozen=True)
class Shares:
    """A bar cut into parts, and the same in words."""

    parts: tuple[Part, ...]
    words: str
    total: int


@dataclass(frozen=True)
class Block:
    """One label's part of a bar of the timeline; ``y`` from the top."""

    name: str
    x: int
    y: int
    height: int


@dataclass(frozen=True)
class Period:
    """One stretch of the timeline in words, with what its claims were found to be."""

    words: str
    counts: tuple[tuple[str, int], ...]
    total: int


@dataclass(frozen=True)
class Timeline:
    """Bars of claims by when they were made, and the same in words.

    ``width`` is in units of the drawing, ``wide`` in pixels: so few bars don't fill the page.
    """

    blocks: tuple[Block, ...]
    periods: tuple[Period, ...]
    width: int
    wide: int
    most: int
    unit: str
    words: str
    undated: int


@dataclass(frozen=True)
class Charts:
    labels: Shares
    evidence: Shares
    timeline: Timeline


def word_of(label: str) -> str:
    return str(Label(label).label) if label else UNLABELLED


def shares(counts: Mapping[str, int], words: Mapping[str, str]) -> Shares:
    """Cut a bar into parts as wide as their shares; each can be seen, however small."""
    present = [(name, number) for name, number in counts.items() if number]
    total = sum(number for _, number in present)
    parts, done, x = [], 0, 0
    for name, number in present:
        done += number
        end = max(x + 2 * GAP, round(WIDTH * done / total))
        share = round(100 * number / total)
        parts.append(Part(name, words[name], number, share, x, max(GAP, end - x - GAP)))
        x = end
    said = ", ".join(f"{part.word}: {part.number:,} of {total:,}" for part in parts)
    return Shares(tuple(parts), f"{said}." if said else "Nothing to count.", total)


def name_of(start: date, unit: str) -> str:
    """Say a stretch of time in words: 14 Sept 2022, Sept 2022, 2022, 2020s, 2000 to 2099."""
    if unit == "day":
        return written(start)
    if unit == "month":
        return f"{MONTHS[start.month - 1]} {start.year}"
    if unit == "decade":
        return f"{start.year}s"
    return f"{start.year} to {start.year + 99}" if unit == "century" else str(start.year)


def blocks(bars: Iterable[Bar]) -> tuple[Block, ...]:
    """Stack each bar's labels from the bottom, in the vocabulary's order."""
    bars = list(bars)
    most = max((bar.total for bar in bars), default=0)
    found = []
    for number, bar in enumerate(bars):
        done, bottom = 0, HEIGHT
        for label in (*Label.values, ""):
            if not bar.counts.get(label):
                continue
            done += bar.counts[label]
            top = min(bottom - 1, HEIGHT - round(HEIGHT * done / most))
            found.append(Block(label, STEP * number + (STEP - THICK) // 2, max(0, top), bottom - max(0, top)))
            bottom = max(0, top)
    return tuple(found)


def timeline(figures: Figures) -> Timeline:
    periods = tuple(
        Period(
            words=name_of(bar.start, figures.unit),
            counts=tuple(
                (label, bar.counts[label]) for label in (*Label.values, "") if bar.counts.get(label)
            ),
            total=bar.total,
        )
        for bar in figures.bars
    )
    said = "; ".join(
        f"{period.words}: "
        + ", ".join(f"{number:,} {word_of(label).lower()}" for label, number in period.counts)
        for period in periods
        if period.total
    )
    return Timeline(
        blocks=blocks(figures.bars),
        periods=periods,
        width=STEP * max(1, len(periods)),
        wide=WIDEST_STEP * max(1, len(periods)),
        most=max((period.total for period in periods), default=0),
        unit=figures.unit,
        words=f"{said}." if said else "No claim has a date.",
        undated=figures.undated,
    )


def draw(figures: Figures) -> Charts:
    """Return everything that ``reports/_charts.html`` draws and says."""
    return Charts(
        labels=shares(figures.labels, {label: word_of(label) for label in (*Label.values, "")}),
        evidence=shares(figures.evidence, {stance.value: str(stance.label) for stance in Stance}),
        timeline=timeline(figures),
    )
