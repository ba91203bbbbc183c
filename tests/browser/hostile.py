"""A literature whose author wants scripts to run: every text field tries, and keys try to leave their folder."""

from __future__ import annotations

SCRIPT = "</script><img src=x onerror=alert(1)>"
LABEL = '"><svg onload=alert(2)>'
PLAIN = "<b onclick=alert(3)>bold</b> {{7*7}} ${7*7}"  # the braces are BibTeX's own and go
KEYS = ("../../etc/x", "a b", "Müller:2001/é", "index", "Index", "aux", "a'<i>", "a?b#c", "100%25")

_FIELDS = f"""author = {{{LABEL}, Ann and O'Neil<script>alert(4)</script>, Bob}}, year = {{2001}}, journal = {{J {SCRIPT}}},
  publisher = {{P {LABEL}}}, url = {{javascript:alert(5)}}, doi = {{10.1000/"><img src=x onerror=alert(6)>}},
  keywords = {{k {SCRIPT}, <i>kw</i>}}, abstract = {{A {SCRIPT} On evil labels. {LABEL}}}, note = {{{PLAIN}}},
  "onclick = {{x}}, pages = {{<b>1</b>--2}}, volume = {{'>"<u>}}, address = {{{LABEL}}}"""
_WORKS = "\n".join(
    f'@article{{{key}, title = {{Work {number} {SCRIPT}}}, {_FIELDS},\n  supports = {{evil [p. 5 "{SCRIPT}"], Evil}}}}'
    for number, key in enumerate(KEYS)
)  # fmt: skip

BIB = f"""
{_WORKS}
@book{{data-url, title = {{Data}}, author = {{Eve}}, year = {{2002}}, url = {{data:text/html,<script>alert(7)</script>}}, supports = {{plain}}}}
@book{{spaced-url, title = {{Spaced}}, author = {{Eve}}, year = {{2003}}, url = {{ jav ascript:alert(8)}}, cites = {{a b, index, Index}}}}
@book{{upper-url, title = {{Upper}}, author = {{Eve}}, year = {{2004}}, url = {{JaVaScRiPt://x.example/%0Aalert(9)}}, disputes = {{plain}}}}
@book{{quote-url, title = {{Quote}}, author = {{Eve}}, year = {{2005}}, url = {{https://x.example/"onmouseover="alert(10)}}}}
@claim{{evil, statement = {{Claims can be evil {SCRIPT}.}}, kind = {{finding {LABEL}}}, concepts = {{Evil/c, ../c}}, claimedin = {{index, a b}},
  disputedby = {{data-url}}, via = {{index}}, quote = {{Quoted {SCRIPT}.}}, note = {{{LABEL}}}}}
@claim{{Evil, statement = {{Claims can be evil {LABEL}.}}, kind = {{finding}}, concepts = {{Evil/c}}, claimedin = {{index, a b}}, qualifies = {{evil}}}}
@claim{{plain, statement = {{Nothing here is meant badly.}}, concepts = {{../c, Evil/c}}, claimedin = {{Müller:2001/é}}, qualifiedby = {{../../etc/x}}}}
@concept{{Evil/c, label = {{evil label {LABEL}}}, altlabel = {{{SCRIPT}; evil labels}}, definition = {{Bad {SCRIPT}.}}, broader = {{../c}},
  termof = {{index [p. 1 "{LABEL}"]}}, exactmatch = {{javascript:alert(11)}}}}
@concept{{../c, label = {{{SCRIPT}}}, definition = {{{PLAIN}}}, related = {{../up}}}}
@concept{{../up, label = {{up}}, broader = {{nowhere<img src=x onerror=alert(12)>}}}}
@person{{eve, name = {{Eve}}, url = {{javascript:alert(13)}}, altname = {{{LABEL}}}}}
"""
FILES = {
    "kg.toml": 'title = "Evil </title><script>alert(14)</script>"\nbase = "https://x.example/"\nlanguage = "en"\n',
    "bib/evil <b>.bib": BIB,
}
