"""The words by which speech is known: verbs of saying, offices, bodies, and what is no name."""


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Their subject said what follows, or what stands before.
STRONG = (
    "said says say told tells telling added adds announced announces claimed claims claim stated states wrote"
    " writes declared declares insisted insists insist argued argues asserted asserts acknowledged acknowledges"
    " admitted admits confirmed confirms denied denies deny warned warns explained explains reported reports"
    " stressed stresses emphasized emphasised emphasizes tweeted posted replied replies responded concluded"
    " concludes conclude complained lamented alleged alleges maintained maintains promised promises vowed"
    " pledged remarked commented cautioned testified assessed assesses accused accuses asked"
    " predicted suggested suggests believes believe estimated estimates tells reads read"
    " demanded boasted conceded concedes contends contended describes described rejected dismissed"
    " revealed disclosed noted notes observed opined quipped reiterated retorted urged"
)
# They say something of what was said only with a subject right before them.
WEAK = (
    "called calls found finds put puts listed counted labeled labelled framed presented portrayed saw witnessed"
    " sees blamed hoped hopes expects expected thinks thought sold"
)
# Only beside a quotation.
# Whoever is the subject of the clause before.
QUOTING = "continued recalled answered joked repeated began spoke shouted whispered laughed smiled added"
PARTICIPLES = (
    "saying claiming adding insisting arguing warning telling calling describing writing noting alleging accusing"
    " stressing stating denying promising announcing explaining admitting asserting"
)
SLAVIC = (
    "сказав сказала сказали заявив заявила заявили заявляє повідомив повідомила повідомили повідомило повідомляє"
    " повідомляють додав додала додали зазначив зазначила зазначили наголосив наголосила підкреслив підкреслила"
    " написав написала написали пише розповів розповіла розповіли пояснив пояснила каже кажуть говорить"
    " вважає стверджує стверджують визнав визнала запевнив запевнила попередив попередила оголосив уточнив"
    " уточнила відповів відповіла переконаний"
    " сказал сказала сказали заявил заявила заявили заявило заявляет сообщил сообщила сообщили сообщило сообщает"
    " сообщают добавил добавила отметил отметила отметили подчеркнул подчеркнула написал написала пишет"
    " рассказал рассказала рассказали объяснил объяснила говорит говорят считает утверждает утверждают признал"
    " признала пообещал заверил предупредил предупредила уточнил уточнила передаёт передает ответил ответила"
    " объявил"
)
WEAK_WORDS = _words(WEAK)
SLAVIC_WORDS = _words(SLAVIC)
QUOTING_WORDS = _words(QUOTING) - _words(STRONG)
PARTICIPLE_WORDS = _words(PARTICIPLES)
# What rests on somebody, before their name.
ACCORDING = (
    r"[Aa]ccording to|[Ii]n the (?:words|view|opinion) of|[Bb]y the account of|[Aa]s (?:reported|quoted|cited) by"
    r"|[Aa]s (?:told|explained) to|(?:message|words|claim|version|account|line|argument|view) (?:of|from)|quoting|citing"
    r"|[Зз]а (?:словами|даними|інформацією|повідомленням|оцінкою|оцінками|версією)|[Зз]і слів|[Нн]а думку"
    r"|[Пп]о (?:словам|данным|информации|сообщению|оценке|оценкам|мнению|версии)|[Сс]о слов"
)
# A word of each of these, and of what else speaks without a verb of saying.
SOURCE_SIGNS = _words(
    "according words word says said message claim statement put quoting citing held set за по слів слов думку"
)

# Offices and callings: before a name they describe it, without one they stand for it.
PERSON_HEADS = (
    "president minister premier chancellor spokesman spokeswoman spokesperson senator governor mayor ambassador"
    " secretary director chairman chairwoman chair chief head leader commander general colonel captain major"
    " lieutenant sergeant admiral marshal professor doctor analyst expert researcher economist historian"
    " correspondent reporter journalist blogger editor adviser advisor official officer lawmaker lawyer deputy"
    " prosecutor judge diplomat envoy critic activist resident witness soldier veteran aide ally founder pundit"
    " commentator propagandist representative negotiator king queen prince princess pope bishop patriarch"
    " candidate congressman congresswoman colleague author scientist owner manager farmer teacher volunteer"
    " refugee survivor hostage prisoner oligarch warlord co-founder coroner detective guest"
)
PLURAL_HEADS = (
    "officials analysts experts researchers economists historians correspondents reporters journalists bloggers"
    " editors advisers advisors officers lawmakers lawyers deputies prosecutors judges diplomats envoys critics"
    " activists residents witnesses soldiers veterans aides allies pundits commentators propagandists"
    " representatives negotiators leaders ministers generals commanders authorities sources scientists"
    " volunteers refugees survivors prisoners doctors spokesmen observers investigators monitors"
    " inspectors hardliners supporters opponents locals eyewitnesses troops reports guests"
)
BODY_HEADS = (
    "ministry institute center centre agency newspaper paper magazine broadcaster network channel watchdog"
    " think-tank government administration council committee commission parliament court police army military"
    " navy party company firm organization organisation union office department service university bank"
    " embassy headquarters outlet website site foundation charity bureau academy board opposition"
    " tank project group"
)
# A text that somebody wrote; whoever it was stands before or behind.
PAPER_HEADS = (
    "statement report assessment post message announcement release letter survey study analysis review briefing"
    " bulletin account tweet memo document claim forecast testimony interview video speech article assertion"
)
PERSON_HEAD_WORDS = _words(PERSON_HEADS)
PLURAL_WORDS = _words(PLURAL_HEADS)
NATIONS = _words("Russian Ukrainian Belarusian British")
BODY_WORDS = _words(BODY_HEADS) | _words(
    "times post news press media tribune herald guardian journal telegraph beast radio television tv today"
    " corporation forces force command staff assembly senate congress house division corps brigade"
    " chiefs association alliance federation league society trust fund laboratory lab observatory"
    " міністерство міноборони генштаб рада кабмін суд сбу зсу поліція агентство центр інститут"
    " министерство минобороны совет суд фсб полиция агентство институт госдума мид мзс офіс офис"
)
PAPER_WORDS = _words(PAPER_HEADS)
TITLE_WORDS = (
    PERSON_HEAD_WORDS
    | _words(
        "mr mrs ms mx dr prof gen col lt sgt capt maj adm sen rep gov sir dame lord lady rev hon vice prime"
    )
    | _words("mr. mrs. ms. dr. prof. gen. col. lt. sgt. capt. maj. adm. sen. rep. gov. rev.")
    | _words(
        "президент прем’єр прем'єр прем’єр-міністр прем'єр-міністр міністр речник речниця голова глава"
        " секретар радник радниця депутат генерал полковник командувач мер посол директор директорка експерт"
        " експертка аналітик журналіст журналістка очільник очільниця керівник начальник представник"
        " премьер премьер-министр министр пресс-секретарь секретарь советник замминистра полковник командующий"
        " мэр посол директор эксперт аналитик журналист журналистка руководитель начальник представитель"
        " президента министра міністра речника пресс-секретаря"
    )
)
# Bodies whose name doesn't say so; capitals stand for their governments.
KNOWN_BODIES = _words(
    "kremlin pentagon reuters bloomberg tass ukrinform interfax oryx bellingcat nato kyiv kiev moscow washington"
    " beijing brussels berlin paris london warsaw minsk ankara tehran downing polygraph.info politifact snopes"
    " meduza mediazona unian afp ap bbc cnn isw un eu imf iaea osce wagner gazprom rosatom google facebook"
    " twitter telegram amnesty facebook microsoft кремль київ москва вашингтон укрінформ унiан уніан рейтер тасс"
    " интерфакс ukraine russia poland germany france britain china turkey iran israel belarus lithuania latvia estonia"
    " hungary japan india canada australia italy spain sweden finland norway georgia syria україна росія украина"
    " россия сша"
)
LANDS = frozenset(
    {
        "united states",
        "united kingdom",
        "north korea",
        "south korea",
        "saudi arabia",
        "european union",
        "white house",
    }
)
PLACES = _words(
    "oblast region city province district island sea river street peninsula republic square mountains airport"
    " airfield war revolution day operation"
)
# Words with a capital that are no name, or only the start of a sentence.
NO_NAMES = _words(
    "the a an in on at he she it we they you i his her its their our this that these those there but and or so as"
    " if when while after before since for from with by to of what why how who where not no yes all both some many"
    " most more meanwhile however earlier later still now then also according although though despite during until"
    " once one two three four five six seven eight nine ten previously moreover nor never nobody everyone last"
    " next such another other about asked unless even only just nearly hundreds thousands dozens millions"
    " monday tuesday wednesday thursday friday saturday sunday january february march april may june july august"
    " september october november december jan feb mar apr jun jul aug sep sept oct nov dec spring summer autumn"
    " winter today yesterday tomorrow soon hours weeks days months years because thus hence perhaps maybe well"
    " let please see read watch here again over under between among against near at first second third"
    " within without inside outside instead indeed finally fact"
    " у в на по за з із зі с со к о об до від от при під под та й і и а але но це цей ця ці это этот эта эти він"
    " вона воно вони он она оно они ми мы ви вы я також також однак однако як как що что коли когда раніше ранее"
    " тим тем якщо если хоча хотя тепер теперь тоді тогда після после також потім потом сьогодні сегодня вчора вчера"
    " понеділок вівторок середу четвер п’ятницю суботу неділю понедельник вторник среду четверг пятницу субботу"
    " воскресенье ще еще ещё"
)
ADJECTIVES = _words(
    "ukrainian russian american british german french polish belarusian chinese turkish iranian israeli european"
    " western eastern northern southern chechen soviet lithuanian latvian estonian moldovan georgian syrian"
    " canadian australian italian spanish dutch swedish finnish norwegian danish hungarian czech slovak romanian"
    " bulgarian serbian greek japanese korean indian pakistani afghan iraqi african asian arab moscow-backed"
    " kremlin-backed russian-installed moscow-installed pro-kremlin pro-russian pro-ukrainian u.s.-based us-based"
    " u.s. us uk eu former senior top local deputy first vice prime acting"
    " україни росії рф сша польщі білорусі украины россии польши беларуси великобритании британії німеччини"
)
FEMALE = _words(
    "karine jen elizabeth liz sarah ann anne jane mary kate margaret susan karen hillary kamala nancy janet"
    " ruth rachel emily alice grace helen irene marine charlotte sanna beth lisbeth"
    " spokeswoman chairwoman congresswoman queen princess mrs mrs. ms ms. dame lady речниця радниця директорка"
    " експертка журналістка очільниця журналистка"
)
MALE_IN_A = _words(
    "nikita ilya joshua luca mykola danila foma kuzma sasha misha noah ezra mustafa микола ілля илья"
)
# Between a subject and its verb.
BETWEEN = _words(
    "also then later has have had was is were been being earlier now today yesterday once still even just again"
    " only thus never long since often soon all both each who himself herself itself themselves will would"
    " monday tuesday wednesday thursday friday saturday sunday january february march april may june july august"
    " september october november december jan feb mar apr jun jul aug sep sept oct nov dec on late early last"
    " night week month morning evening afternoon"
    " також уже вже раніше потім тоді ще також также уже ранее потом ещё еще затем"
)
PREPOSITIONS = _words(
    "in of on at for from by with to against near about over under into onto between among through around than"
    " toward towards upon without within during after before since until despite besides versus like including"
    " в у на з із зі с со от від до до для об о при під под над між между про"
)
PRONOUNS = "he|she|they|it|він|вона|вони|воно|он|она|они|оно"
# Labels before a colon that nobody speaks under.
NO_SPEAKERS = _words(
    "alert watch read more related video photo photos credit contributing note update updated editor's source"
    " false true verdict claim rating question answer q a headline title summary context background warning"
    " correction advertisement listen gallery opinion breaking image picture file map chart data links tags"
    " categories author by copyright date time place location published sources evidence ruling conclusion"
    " фото відео видео джерело источник читайте увага внимание автор оновлено обновлено"
)
