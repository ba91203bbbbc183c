"""What LaTeX macros stand for: the tables of the decoder."""

from __future__ import annotations

import re

# Accent macro -> combining character; the spacing form shows an accent over nothing (`\~{}`).
ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308", "=": "\u0304", ".": "\u0307",
    "b": "\u0331", "c": "\u0327", "d": "\u0323", "H": "\u030b", "k": "\u0328", "r": "\u030a", "t": "\u0361",
    "u": "\u0306", "v": "\u030c", "G": "\u030f", "U": "\u030e", "f": "\u0311", "h": "\u0309", "M": "\u0322",
    "polhk": "\u0328", "cftil": "\u0303", "udot": "\u0323", "textcommabelow": "\u0326", "textogonekcentered": "\u0328",
    "acute": "\u0301", "bar": "\u0304", "breve": "\u0306", "check": "\u030c", "ddot": "\u0308", "dot": "\u0307",
    "grave": "\u0300", "hat": "\u0302", "mathring": "\u030a", "tilde": "\u0303", "vec": "\u20d7",
}  # fmt: skip
SPACING = {"`": "`", "'": "´", "^": "^", "~": "~", '"': "¨", "=": "¯", ".": "˙", "c": "¸", "k": "˛", "r": "˚", "u": "˘", "v": "ˇ", "H": "˝"}

LETTERS = {
    "ss": "ß", "SS": "ẞ", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ",
    "aa": "å", "AA": "Å", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ",
    "ng": "ŋ", "NG": "Ŋ", "ij": "ĳ", "IJ": "Ĳ", "imath": "ı", "jmath": "ȷ", "textschwa": "ə", "cprime": "ʹ",
}  # fmt: skip

_TEXT = """
copyright © textcopyright © textregistered ® texttrademark ™ S § textsection § P ¶ textparagraph ¶ pounds £ textsterling £
euro € texteuro € EUR € EURtm € yen ¥ textyen ¥ textcent ¢ textcurrency ¤ textendash – textemdash — textquoteleft ‘
textquoteright ’ textquotedblleft “ textquotedblright ” textquotedbl " textquotesingle ' textasciigrave ` textasciiacute ´
quotesinglbase ‚ quotedblbase „ guillemotleft « guillemotright » guillemetleft « guillemetright » guilsinglleft ‹ guilsinglright ›
flqq « frqq » glqq „ grqq “ flq ‹ frq › glq ‚ grq ‘ lq ‘ rq ’ dq " textdegree ° degree ° textbullet • ldots … dots … textellipsis …
textbackslash \\ backslash \\ textasciitilde ~ textasciicircum ^ textasciidieresis ¨ textasciimacron ¯ textless < textgreater >
lt < gt > textbar | vert | Vert ‖ textunderscore _ textdollar $ textpercent % textasteriskcentered * textnumbersign # dag † ddag ‡
textdagger † textdaggerdbl ‡ textperiodcentered · textordmasculine º textordfeminine ª textonehalf ½ textonequarter ¼
textthreequarters ¾ textonesuperior ¹ texttwosuperior ² textthreesuperior ³ textexclamdown ¡ textquestiondown ¿ textmu µ
textohm Ω textpm ± texttimes × textdiv ÷ textminus − textnumero № slash / lbrace { rbrace } textbraceleft { textbraceright }
LaTeX LaTeX LaTeXe LaTeX2e TeX TeX BibTeX BibTeX XeTeX XeTeX LuaTeX LuaTeX textlnot ¬ textbrokenbar ¦ checkmark ✓
XeLaTeX XeLaTeX LuaLaTeX LuaLaTeX pdfTeX pdfTeX pdfLaTeX pdfLaTeX ConTeXt ConTeXt AmS AMS AmSTeX AMS-TeX AmSLaTeX AMS-LaTeX
MF METAFONT METAFONT METAFONT MP MetaPost METAPOST MetaPost PS PostScript POSTSCRIPT PostScript TikZ TikZ PiCTeX PiCTeX
Dash — emdash — endash – hyphen - textinterrobang ‽ textinterrobangdown ⸘ textperthousand ‰ permil ‰ perthousand ‰ textflorin ƒ
textreferencemark ※ textservicemark ℠ textcelsius °C celsius °C textrightarrow → textleftarrow ← textuparrow ↑ textdownarrow ↓
textfractionsolidus ⁄ textopenbullet ◦ textvisiblespace ␣ textlangle ⟨ textrangle ⟩ textdoublepipe ǂ textmho ℧
textborn * textdied † textmarried ⚭ textmusicalnote ♪ textwon ₩ textdong ₫ textpeso ₱ textbaht ฿ textlira ₤ textnaira ₦
textcircledP ℗ textestimated ℮ textglotstop ʔ textltailn ɲ textphi ɸ texttheta θ textbeta β textchi χ registered ®
trademark ™ reg ® no nᵒ numero nᵒ addcomma , addcolon : addsemicolon ; adddot . textasciicaron ˇ
textasciibreve ˘ textacutedbl ˝ ayn ʿ hamza ʾ textcommaabove ʼ
"""
_MATHS = """
alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ mu μ nu ν xi ξ
omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ
Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω times × div ÷ pm ± mp ∓ cdot · ast ∗ leq ≤ le ≤ geq ≥ ge ≥
leqslant ≤ geqslant ≥ neq ≠ ne ≠ approx ≈ sim ∼ simeq ≃ cong ≅ equiv ≡ propto ∝ infty ∞ partial ∂ nabla ∇ sum ∑ prod ∏ int ∫
in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ supset ⊃ supseteq ⊇ cup ∪ cap ∩ setminus ∖ emptyset ∅ varnothing ∅ forall ∀ exists ∃ neg ¬
lnot ¬ wedge ∧ land ∧ vee ∨ lor ∨ to → rightarrow → leftarrow ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔
longrightarrow ⟶ uparrow ↑ downarrow ↓ mapsto ↦ ell ℓ hbar ℏ Re ℜ Im ℑ aleph ℵ circ ∘ prime ′ dagger † ddagger ‡ ll ≪ gg ≫ perp ⊥
parallel ∥ mid | angle ∠ langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ star ⋆ bullet • diamond ⋄ triangle △ square □ oplus ⊕
ominus ⊖ otimes ⊗ odot ⊙ colon : cdots ⋯ vdots ⋮ lesssim ≲ gtrsim ≳ log log ln ln exp exp sin sin cos cos tan tan max max min min
lim lim sup sup inf inf det det dim dim mod mod bmod mod arg arg deg deg gcd gcd Pr Pr surd √ therefore ∴ models ⊨ vdash ⊢
arccos arccos arcsin arcsin arctan arctan sinh sinh cosh cosh tanh tanh coth coth cot cot sec sec csc csc ker ker hom hom lg lg
limsup limsup liminf liminf because ∵ complement ∁ nexists ∄ coprod ∐ smallsetminus ∖ iint ∬ iiint ∭ oint ∮
leqq ≦ geqq ≧ lneq ⪇ gneq ⪈ nless ≮ ngtr ≯ nleq ≰ ngeq ≱ lessgtr ≶ lessapprox ⪅ gtrapprox ⪆ prec ≺ succ ≻ preceq ≼ succeq ≽
subsetneq ⊊ supsetneq ⊋ nsubseteq ⊈ nsupseteq ⊉ sqsubset ⊏ sqsupset ⊐ sqsubseteq ⊑ sqsupseteq ⊒ sqcap ⊓ sqcup ⊔ uplus ⊎ Subset ⋐
bigotimes ⨂ bigoplus ⨁ bigcap ⋂ bigcup ⋃ bigwedge ⋀ bigvee ⋁ bigsqcup ⨆ biguplus ⨄ boxplus ⊞ boxtimes ⊠ boxdot ⊡ oslash ⊘ wr ≀
ltimes ⋉ rtimes ⋊ bowtie ⋈ amalg ⨿ asymp ≍ doteq ≐ triangleq ≜ coloneqq ≔ coloneq ≔ approxeq ≊ backsim ∽ frown ⌢ smile ⌣ top ⊤ bot ⊥
dashv ⊣ Vdash ⊩ vDash ⊨ nvdash ⊬ nmid ∤ nparallel ∦ vartriangleleft ⊲ vartriangleright ⊳ trianglelefteq ⊴ trianglerighteq ⊵
triangleleft ◃ triangleright ▹ bigtriangleup △ bigtriangledown ▽ blacktriangle ▴ blacksquare ▪ Box □ Diamond ◇ lozenge ◊ bigcirc ◯
bigstar ★ clubsuit ♣ diamondsuit ♢ heartsuit ♡ spadesuit ♠ flat ♭ natural ♮ sharp ♯ wp ℘ beth ℶ gimel ℷ daleth ℸ mho ℧ eth ð
digamma ϝ varkappa ϰ hslash ℏ Longrightarrow ⟹ Longleftarrow ⟸ Longleftrightarrow ⟺ longleftarrow ⟵ longleftrightarrow ⟷
longmapsto ⟼ hookrightarrow ↪ hookleftarrow ↩ twoheadrightarrow ↠ rightleftharpoons ⇌ leftrightharpoons ⇋ rightleftarrows ⇄
rightharpoonup ⇀ leftharpoonup ↼ upharpoonright ↾ rightsquigarrow ⇝ leadsto ⇝ multimap ⊸ updownarrow ↕ nearrow ↗ searrow ↘ swarrow ↙
nwarrow ↖ Uparrow ⇑ Downarrow ⇓ Updownarrow ⇕ nrightarrow ↛ nRightarrow ⇏ gets ← iff ⟺ implies ⟹ impliedby ⟸ restriction ↾
lvert | rvert | lVert ‖ rVert ‖ ddots ⋱ dotsc … dotsb … dotsm … dotsi … dotso … leftthreetimes ⋋ curlyvee ⋎ curlywedge ⋏
measuredangle ∡ sphericalangle ∢ micro µ ohm Ω sun ☉ venus ♀ male ♂ female ♀ mars ♂ jupiter ♃
"""
_SPACES = (
    "quad qquad space thinspace nobreakspace enspace enskip hfill hfil newline linebreak par bibnamedelima bibnamedelimb"
    " bibnamedelimc bibnamedelimd bibinitdelim tabularnewline medspace thickspace nonbreakingspace addspace addabbrvspace addnbspace"
    " addthinspace addlowpenspace newblock bigskip medskip smallskip hrulefill dotfill"
)


def _table(source: str) -> dict[str, str]:
    words = source.split()
    return dict(zip(words[::2], words[1::2], strict=True))


def _cyrillic() -> dict[str, str]:
    r"""The commands of the T2A encoding: `\CYRSHCH`, `\cyrya`."""
    names = "A B V G D E ZH Z I ISHRT K L M N O P R S T U F H C CH SH SHCH HRDSN ERY SFTSN EREV YU YA".split()
    others = "YO DJE GJE IE DZE II YI JE LJE NJE TSHE KJE _ USHRT DZHE".split()
    upper = {**{n: chr(0x410 + i) for i, n in enumerate(names)}, **{n: chr(0x401 + i) for i, n in enumerate(others)}, "GUP": "Ґ"}
    return {f"CYR{n}": c for n, c in upper.items()} | {f"cyr{n.lower()}": c.lower() for n, c in upper.items()}


# The journals' commands of astronomy, which the ADS writes: journal = {\apj}.
_JOURNALS = """
aj Astronomical Journal; actaa Acta Astronomica; araa Annual Review of Astronomy and Astrophysics; apj Astrophysical Journal;
apjl Astrophysical Journal Letters; apjs Astrophysical Journal Supplement; ao Applied Optics; apss Astrophysics and Space Science;
aap Astronomy & Astrophysics; aapr Astronomy and Astrophysics Review; aaps Astronomy & Astrophysics Supplement;
azh Astronomicheskii Zhurnal; baas Bulletin of the American Astronomical Society; caa Chinese Astronomy and Astrophysics;
cjaa Chinese Journal of Astronomy and Astrophysics; icarus Icarus; jcap Journal of Cosmology and Astroparticle Physics;
jrasc Journal of the Royal Astronomical Society of Canada; memras Memoirs of the Royal Astronomical Society;
mnras Monthly Notices of the Royal Astronomical Society; na New Astronomy; nar New Astronomy Reviews; pra Physical Review A;
prb Physical Review B; prc Physical Review C; prd Physical Review D; pre Physical Review E; prl Physical Review Letters;
pasa Publications of the Astronomical Society of Australia; pasp Publications of the Astronomical Society of the Pacific;
pasj Publications of the Astronomical Society of Japan; rmxaa Revista Mexicana de Astronomía y Astrofísica;
qjras Quarterly Journal of the Royal Astronomical Society; skytel Sky and Telescope; solphys Solar Physics;
sovast Soviet Astronomy; ssr Space Science Reviews; zap Zeitschrift für Astrophysik; nat Nature; iaucirc IAU Circulars;
aplett Astrophysics Letters; bain Bulletin of the Astronomical Institutes of the Netherlands; gca Geochimica et Cosmochimica Acta;
fcp Fundamental Cosmic Physics; grl Geophysical Research Letters; jcp Journal of Chemical Physics;
jgr Journal of Geophysical Research; jqsrt Journal of Quantitative Spectroscopy and Radiative Transfer;
memsai Memorie della Società Astronomica Italiana; nphysa Nuclear Physics A; physrep Physics Reports; physscr Physica Scripta;
planss Planetary and Space Science; procspie Proceedings of the SPIE
"""
_JOURNAL_NAMES = {macro: " ".join(words) for macro, *words in map(str.split, _JOURNALS.split(";"))}

SYMBOLS = {
    **_JOURNAL_NAMES, **_table(_TEXT), **_table(_MATHS), **_cyrillic(), **dict.fromkeys(_SPACES.split(), " "), **LETTERS,
    "and": " and ", "adddotspace": ". ", "item": " • ", "og": "« ", "fg": " »",
}  # fmt: skip
# Control symbols: a backslash and one character that is no letter. Accents are above.
CHARACTERS = {
    **{c: c for c in "&%_#${}|[]"}, "\\": " ", " ": " ", "\n": " ", "\t": " ", ",": " ", ";": " ", ":": " ", ">": " ",
    "-": "", "/": "", "!": "", "@": "", "*": "", "+": "", "<": "",
}  # fmt: skip

# Macros whose argument simply stays, and switches that leave no trace.
KEPT = frozenset(
    "textit textbf textsc textrm textsf texttt textup textsl textmd textnormal emph mbox hbox fbox makebox text underline uline "
    "uwave mathrm mathbf mathit mathcal mathsf mathtt mathscr mathfrak mathnormal boldsymbol bm operatorname mathop mathbin em it "
    "bf sc rm sf tt sl up itshape bfseries scshape rmfamily sffamily ttfamily upshape slshape normalfont mdseries tiny scriptsize "
    "footnotesize small normalsize large Large LARGE huge Huge uppercase lowercase MakeUppercase MakeLowercase MakeTextUppercase "
    "MakeTextLowercase mkbibemph mkbibitalic mkbibbold autocap midsentence protect relax noindent unskip ignorespaces left right "
    "big Big bigl bigr Bigl Bigr limits nolimits displaystyle textstyle scriptstyle nobreak allowbreak break sloppy nohyphens "
    "NoCaseChange nocase bibstring smaller overline widehat widetilde selectfont null leavevmode nobreakdash xspace acro acronym textgreek "
    "textlatin textcyrillic textarabic textzh textjapanese lr rl cal frak germ smc mathrel mathord mathopen mathclose mathpunct "
    "overrightarrow overleftarrow overbrace underbrace overset underset stackrel substack rlap llap smash mathstrut strut hologo textcite "
    "fullcite citeauthor citeyear citetitle ref pageref autoref cref eqref oldstylenums liningnums normalshape nopunct mkbibacro "
    "isdot mkbibnamefamily mkbibnamegiven ssf string unboldmath boldmath centering raggedright flushleft singleletter "
    "bibinitperiod".split()
)
# Macros whose first argument is no text: an address, a colour, a length, a sort key.
DROPPED = frozenset(
    "href textcolor color colorbox hspace vspace foreignlanguage selectlanguage begin end raisebox phantom hphantom vphantom "
    "noopsort noop bibinfo SortNoop APACSortNoop label fontsize hyperref hypertarget hyperlink scalebox texorpdfstring index nocite".split()
)
VERBATIM = frozenset("url path nolinkurl doi verb lstinline".split())
LENGTHS = frozenset("kern mkern hskip vskip mskip raise lower moveleft moveright".split())  # a length follows, without braces
# The accents of Plain TeX's fonts by their place: `\accent'27 u`.
PLACES = dict(zip((18, 19, 20, 21, 22, 23, 24, 94, 95, 125, 126, 127), "`'vu=rc^.H~\"", strict=True))

_SUPER = dict(zip("0123456789+-=()nixyabcdefghjklmoprstuvwzABDEGHIJKLMNOPRTUVWβγδθφχ",
                  "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱˣʸᵃᵇᶜᵈᵉᶠᵍʰʲᵏˡᵐᵒᵖʳˢᵗᵘᵛʷᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡ", strict=True))  # fmt: skip
_SUB = dict(zip("0123456789+-=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", strict=True))
_DOUBLE = dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True))
_LONGEST = 1_000  # characters of a formula; more is none, and time stays linear however deep they are nested
_LOW_SIGNS = {"2ϵ": "2ε", "2ε": "2ε"}  # LaTeX2ε
_SIGNS = {"∘": "°", "′": "′", "*": "*", "∗": "*", "†": "†", "th": "th", "st": "st", "nd": "nd", "rd": "rd"}


def superscript(text: str) -> str:
    """A superscript in Unicode where it has one, else after `^`.

    >>> superscript("-1"), superscript("Q"), superscript("∘"), superscript("x,y")
    ('⁻¹', '^Q', '°', '^(x,y)')
    """
    return (_SIGNS.get(text) or _raised(text, _SUPER, "^")) if len(text) < _LONGEST else text


def subscript(text: str) -> str:
    """A subscript in Unicode where it has one, else after `_`.

    >>> subscript("2"), subscript("Q")
    ('₂', '_Q')
    """
    return (_LOW_SIGNS.get(text.replace(" ", "")) or _raised(text, _SUB, "_")) if len(text) < _LONGEST else text


def _raised(text: str, table: dict[str, str], mark: str) -> str:
    text = text.replace(" ", "")
    if all(c in table for c in text):
        return "".join(table[c] for c in text)
    return mark + (text if len(text) == 1 else f"({text})")


def small_superscript(text: str) -> str:
    """A superscript within text: figures raised, letters plain (`2nd`, not `2ⁿᵈ`)."""
    return superscript(text) if text.strip("+-").isdecimal() or text in _SIGNS else text


def small_subscript(text: str) -> str:
    """A subscript within text: figures lowered, letters plain."""
    return subscript(text) if text.strip("+-").isdecimal() else text


def blackboard(text: str) -> str:
    """Letters of sets in their double-struck form."""
    return "".join(_DOUBLE.get(c, c) for c in text) if len(text) < _LONGEST else text


def formula(text: str) -> str:
    """A chemical formula: figures after a letter or bracket lowered, charges raised.

    >>> formula("Ca(OH)2"), formula("SO4^2-"), formula("2H2O")
    ('Ca(OH)₂', 'SO₄²⁻', '2H₂O')
    """
    if len(text) > _LONGEST:
        return text
    text = re.sub(r"(?<=[A-Za-z)\]])\d+", lambda m: subscript(m[0]), text)
    return re.sub(r"\^(\d*[+-]|\d+)", lambda m: superscript(m[1]), text)


def fraction(text: str) -> str:
    """One side of a fraction that is written in a line: sums and products in brackets."""
    return text if text.isalnum() or text.startswith("(") else f"({text})"


def root(text: str) -> str:
    """A square root."""
    return f"√{text}" if len(text) < 2 else f"√({text})"
