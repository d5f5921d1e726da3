"""The figures as a table beside the peers' and the targets, and as JSON."""

import json
import os
import platform
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.yardstick import BEST_ADDING, USUAL_LEXING

FOLDER = Path(__file__).resolve().parent
START, END = "<!-- figures: written by benchmarks/run.py -->", "<!-- end of figures -->"


@dataclass(frozen=True)
class Row:
    """One line of the table. ``keys`` lead to the figures in the results, ``targets`` are their bounds."""

    name: str
    peers: tuple[str, str]
    target: str
    unit: str
    keys: list[str]
    targets: list[float]
    more_is_better: bool = False


ROWS = [
    Row(
        "bulk import, text stored and listed, articles/s",
        ("1,709", "1,719"),
        "2,000",
        "",
        ["import.stored_per_second"],
        [2000],
        True,
    ),
    Row(
        "second pass: passages and index, articles/s",
        ("", ""),
        "300",
        "",
        ["import.indexed_per_second"],
        [300],
        True,
    ),
    Row(
        "next item in the loop, server time p50 / p95",
        ("51 / 65 ms", "86 / 111 ms"),
        "20 / 40 ms",
        "ms",
        ["next item.p50_ms", "next item.p95_ms"],
        [20, 40],
    ),
    Row(
        "submissions/s with 1 / 4 / 16 people",
        ("43 / 76 / 67", "6 / 14 / 12"),
        "80 / 120 / 120",
        "",
        [f"submissions.{people}.per_second" for people in (1, 4, 16)],
        [80, 120, 120],
        True,
    ),
    Row(
        "search: rare word, common phrase, no hit (p95)",
        ("1068 / 1203 / 473 ms", "1677 / 1492 / 809 ms"),
        "60 ms each, the whole page",
        "ms",
        [f"search.{kind}.p95_ms" for kind in ("rare word", "common phrase", "no hit")],
        [60, 60, 60],
    ),
    Row(
        "export everything, 10,000 articles with 15,000 judgements",
        ("9.8 s", "35.3 s"),
        "2 s",
        "s",
        ["export.seconds"],
        [2],
    ),
    Row(
        "bytes to open one item, cold cache (HTML+CSS+JS+icons)",
        ("675 kB", "7.8 MB"),
        "100 kB",
        "kB",
        ["opening.kilobytes"],
        [100],
    ),
    Row(
        "server memory, peak over all of the above (RSS)",
        ("1971 MiB", "830 MiB"),
        "400 MiB",
        "MiB",
        ["memory.web.rss_mib"],
        [400],
    ),
    Row(
        "cold start to first page, database already there",
        ("1.8 s", "3.1 s"),
        "2 s",
        "s",
        ["cold start.median_seconds"],
        [2],
    ),
    Row("fresh install on disk", ("672 MB", "962 MB"), "500 MB", "MB", ["install.megabytes"], [500]),
]


def look_up(results: dict[str, Any], key: str) -> float | None:
    found: Any = results
    for part in key.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def verdict(row: Row, results: dict[str, Any]) -> str:
    """Say whether every figure of a row reaches its target."""
    figures = [look_up(results, key) for key in row.keys]
    if None in figures:
        return "not measured"
    reached = [
        figure >= target if row.more_is_better else figure <= target
        for figure, target in zip(figures, row.targets, strict=True)
        if figure is not None
    ]
    return "yes" if all(reached) else "no"


def table(results: dict[str, Any]) -> str:
    lines = [
        "| | doccano 1.8 | Label Studio 1.23 | here, at least | measured here | reached |",
        "|---|---|---|---|---|---|",
    ]
    for row in ROWS:
        figures = [look_up(results, key) for key in row.keys]
        shown = " / ".join("-" if figure is None else f"{figure:,g}" for figure in figures)
        measured = f"**{shown}{' ' + row.unit if row.unit else ''}**"
        lines.append(
            f"| {row.name} | {row.peers[0]} | {row.peers[1]} | {row.target} | {measured} |"
            f" {verdict(row, results)} |"
        )
    return "\n".join(lines)


def machine() -> dict[str, Any]:
    """Describe what was measured on."""
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    memory = re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text())
    return {
        "at": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "processor": model[1].strip() if model else platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(int(memory[1]) / 2**20, 1) if memory else None,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}",
    }


def details(results: dict[str, Any]) -> str:
    """Return the conditions and the figures beside the table's."""
    about = results["machine"]
    lines = [
        f"Measured {about['at']} on {about['cores']} cores of an {about['processor']},"
        f" {about['memory_gib']} GiB, {about['system']}, Python {about['python']},"
        f" PostgreSQL {about.get('postgresql', '?')}.",
        "",
        "How fast the machine itself was, which no line above allows for: the last column has the seconds in which"
        f" Python adds up five million numbers, where {BEST_ADDING} is the best seen here; PostgreSQL alone turned"
        f" {about.get('lexing', 0):,.0f} articles/s into lexemes, where {USUAL_LEXING:,} is usual.",
        "",
        "| step | took | load average of the last minute, before and after | five million additions, before and after |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {name} | {step['seconds']:.0f} s | {step['load_before']:.2f}, {step['load_after']:.2f} |"
        f" {step['adding_before']:.2f}, {step['adding_after']:.2f} s |"
        for name, step in results["steps"].items()
    ]
    parts = results.get("opening", {}).get("parts", {})
    if parts:
        lines += ["", "What one item consists of, in bytes as served:", ""]
        lines += [f"- {name.rsplit('/', 1)[-1]}: {size:,}" for name, size in parts.items()]
    return "\n".join(lines)


def write(results: dict[str, Any]) -> None:
    """Write ``results.json``, and the table into ``README.md`` between its marks."""
    (FOLDER / "results.json").write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n")
    readme = FOLDER / "README.md"
    text = readme.read_text()
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    figures = f"{START}\n\n{table(results)}\n\n{details(results)}\n\n{END}"
    readme.write_text(before + figures + after)
