"""What LaTeX macros stand for: the tables of the decoder."""

from __future__ import annotations

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
hyphen - LaTeX LaTeX LaTeXe LaTeX2e TeX TeX BibTeX BibTeX XeTeX XeTeX LuaTeX LuaTeX textlnot ¬ textbrokenbar ¦ checkmark ✓
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
"""
_SPACES = (
    "quad qquad space thinspace nobreakspace enspace enskip hfill hfil newline linebreak par bibnamedelima bibnamedelimb"
    " bibnamedelimc bibnamedelimd bibinitdelim xspace tabularnewline medspace thickspace nonbreakingspace"
)


def _table(source: str) -> dict[str, str]:
    words = source.split()
    return dict(zip(words[::2], words[1::2], strict=True))


SYMBOLS = {**_table(_TEXT), **_table(_MATHS), **dict.fromkeys(_SPACES.split(), " "), **LETTERS}
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
    "NoCaseChange nocase bibstring smaller overline widehat widetilde selectfont null leavevmode nobreakdash".split()
)
# Macros whose first argument is no text: an address, a colour, a length, a sort key.
DROPPED = frozenset(
    "href textcolor color colorbox hspace vspace foreignlanguage selectlanguage begin end raisebox phantom hphantom vphantom "
    "noopsort bibinfo SortNoop label fontsize hyperref hypertarget hyperlink scalebox texorpdfstring".split()
)
VERBATIM = frozenset("url path nolinkurl doi".split())

_SUPER = dict(zip("0123456789+-=()nixyabcdefghjklmoprstuvwzABDEGHIJKLMNOPRTUVWβγδθφχ",
                  "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱˣʸᵃᵇᶜᵈᵉᶠᵍʰʲᵏˡᵐᵒᵖʳˢᵗᵘᵛʷᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡ", strict=True))  # fmt: skip
_SUB = dict(zip("0123456789+-=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", strict=True))
_DOUBLE = dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True))
_SIGNS = {"∘": "°", "′": "′", "*": "*", "∗": "*", "†": "†", "th": "th", "st": "st", "nd": "nd", "rd": "rd"}


def superscript(text: str) -> str:
    """A superscript in Unicode where it has one, else after `^`.

    >>> superscript("-1"), superscript("Q"), superscript("∘"), superscript("x,y")
    ('⁻¹', '^Q', '°', '^(x,y)')
    """
    return _SIGNS.get(text) or _raised(text, _SUPER, "^")


def subscript(text: str) -> str:
    """A subscript in Unicode where it has one, else after `_`.

    >>> subscript("2"), subscript("Q")
    ('₂', '_Q')
    """
    return _raised(text, _SUB, "_")


def _raised(text: str, table: dict[str, str], mark: str) -> str:
    text = text.strip()
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
    return "".join(_DOUBLE.get(c, c) for c in text)


def root(text: str) -> str:
    """A square root."""
    return f"√{text}" if len(text) < 2 else f"√({text})"
