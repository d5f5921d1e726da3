"""The colours of tokens.css keep WCAG AA contrast, in light and in dark."""

import re
from pathlib import Path

import pytest
from django.conf import settings

CSS = Path(settings.BASE_DIR) / "static" / "css"
PAIR = re.compile(r"--([\w-]+):\s*light-dark\(\s*(#[0-9a-f]{6})\s*,\s*(#[0-9a-f]{6})\s*\)")
TOKENS = {
    name: {"light": light, "dark": dark}
    for name, light, dark in PAIR.findall((CSS / "tokens.css").read_text())
}

SURFACES = ("paper", "sheet")
VERDICTS = ("true", "false", "disputed", "unproven")
TEXT = [
    *((ink, surface) for ink in ("ink", "ink-2") for surface in (*SURFACES, "hit", "focus-wash")),
    *((verdict, surface) for verdict in VERDICTS for surface in (*SURFACES, f"{verdict}-wash")),
    *(("ink", f"{verdict}-wash") for verdict in VERDICTS),
    *(("paper", fill) for fill in (*VERDICTS, "ink", "focus")),
]
EDGES = [(edge, surface) for edge in ("edge", "focus") for surface in SURFACES]


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, 0 to 1 (WCAG 2.2, relative luminance)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, contrast ratio)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_itself():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_reads(text, ground, scheme):
    assert contrast(TOKENS[text][scheme], TOKENS[ground][scheme]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_of_controls_show(edge, ground, scheme):
    assert contrast(TOKENS[edge][scheme], TOKENS[ground][scheme]) >= 3


def test_colours_stand_in_the_tokens_only():
    """A colour written elsewhere would be neither measured here nor changed by the theme."""
    loose = [
        f"{path.name}: {colour}"
        for path in CSS.rglob("*.css")
        if path.name not in {"tokens.css", "print.css"}
        for colour in re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[^{}]*[;}])", path.read_text())
    ]
    assert loose == []


def test_styles_stay_small():
    """Those of the desk; readers' pages and reports have sheets of their own beside them."""
    public, pages = set((CSS / "public").glob("*.css")), set((CSS / "pages").glob("*.css"))
    assert sum(path.stat().st_size for path in set(CSS.rglob("*.css")) - public - pages) < 43_000
    assert sum(path.stat().st_size for path in public) < 10_000
    assert all(path.stat().st_size < 8_000 for path in pages)
