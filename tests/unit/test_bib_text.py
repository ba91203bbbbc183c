"""Expressions and LaTeX to text."""

import time
from unicodedata import normalize

import pytest

from kg.bib.accents import accents
from kg.bib.latex import to_text
from kg.bib.values import evaluate


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("{A  {B}\n C}", "A {B} C"),
        ('"A {"}B"', 'A {"}B'),
        ("1998", "1998"),
        ("{}", ""),
        ('""', ""),
        ("{{A}}", "{A}"),
        ("{A} # {B}", "AB"),
        ('HBR # " (" # 1998 # ")"', "Harvard Business Review (1998)"),
        ("deep", "Harvard Business Review!"),
        ('nov # "--" # DEC', "nov--dec"),
        (r"{C:\}", "C:\\"),
        (r'"Erd\"os"', r"Erd\"os"),
        ("{a # b}", "a # b"),
        ("{a} {b}", "a} {b"),
        ("", ""),
        ("#", "#"),
    ],
)
def test_an_expression(raw, text):
    strings = {"hbr": '"Harvard " # biz', "biz": "{Business Review}", "deep": "HBR # {!}"}
    assert evaluate(raw, strings.get) == (text, [])


def test_unknown_and_circular_names_are_named_and_kept():
    assert evaluate("Foo # {-} # jan", {}.get) == ("Foo-jan", ["Foo"])
    assert evaluate("a", {"a": "b # {x}", "b": "a"}.get) == ("ax", ["a"])


def test_a_month_can_be_redefined():
    assert evaluate("mar", {"mar": "{März}"}.get) == ("März", [])


def test_strings_that_double_each_other_end():
    strings = {f"s{n}": f"s{n - 1} # s{n - 1}" for n in range(1, 60)} | {"s0": "{}"}
    start = time.process_time()
    evaluate("s59", strings.get)
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("source", "text"),
    [
        # accents in all their forms
        (r"\"{o}\"o{\"o}{\"{o}}\" o", "ööööö"),
        (r"\v{c} \v c {\v c} \c c \c{c} \u{g} \H{o} \k{a} \r{a} \.z \={a} \b{d} \d{t}", "č č č ç ç ğ ő ą å ż ā ḏ ṭ"),
        (r"\'\i{} {\'{\i}} \'{\i} \'i \^{\j}", "í í í í ĵ"),
        (r"Vi\d{\^e}t Nguy\~{\^e}n", "Việt Nguyễn"),
        (r"\'{} \~{}x \^{}", "´ ~x ^"),
        (r"\t{oo}", "o͡o"),
        # letters
        (r"\ss{} \o{} \O slo \l{}\L{} \ae\AE{} \oe{} \aa{}r \dh{} \th{} \dj{}", "ß ø Øslo łŁ æÆ œ år ð þ đ"),
        (r"Stra{\ss}e {\O}ystein \O ystein Wei\ss", "Straße Øystein Øystein Weiß"),
        # signs
        (r"a--b---c 1-2", "a–b—c 1-2"),
        ("``a'' don't `b' 5''", "“a” don't ‘b’ 5''"),
        ("``a ``b'' c'' ``d", "“a “b” c” ``d"),
        (r"R\&D 5\% a\_b \#1 \$5 \{x\} A~B A\ B a\\b", "R&D 5% a_b #1 $5 {x} A B A B a b"),
        ("100% AT&T a<b a_b x^2 #1", "100% AT&T a<b a_b x^2 #1"),
        (r"\copyright{} \S 3 \pounds5 \euro{} \LaTeX{} \TeX\ x", "© §3 £5 € LaTeX TeX x"),
        (r"\textendash{}\textemdash\textquoteright s \textquotedblleft x\textquotedblright{} \ldots", "–—’s “x” …"),
        (r"hy\-phen J.\,R. it\/al", "hyphen J. R. ital"),
        ("?`Qu\\'e? !`Ay!", "¿Qué? ¡Ay!"),
        # macros
        (r"\textit{a} \emph{b {c}} {\em d} \mbox{e} \texttt{f} \textsc{G} \MakeUppercase{h} \textbf{\textit{i}}", "a b c d e f G h i"),
        (r"\href{http://x/%20_~}{text} \url{http://x/a_b~c%20#d\_e} \nolinkurl{x--y}", "text http://x/a_b~c%20#d_e x--y"),
        (r"{\noopsort{1973b}}1973 \textcolor{red}{x} \foreignlanguage{german}{Haus}", "1973 x Haus"),
        (r"2\textsuperscript{nd} CO\textsubscript{2} m\textsuperscript{2}", "2nd CO₂ m²"),
        (r"\enquote{a} \mkbibquote{b}", "“a” “b”"),
        # maths
        (r"$\alpha$-helix $x^2$ $x_{ij}$ $10^{-3}$ $H_2O$", "α-helix x² xᵢⱼ 10⁻³ H₂O"),
        (r"$x^Q$ $x_{Q,2}$ $90^\circ$ $p < 0.05$ $\leq$ $f'$", "x^Q x_(Q,2) 90° p < 0.05 ≤ f′"),
        (r"$\frac{1}{2}$ $\sqrt{2}$ $\mathbb{R}$ $\mathrm{kg}$ \ensuremath{\beta_1} \(x^2\)", "1/2 √2 ℝ kg β₁ x²"),
        ("US$ 5 or $5 million to $10 million", "US$ 5 or $5 million to $10 million"),
        ("$$x^2$$ y_1 $a$$b$", "x² y_1 ab"),
        ("a_b $x$ c_d", "a_b x c_d"),
        (r"$O(n\log n)$ $(\log x)$ $p \leq 0.05$ $a\leq b$ $A \not\subset B$ $x \not= y$", "O(n log n) (log x) p ≤ 0.05 a≤b A ⊄ B x ≠ y"),
        (r"$\frac{a+b}{2}$ \(\frac12\) $\sqrt[3]{x+1}$ $e^{i \pi}$ $2^{2^2}$", "(a+b)/2 1/2 ³√(x+1) e^(iπ) 2^(2²)"),
        (r"($ j = 1 $) $ n $ $ \alpha $ LaTeX$_{2 \epsilon}$", "(j = 1) n α LaTeX2ε"),
        ("US$ 5 or $ 6 and $ 7", "US$ 5 or $ 6 and $ 7"),
        (r"$\hookrightarrow$ $\Longrightarrow$ $\bigcup$ $\sp{2}$ $\mathrel{x}$", "↪ ⟹ ⋃ ² x"),
        (r"\ce{H2O} \ce{SO4^2-} \ch{IrH5(PPh3)2}", "H₂O SO₄²⁻ IrH₅(PPh₃)₂"),
        # arguments
        (r"\href[a]{u}{t} \textcolor[rgb]{0,0,0}{x} \textit[a]{b} {\em [sic] c}", "t x b [sic] c"),
        (r"see \cite{k} and \cite[p.~5--7]{k,l}; \textcite{m}", "see [k] and [k,l, p. 5–7]; m"),
        (r"{\VAN{Dijk}{Van}{van}} Dijk {\switchargs{--90}{1968}} \printfirst{a}{b}", "Van Dijk 1968–90 a"),
        (r"\VAN{Dijk} Dijk", "Dijk"),
        (r"A\footnote{b} \mkbibbrackets{c} \cs{def} \nocite{x}d\index{y}", "A (b) [c] \\def d"),
        (r"DVIto\kern-.15em VDU \raise.2ex\hbox{S} \hspace*{1em}x a\\\\[2pt]b", "DVItoVDU S x a b"),
        # names for things
        (r"\apj{} {\aap} \XeLaTeX{} {\MF}\Dash{}x \PS.", "Astrophysical Journal Astronomy & Astrophysics XeLaTeX METAFONT—x PostScript."),
        (r"{\CYRI}{\cyrv}{\cyra}{\cyrn} \CYRYA\cyrsftsn{} \CYRUSHRT", "Иван Яь Ў"),
        (r"\textgreek{a} \textperthousand{} \textinterrobang{} 20\,\textcelsius", "a ‰ ‽ 20 °C"),
        # characters by number
        ("\\char`\\\\begin \\char125x \\char\"5F, \\char'137, \\symbol{95} \\char", "\\begin }x _, _, _"),
        (r"Dv{\accent'27u}r \accent19 e \accent99 x", "Dvůr é x"),
        (r"readers\u2019 \u201cx\u201d \u{a} \u e", "readers’ “x” ă ĕ"),
        # as it stands
        (r"\verb|a_b{$| \verb=\special= \path|avi@cvs| \lstinline!x~y!", "a_b{$ \\special avi@cvs x~y"),
        (r"\url{http://x/\textasciitilde{}a\_b} \url{\texttt{http://y}}", "http://x/~a_b http://y"),
        # quotes
        ("the `big' dog's `x y', `z", "the ‘big’ dog's ‘x y’, `z"),
        ('``so", 5" and ``a" b', '“so”, 5" and “a” b'),
        ('"`ja"\' MW"=Turbine M"unchen Gro"se CMSX"~X "a" x"=', '„ja“ MW-Turbine München Große CMSX-X "a" x"='),
        (r"\og nynorsk~\fg{} et \glqq ja\grqq{}", "« nynorsk » et „ja“"),
        # what other programs escape
        (r"R&amp;D R\&amp;D &lt; &#233; &#xe9; a&b; AT&T;", "R&D R&D < é é a&b; AT&T;"),
        # torn
        (r"\verb", ""),
        (r"\verb|a", "|a"),
        (r"\kern x \href{a}", "x"),
        ("{a {b", "a b"),
        ("a} b}", "a b"),
        ("\\", "\\"),
        (r"\'", "´"),
        ("a\\url{b", "ab"),
        ("", ""),
    ],
)
def test_latex(source, text):
    assert to_text(source) == (text, ())


def test_unknown_macros_are_named_once_and_their_text_stays():
    assert to_text(r"\foo{a} \foo b \baz[x]{c}") == ("a b [x]c", ("foo", "baz"))


@pytest.mark.parametrize(
    ("source", "text", "unknown"),
    [
        (r"\CTAN{} and {\TUB}, the \AllTeX way", "CTAN and TUB, the AllTeX way", ("CTAN{}", "TUB{}", "AllTeX{}")),
        (r"von \dante{} und {\dante}.", "von dante und dante.", ("dante{}",)),
        (r"The \TUG\ Board, a\TUG", "The TUG Board, aTUG", ("TUG{}",)),
        (r"{\slnine Small} print{\ssfoo\itshape x}", "Small printx", ("slnine", "ssfoo")),
        (r"$\foo B$", "foo B", ("foo{}",)),
        (r"\oname{Jacques}{Andr\'e} \foo {x}", "Jacques André x", ("oname", "foo")),
        (r"\fancy{\fancy{\other{x}}}", "x", ("fancy", "other")),
    ],
)
def test_an_unknown_macro_without_an_argument_shows_its_name(source, text, unknown):
    assert to_text(source) == (text, unknown)


def test_text_comes_in_nfc():
    for source in ("u\u0308", r"\" u", "{u\u0308}"):
        assert to_text(source)[0] == normalize("NFC", to_text(source)[0]) == "ü"


@pytest.mark.parametrize(
    "source",
    [
        "{" * 200_000 + "x" + "}" * 200_000,
        "{" * 200_000,
        "\\emph{" * 100_000 + "x" + "}" * 100_000,
        "\\'{" * 30_000 + "e" + "}" * 30_000,
        "$" * 200_001,
        "$ a" * 100_000,
        "\\$" * 100_000,
        "``" * 100_000,
        "\\url{" * 50_000,
        "\\" * 100_001,
        "\\'" * 100_000,
        "$" + "^" * 100_000 + "$",
        "$" + "^{" * 50_000,
        "\\foo{" * 50_000,
        "\\foo{a}" * 50_000,
        "\\foo{" * 50_000 + "x" * 50_000 + "}" * 50_000,
        "\\foo" * 50_000,
        "\\verb|" * 50_001,
        "\\verb!" + "\\verb|a" * 50_000,
        "\\VAN{" * 50_000,
        "\\frac{" * 50_000 + "x" + "}" * 50_000,
        "\\cite[" * 50_000,
        "\\ce{" * 30_000 + "H2" * 30_000 + "}" * 30_000,
        "\\mathbb{" * 30_000 + "R" * 30_000 + "}" * 30_000,
        "\\not{" * 30_000 + "é" * 30_000 + "}" * 30_000,
        "$" + "^{" * 30_000 + "2" * 30_000 + "}" * 30_000 + "$",
        "\\enquote{" * 30_000 + "x" * 30_000 + "}" * 30_000,
        "`" * 100_001 + "'",
        "`a' " * 50_000,
        '"' * 100_001,
        '``a"' * 50_000,
        'a"=' * 50_000,
        "&" + "a" * 100_000,
        "&a" * 100_000 + ";",
        "$ a $" * 50_000,
        "$\\log " * 50_000,
        "\\char" * 50_000,
        "\\kern" * 50_000 + "1" * 50_000,
        "x{\\'e}" * 50_000,
        "\\" + "a" * 100_000 + "{\\'e}" * 1_000,
    ],
    ids=lambda s: s[:6],
)
def test_hostile_latex_takes_linear_time(source):
    start = time.process_time()
    to_text(source)
    accents(source)
    assert time.process_time() - start < 5


def test_accents_keep_the_braces_of_a_command():
    assert accents(r"\textsc{\'e}x{\'e} \textbf{\o}a{\o} M{\"u}ller \v{\'{e}}") == r"\textsc{é}xé \textbf{ø}aø Müller é̌"


def test_accents_keep_the_braces_that_protect():
    assert accents(r"{\"{O}}zlem {\O}ystein {\'E}d {Barnes and {\"U}nal} \textsc{x} \& \'{\i}\v{c}") == (
        r"Özlem Øystein Éd {Barnes and Ünal} \textsc{x} \& íč"
    )
