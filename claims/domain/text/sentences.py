"""Where sentences end. English first, Ukrainian and Russian sensibly."""

import re
from collections.abc import Iterator

# A stop, the quotes and brackets that close with it, the marks of footnotes, and white space behind.
# Possessive, and only from the first stop of a run: linear on whatever comes. A footnote's mark looks ahead
# first: up to Python 3.11.4 a possessive group keeps what its last, failing turn has read.
STOP = re.compile(
    r"""(?<![.!?…。！？])(?P<stop>[.!?…。！？]++)(?P<closers>["'”’»)\]*_]*+)(?:[¹²³⁰⁴-⁹]|(?=\[\d{1,3}\])\[\d{1,3}\])*+(?=\s++(?P<next>\S))"""
)
# How far back the word before a stop is looked for.
WORD_REACH = 24
LAST_WORD = re.compile(r"[^\s\"'“”‘’«»()\[\]]+\Z")
ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]\Z")
WORD = re.compile(r"[^\W\d_]+")
LIST_MARKER = re.compile(r"(?:[•*·–-]\s*)?(?:\d{1,3}|[a-zA-Zа-яА-Я])\Z")
LIST_ITEM = re.compile(r"[a-zа-я]\)\s")
INITIAL = re.compile(r"[^\W\d_]\.")
# «Ми підемо!» — сказав Іван.
SAID_BEHIND_DASH = re.compile(r"[—–-]\s+[^\W\d_]")
SPEAKER = re.compile(
    r"(?:[A-Z][\w’'-]*\s+){1,4}"
    r"(?:said|says|asked|asks|told|wrote|writes|added|adds|replied|answered|shouted|cried|wondered)\b"
    r"|(?:[А-ЯІЇЄҐ][\w’'-]*\s+){1,3}(?:сказав|сказала|заявив|заявила|сказал|сказала|заявил)\b"
)


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


# A name or a number follows these: never the end of a sentence.
TITLES = _words(
    "mr mrs ms mx dr prof gen sen rep reps sens gov lt col cmdr maj sgt cpl capt adm rev hon pres st mt ft"
    " vs viz cf e.g i.e approx gens messrs insp det supt"
    " г-н г-жа гос проф акад ген полк кап лейт ім им вул ул просп пл буд смт пос обл стор рис див см напр"
    " о т.зв т.н т.е ок"
)
# The end of a sentence unless a number follows.
BEFORE_NUMBERS = _words(
    "jan feb mar apr jun jul aug sep sept oct nov dec no nos art arts fig figs sec vol ch pp p para"
    " січ лют бер квіт трав черв лип серп вер жовт лист груд янв фев мар апр авг сен сент окт ноя нояб дек"
    " ст п пп гл ч рис табл"
)
# Stand in the middle and at the end: the next word decides.
EITHER = _words(
    "inc corp co ltd jr sr bros etc al a.m p.m am pm ph.d m.d esq ave blvd rd dept univ"
    " г р рр гг ст с м тис млн млрд трлн грн коп руб тыс т.д т.п ін др пр е н.е р.н км кв чел"
)
STARTERS = _words(
    "the a an in on at he she it we they you i his her its their our this that these those there but and or"
    " so as if when while after before since for from with by to what why how who where not no yes all both"
    " some many most more meanwhile however earlier later still now then also according although though"
    " despite during until once one two three"
    " в у на по за з із с со к о об до від от при після после під под це цей ця ці это этот эта эти він вона"
    " воно вони он она оно они ми мы ви вы я але но а і й и також также однак однако як как що что коли когда"
    " раніше ранее тим тем якщо если хоча хотя тепер теперь"
)


def sentence_ends(text: str, start: int, end: int) -> Iterator[int]:
    """Yield the offsets behind each sentence of ``text[start:end]`` but the last, in order."""
    begun = start
    for match in STOP.finditer(text, start, end):
        if match.end() < end and _ends_sentence(text, begun, match):
            yield match.end()
            begun = match.start("next")


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    """``start`` is where the sentence begins that may end with ``match``."""
    following, at = match["next"], match.start("next")
    if following in ".,;:)]%&=" or (following.islower() and not LIST_ITEM.match(text, at)):
        return False
    if match["closers"] and (dash := SAID_BEHIND_DASH.match(text, at)) and dash[0][-1].islower():
        return False
    if match["closers"] and match["stop"][-1] in "!?…" and SPEAKER.match(text, at):
        return False
    if match["stop"] != ".":
        return True
    found = LAST_WORD.search(text, max(start, match.start() - WORD_REACH), match.start())
    if not found:
        return True
    word = found[0]
    if found.start() == start and LIST_MARKER.match(word) and not match["closers"]:
        return False
    if match["closers"] and match["closers"][0] not in ")]":
        return True
    return not _abbreviates(word, text, at)


def _abbreviates(word: str, text: str, at: int) -> bool:
    key = word.casefold().lstrip("—–-")
    if key in TITLES:
        return True
    if key in BEFORE_NUMBERS and (text[at].isdigit() or text[at] in "№#"):
        return True
    if len(word) == 1 and word.isalpha() and word.isupper() and word != "I":
        # An initial: "J. Smith". What starts a sentence is hardly a surname, unless it's the next initial.
        return bool(INITIAL.match(text, at)) or not _starts_sentence(text, at)
    if key in EITHER or ACRONYM.match(word):
        return not _starts_sentence(text, at)
    return False


def _starts_sentence(text: str, at: int) -> bool:
    if text[at] in "\"'“‘«([—–-•":
        return True
    word = WORD.match(text, at)
    return word is not None and word[0].casefold() in STARTERS
