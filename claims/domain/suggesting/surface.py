"""What shows on the surface of a sentence: figures, names, comparisons, who speaks and how. Pure.

Signs are counted in one pass over the words; some stand for a reason that people are told.
"""

import math
import re
from collections.abc import Sequence

A_NUMBER = "a number"
A_COMPARISON = "a comparison"
AN_OFFICIAL = "a quoted official"
A_NAME = "a named person or place"
A_DATE = "a date"
A_TREND = "a trend"
A_QUANTITY = "a quantity in words"
A_DEED = "what somebody did or decided"
ITS_WORDING = "worded like claims that were checked"

WORD = re.compile(r"\d[\d,.]*|[^\W\d_]+(?:['’][^\W\d_]+)*|[$£€₴₽%?!]")
NUMBER, YEAR = "0", "0000"

# A sign's name: the reason that it stands for, or "", and the words that it is counted by.
WORDS: dict[str, tuple[str, str]] = {
    "money": (A_NUMBER, "$ £ € ₴ ₽ dollar dollars euros pounds hryvnia hryvnias rubles roubles"),
    "percent": (A_NUMBER, "% percent percentage cent відсотків процентов"),
    "magnitude": (
        A_NUMBER,
        "hundred hundreds thousand thousands million millions billion billions trillion dozen dozens",
    ),
    "spelled": (
        A_NUMBER,
        "two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty seventy"
        " eighty ninety",
    ),
    "share": (
        A_QUANTITY,
        "half third quarter quarters majority most every all none nobody everybody everyone nothing",
    ),
    "day": (
        A_DATE,
        "january february march april june july august september october november december monday tuesday wednesday"
        " thursday friday saturday sunday yesterday",
    ),
    "period": (A_DATE, "since last year years month months week weeks decade decades century ago days"),
    "comparison": (
        A_COMPARISON,
        "more less fewer greater larger bigger higher lower better worse faster slower older smaller than twice"
        " compared",
    ),
    "superlative": (
        A_COMPARISON,
        "largest biggest highest lowest greatest worst best fewest least first record",
    ),
    "trend": (
        A_TREND,
        "rose risen rising rises fell fallen falling falls grew grown growing grows increase increased increases"
        " increasing decreased decreases decline declined declining dropped drops doubled doubling tripled cut cuts"
        " raised raises gained shrank soared surged plunged reduced reduces",
    ),
    "deed": (
        A_DEED,
        "vote voted votes signed passed vetoed appointed nominated supported opposed proposed created built spent paid"
        " sent invaded attacked killed captured destroyed seized banned approved announced launched closed opened"
        " elected introduced sponsored ordered",
    ),
    "official": (
        "",
        "president presidents minister ministers ministry senator senators governor governors congress senate"
        " secretary general spokesman spokeswoman spokesperson official officials government administration police"
        " mayor chancellor ambassador commissioner chief commander parliament court judge",
    ),
    "said": ("", "said says told announced according stated reported reports claims claimed wrote added"),
    "i": ("", "i i'm i've i'll i'd me my mine myself"),
    "we": ("", "we we're we've we'll we'd us our ours ourselves"),
    "you": ("", "you you're you've you'll you'd your yours"),
    "they": ("", "he she they his her their him them he's she's they're they've"),
    "past": ("", "was were had did been wasn't weren't hadn't didn't"),
    "perfect": ("", "has have hasn't haven't"),
    "present": ("", "is are am do does isn't aren't don't doesn't"),
    "future": ("", "will shall going won't tomorrow next i'll we'll they'll he'll she'll"),
    "modal": (
        "",
        "would should could can may might must ought wouldn't shouldn't couldn't can't cannot let let's",
    ),
    "opinion": (
        "",
        "think thinks thought believe believes feel hope want wants wish guess know like love need needs",
    ),
    "courtesy": (
        "",
        "thank thanks please welcome hello good evening morning sorry gentlemen ladies yes well okay",
    ),
    "negation": ("", "not never no nor neither without isn't aren't wasn't don't doesn't didn't won't can't"),
    "condition": ("", "if unless whether because why how what who when"),
}
# The signs that can be read in any language.
UNIVERSAL_NAMES = (
    "number",
    "year",
    "names",
    "acronym",
    "quote",
    "question",
    "exclamation",
    "length",
    "short",
)
NAMES: tuple[str, ...] = (*WORDS, "regular_past", "quoted_official", *UNIVERSAL_NAMES)
UNIVERSAL: tuple[int, ...] = (
    *(NAMES.index(name) for name in ("money", "percent")),
    *(NAMES.index(name) for name in UNIVERSAL_NAMES),
)
REASONS: dict[str, str] = {
    **{name: reason for name, (reason, _) in WORDS.items() if reason},
    "number": A_NUMBER,
    "year": A_DATE,
    "names": A_NAME,
    "official": AN_OFFICIAL,
    "said": AN_OFFICIAL,
    "quoted_official": AN_OFFICIAL,
}
SIGNS_OF: dict[str, tuple[int, ...]] = {}
for _number, (_, _words) in enumerate(WORDS.values()):
    for _word in _words.split():
        SIGNS_OF[_word] = (*SIGNS_OF.get(_word, ()), _number)
# In capitals inside a sentence, and no name for that.
NO_NAMES = frozenset(
    f"{' '.join(WORDS[name][1] for name in ('i', 'we', 'you', 'they', 'modal', 'condition', 'present', 'day'))}"
    " the a an it this that these those there and but or so in on at to for of with mr mrs".split()
)
LOG: Sequence[float] = [math.log1p(count) for count in range(1100)]
OFFICIAL, SAID = NAMES.index("official"), NAMES.index("said")


def words_of(sentence: str) -> tuple[list[str], list[str]]:
    """Return a sentence's words as they stand, and in small letters with every figure as "0", a year as "0000"."""
    found = WORD.findall(sentence)
    lower = [_figure(word) if word[0].isdigit() else word.lower() for word in found]
    if "’" in sentence:
        lower = [word.replace("’", "'") for word in lower]
    return found, lower


def _figure(word: str) -> str:
    digits = word.rstrip(".,")
    return YEAR if len(digits) == 4 and "1500" <= digits < "2100" else NUMBER


def names_in(words: Sequence[str], lower: Sequence[str]) -> list[int]:
    """Return where in a sentence words with a capital stand that are no beginning of it."""
    return [
        at
        for at, word in enumerate(words)
        if at and word[0].isupper() and word[-1] != "." and lower[at] not in NO_NAMES
    ]


def measure(sentence: str, words: Sequence[str], lower: Sequence[str]) -> list[float]:
    """Return how strongly each of ``NAMES`` shows, from 0; counts grow as log(1 + n).

    ``words`` and ``lower`` are those of ``words_of(sentence)``.
    """
    counts = [0] * (len(WORDS) + 1)
    numbers = years = 0
    for word in lower:
        if word in SIGNS_OF:
            for sign in SIGNS_OF[word]:
                counts[sign] += 1
        elif word == NUMBER:
            numbers += 1
        elif word == YEAR:
            years += 1
        elif word[-2:] == "ed" and len(word) > 4:
            counts[-1] += 1
    named = names_in(words, lower)
    quotes = '"' in sentence or "“" in sentence or "«" in sentence
    official = counts[OFFICIAL] > 0 and (counts[SAID] > 0 or quotes)
    return [
        *[LOG[count] for count in counts],
        float(official),
        LOG[numbers],
        LOG[years],
        LOG[len(named)],
        LOG[sum(len(words[at]) > 1 and words[at].isupper() for at in named)],
        float(quotes),
        float("?" in sentence),
        float("!" in sentence),
        math.log1p(len(words)),
        float(len(words) < 6),
    ]
