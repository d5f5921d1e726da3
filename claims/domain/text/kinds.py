"""Tell headings and boilerplate from an article's own words, line by line, and only when sure."""

import re
from dataclasses import dataclass

from claims.vocabulary import PassageKind


@dataclass(frozen=True, slots=True)
class Line:
    """A line that isn't blank, without the white space around it."""

    start: int
    end: int
    indent: int
    content: str


# Whole lines that no reporter wrote. Compared with what stands in the line, case aside.
FURNITURE = re.compile(
    r"""
    (?: reply | liked?\ by\ .{1,40} | \d+\ likes? | loading\.* | load\ more(\ comments)? | report\ abuse
    | log\ in\ to\ (reply|comment|leave).{0,60} | you\ must\ be\ (logged|signed)\ in.{0,60}
    | fill\ in\ your\ details\ below\ or\ click\ an\ icon.{0,60}
    | you\ are\ commenting\ using\ your\ .{1,200} | connecting\ to\ %s | notify\ me\ of\ new\ .{1,60}
    | .{0,30}\b(twitter|facebook|google\+?|gravatar|wordpress(\.com)?)\ (picture|photo|logo|share)
    | log\ out\s*/\s*change.{0,5} | this\ site\ uses\ akismet.{0,200}
    | learn\ how\ your\ comment\ data\ is\ processed\.?
    | (sign|log)\ (in|up)(\ (or|/)\ .{1,30})? | create\ (an|a\ free)\ account | register | my\ account
    | subscribe(\ (now|today|here|to\ .{1,80}|for\ .{1,60}))?[.!]? | sign\ up\ (for|to)\ .{1,120}
    | (get|join)\ our\ (daily\ |weekly\ |free\ )?(newsletters?|channel).{0,80}
    | (we|this\ (web)?site|our\ (web)?site)(\ and\ our\ partners)?\ uses?\ cookies.{0,400}
    | (accept|reject|manage)(\ all)?\ cookies | cookie\ (policy|settings|preferences|notice)
    | privacy\ (policy|notice) | terms\ (of\ (use|service)|and\ conditions) | contact\ us | about\ us
    | accessibility\ (links|help) | skip\ to\ .{1,40} | back\ to\ top | site\ navigation | main\ menu | menu
    | home | search | breaking\ news | live\ updates? | please\ wait\.* | embed | no\ media\ source.{0,40}
    | (\d{1,2}:){1,2}\d{2}(\s+/?\s*(\d{1,2}:){1,2}\d{2})*(\s+\d)? | the\ code\ has\ been\ copied.{0,40}
    | other\ stories | (related|similar)\ (stories|story|articles?|posts?|topics?|news|coverage|content):?
    | (more|read\ more)\ (on|from|about)\ [^.]{1,60} | most\ (read|popular|viewed|shared).{0,20}
    | (you\ (may|might)\ also\ like|recommended(\ (for\ you|stories|reading))?
      |trending(\ now)?|editors?['’]s?\ picks?).{0,10}
    | (read|see)\ (more|also|next)(\.{3}|…|:.{0,200})? | also\ read:.{1,200} | up\ next | what['’]s\ next
    | share(\ (this|on)(\ .{1,40})?)? | tweet | print | e-?mail(\ this.{0,20})? | whatsapp | telegram
    | copy\ link
    | follow\ us(\ on\ .{1,60})? | (click|tap)\ here\ to\ .{1,100}
    | ad | ads | advertisements? | advertising | sponsored(\ (content|by\ .{1,40}))? | promoted(\ content)?
    | (story|article)\ continues\ below.{0,40} | continue\ reading.{0,60} | scroll\ to\ continue.{0,40}
    | [·•|]?\s*\d{1,3}\s*[- ]?min(ute)?s?\ read | (estimated\ )?reading\ time.{0,30}
    | (photo|image|picture|video)?\s*(credits?|source):\ .{1,60} | getty\ images | file\ photo\.?
    | (copyright\ )?(©|\(c\)\ ).{1,200} | copyright\ .{1,100} | all\ rights\ reserved\.?
    | distributed\ by\ .{1,100}
    | реклама | (читайте|дивіться|смотрите|читати|читать)\ (також|также|ещё|еще|далі|далее|більше).{0,200}
    | поділитися.{0,40} | поделиться.{0,40} | надрукувати | распечатать
    | (підписуйтесь|підпишіться|подписывайтесь|подпишитесь).{1,120} | (фото|джерело|источник):\ .{1,100}
    | (всі|усі)\ права\ (захищено|захищені).{0,60} | все\ права\ защищены.{0,60}
    )\Z""",
    re.IGNORECASE | re.VERBOSE,
)
LONGEST_FURNITURE = 420
# "ALERT: Here are ..." and the like, thrown into the middle of an article.
INTERJECTION = re.compile(
    r"(ALERT|WATCH|READ|READ MORE|READ ALSO|ALSO READ|READ NEXT|RELATED|SEE ALSO|SEE MORE|MORE|LISTEN|VIDEO"
    r"|PHOTOS?|GALLERY|DON[’']T MISS|MUST READ|OPINION|ЧИТАЙТЕ ТАКОЖ|ЧИТАЙТЕ ТАКЖЕ|ВІДЕО|ВИДЕО): \S"
)
# From here on a page belongs to its readers.
COMMENTS = re.compile(
    r"""
    (?: leave\ a\ (reply|comment) | post\ a\ (reply|comment) | add\ (a|your)\ comment | comments\ are\ closed
    | join\ the\ (conversation|discussion) | (\d[\d,]*\ )?comments?(\ \(\d+\))?
    | \d+\ (responses|replies|thoughts)\ (to|on)\ .{1,200}
    | залишити\ коментар | додати\ коментар | коментарі(\ \(\d+\))?
    | оставить\ комментарий | добавить\ комментарий | комментарии(\ \(\d+\))?
    )[.:!]?(\ cancel\ reply)?\Z""",
    re.IGNORECASE | re.VERBOSE,
)
LIKED = re.compile(r"liked? by (?:\d+|you|\w+)\b.{0,40}\Z", re.IGNORECASE)
SAYS = re.compile(r"[\w .’'-]{1,40} (?:says|said|пише|пишет|сказав|says on .{1,30}):\Z")
STAMP = re.compile(r".{0,30}\d{4}.{0,6} at \d{1,2}:\d{2}(?: ?[ap]\.?m\.?)?.{0,12}\Z", re.IGNORECASE)
# Readers' words come after a good part of the article: this share, or this many characters.
COMMENTS_FROM, COMMENTS_FROM_CHARACTERS = 0.25, 1500
COMMENT_REACH = 15

LIST_ITEM = re.compile(r"(?:\d{1,3}[.)]|[•*·–—-])\s")
MARKDOWN_HEADING = re.compile(r"#{1,6}\s+\S")
DATELINE = re.compile(
    r"(?:(?:published|updated|posted|date)\W+)?(?:\w{3,9}day,?\s+)?"
    r"(?:\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4}|[^\W\d]{3,9}\.?\s+\d{1,2},?\s+\d{4}|\d{1,2}\s+[^\W\d]{3,9}\.?,?\s+\d{4})"
    r"(?:\D{0,4}\d{1,2}:\d\d.{0,20})?\Z",
    re.IGNORECASE,
)
BYLINE = re.compile(
    r"(?:[Bb]y|[Аа]втор:?|Contributing:|Reporting by|Editing by)\s+\S.{1,80}\Z"
    r"|[A-Z][\w.’'-]+(?:\s+[A-Z][\w.’'-]+){1,2},\s+[A-Z]{2,}(?:\s[A-Z]+)*\Z"
)
LONGEST_TITLE, LONGEST_HEADING, LONGEST_TIGHT_HEADING, LONG_LINE = 200, 100, 80, 120


def mark_kinds(text: str, lines: list[Line]) -> list[PassageKind]:
    """Return the kind of each line; ``lines`` are the lines of ``text`` that aren't blank."""
    kinds = [PassageKind.BOILERPLATE if _is_furniture(line.content) else PassageKind.TEXT for line in lines]
    for first, last in _comment_runs(text, lines):
        kinds[first:last] = [PassageKind.BOILERPLATE] * (last - first)
    spaced = "\n\n" in text
    opening = True
    for number, kind in enumerate(kinds):
        if kind == PassageKind.TEXT:
            if _is_heading(text, lines, kinds, number, spaced=spaced, opening=opening):
                kinds[number] = PassageKind.HEADING
            opening = False
    return kinds


def _is_furniture(content: str) -> bool:
    if len(content) > LONGEST_FURNITURE:
        return False
    if INTERJECTION.match(content) and len(content) < 200:
        return True
    plain = " ".join(content.split())
    return bool(FURNITURE.match(plain)) or not any(map(str.isalnum, plain))


def _comment_runs(text: str, lines: list[Line]) -> list[tuple[int, int]]:
    """Return the runs of lines (first, behind the last) that readers wrote."""
    runs = []
    earliest = min(len(text) * COMMENTS_FROM, COMMENTS_FROM_CHARACTERS)
    liked = [number for number, line in enumerate(lines) if LIKED.match(line.content)]
    if liked and lines[liked[0]].start >= earliest:
        runs.append((_first_comment(lines, liked[0]), liked[-1] + 1))
    for number, line in enumerate(lines):
        if line.start < earliest or line.end - line.start > LONGEST_TITLE:
            continue
        if COMMENTS.match(line.content) or _is_comment_head(lines, number):
            runs.append((number, len(lines)))
            break
    return runs


def _first_comment(lines: list[Line], liked: int) -> int:
    """Return the line where the comment starts whose likes are counted at ``liked``."""
    first = liked
    while first > 0 and lines[first].indent and lines[first - 1].indent:
        first -= 1
    if first < liked:
        return first
    for number in range(liked, max(-1, liked - COMMENT_REACH), -1):
        if LIST_ITEM.match(lines[number].content):
            return number
    return liked


def _is_comment_head(lines: list[Line], number: int) -> bool:
    return (
        number + 1 < len(lines)
        and bool(SAYS.match(lines[number].content))
        and bool(STAMP.match(lines[number + 1].content))
    )


def _is_heading(
    text: str, lines: list[Line], kinds: list[PassageKind], number: int, *, spaced: bool, opening: bool
) -> bool:
    """``opening``: nothing but boilerplate stands before it, so it may well be the title."""
    content = lines[number].content
    length = len(content)
    if length > LONGEST_TITLE or len(lines) == 1:
        return False
    if MARKDOWN_HEADING.match(content):
        return True
    stops = ".…,;:" if opening else ".!?…,;:"
    if content.rstrip("\"'”’»)]")[-1:] in stops or length > (LONGEST_TITLE if opening else LONGEST_HEADING):
        return False
    if content[0].islower() and not opening:
        return False
    if LIST_ITEM.match(content) or DATELINE.match(content) or BYLINE.match(content):
        return False
    if not any(map(str.isalpha, content)):
        return False
    if spaced:
        return _stands_alone(text, lines, kinds, number)
    return (
        length <= LONGEST_TIGHT_HEADING
        and number + 1 < len(lines)
        and len(lines[number + 1].content) > LONG_LINE
    )


def _stands_alone(text: str, lines: list[Line], kinds: list[PassageKind], number: int) -> bool:
    """Whether blank lines, boilerplate or the text's ends stand on both sides."""
    before = number == 0 or kinds[number - 1] == PassageKind.BOILERPLATE or _gap(text, lines, number)
    after = (
        number + 1 == len(lines)
        or kinds[number + 1] == PassageKind.BOILERPLATE
        or _gap(text, lines, number + 1)
    )
    return before and after


def _gap(text: str, lines: list[Line], number: int) -> bool:
    return text.count("\n", lines[number - 1].end, lines[number].start) > 1
