"""The words that biblatex has keys for, and the language tags of babel's and polyglossia's names."""

from __future__ import annotations

import re
from functools import lru_cache

from kg import terms

# Keys of biblatex's localisation strings that stand in fields, and what its English files print for them.
_STRINGS = {
    "mathesis": "master’s thesis", "phdthesis": "PhD thesis", "candthesis": "candidate thesis", "bathesis": "bachelor’s thesis",
    "resreport": "research report", "techreport": "technical report", "software": "computer software", "datacd": "CD-ROM",
    "audiocd": "audio CD", "patent": "patent", "patreq": "patent request", "newseries": "new series", "oldseries": "old series",
    "inpreparation": "in preparation", "submitted": "submitted", "forthcoming": "forthcoming", "inpress": "in press",
    "prepublished": "pre-published", "countryde": "Germany", "countryeu": "European Union", "countryep": "European Union",
    "countryfr": "France", "countryuk": "United Kingdom", "countryus": "United States of America",
    "countryca": "Canada", "countrycn": "China", "countrydk": "Denmark", "countrypt": "Portugal", "countryse": "Sweden",
}  # fmt: skip
_COUNTRIES = {"de": "German", "eu": "European", "fr": "French", "uk": "British", "us": "U.S.", "ca": "Canadian", "cn": "Chinese",
              "dk": "Danish", "pt": "Portuguese", "se": "Swedish"}  # fmt: skip
_STRINGS |= {f"patent{code}": f"{name} patent" for code, name in _COUNTRIES.items()}
_STRINGS |= {f"patreq{code}": f"{name} patent request" for code, name in _COUNTRIES.items()}

# Names of languages: of babel and polyglossia, in English, in the language itself, and by the three letters of ISO 639-2.
_NAMES = """
af:afrikaans,afr am:amharic,amh ar:arabic,ara ast:asturian az:azerbaijani be:belarusian,bel bg:bulgarian,bul bn:bengali,ben
bo:tibetan,tib br:breton,bre bs:bosnian,bos ca:catalan,català,cat cop:coptic cs:czech,cze,ces cy:welsh,wel da:danish,dansk,dan
de:german,germanb,ngerman,deutsch,ger,deu de-AT:austrian,naustrian de-CH:swissgerman,nswissgerman dsb:lowersorbian
el:greek,polutonikogreek,gre,ell en:english,eng en-AU:australian en-CA:canadian en-GB:british,ukenglish en-NZ:newzealand
en-US:american,usenglish eo:esperanto,epo es:spanish,español,castilian,spa es-MX:mexican,spanishmx et:estonian,est
eu:basque,baq,eus fa:persian,farsi,per,fas fi:finnish,fin fr:french,francais,français,frenchb,fre,fra fr-CA:acadian,canadien
fur:friulan ga:irish,gle gd:scottish,gla gl:galician,glg grc:ancientgreek,grc he:hebrew,heb hi:hindi,hin hr:croatian,hrv
hsb:uppersorbian hu:hungarian,magyar,hun hy:armenian,arm ia:interlingua id:indonesian,bahasa,bahasai,indon,ind
is:icelandic,ice,isl it:italian,italiano,ita ja:japanese,jpn ka:georgian,geo,kat kk:kazakh kmr:kurmanji kn:kannada,kan
ko:korean,kor la:latin,lat lo:lao lt:lithuanian,lit lv:latvian,lav mk:macedonian,mac ml:malayalam,mal mn:mongolian,mon
mr:marathi,mar ms:malay,bahasam,melayu,may nb:norsk,bokmål,bokmal,nob nl:dutch,nederlands,dut,nld nn:nynorsk,nno
no:norwegian,nor oc:occitan,oci pa:punjabi pl:polish,polski,pol pms:piedmontese pt:portuguese,portuges,português,por
pt-BR:brazilian,brazil rm:romansh,roh ro:romanian,rum,ron ru:russian,rus sa:sanskrit,san se:samin sk:slovak,slo,slk
sl:slovene,slovenian,slv sq:albanian,alb,sqi sr:serbian,srp sr-Cyrl:serbianc sv:swedish,svenska,swe syr:syriac ta:tamil,tam
te:telugu,tel th:thai,tha tk:turkmen tr:turkish,türkçe,tur uk:ukrainian,ukr ur:urdu,urd vi:vietnamese,vie yi:yiddish,yid
zh:chinese,mandarin,chi,zho zu:zulu,zul sw:swahili,swa uz:uzbek
"""
_TAGS = {name: tag for group in _NAMES.split() for tag, _, names in (group.partition(":"),) for name in names.split(",")}
_ENGLISH = {tag: names.partition(",")[0] for group in _NAMES.split() for tag, _, names in (group.partition(":"),)}
_PRIMARY = {tag.partition("-")[0] for tag in _TAGS.values()}
_SEPARATOR = re.compile(r"\s+and\s+|\s*[,;/]\s*")


def words(text: str) -> str:
    """A text with biblatex's keys in words; what is no key stays.

    >>> words("countryfr and countryuk"), words("patreqfr"), words("Student report")
    ('France and United Kingdom', 'French patent request', 'Student report')
    """
    return " and ".join(_STRINGS.get(part.strip().lower(), part) for part in text.split(" and ")) if text else ""


@lru_cache(maxsize=10_000)
def languages(text: str) -> tuple[str, ...]:
    """The BCP 47 tags of the languages named, each once; empty where a name is not known, so that nothing is half right.

    >>> languages("ngerman"), languages("langlatin and langgerman"), languages("en-US"), languages("klingon"), languages("xx")
    (('de',), ('la', 'de'), ('en-US',), (), ())
    """
    found = [language(part) for part in _SEPARATOR.split(text.strip()) if part]
    return tuple(dict.fromkeys(found)) if all(found) else ()


def language(name: str) -> str:
    """The BCP 47 tag of one language, by its name or tag; `""` where it is not known."""
    folded = name.strip().lower()
    known = _TAGS.get(folded) or _TAGS.get(folded.removeprefix("lang"))
    if known:
        return known
    tag = name.strip().replace("_", "-")
    return tag if terms.is_language(tag) and tag.partition("-")[0].lower() in _PRIMARY else ""


def language_name(tag: str) -> str:
    """The English name of the language of a tag, the tag itself where it has none here.

    >>> language_name("de"), language_name("pt-br"), language_name("en-us"), language_name("xx")
    ('German', 'Portuguese (pt-BR)', 'English (en-US)', 'xx')
    """
    primary, _, rest = tag.partition("-")
    name = _ENGLISH.get(primary.lower(), "").capitalize()
    shown = f"{primary}-{rest.upper() if len(rest) == 2 else rest}" if rest else primary
    return f"{name} ({shown})" if name and rest else name or tag
