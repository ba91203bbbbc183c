"""The codes of problems: how grave each is, its title, and what `kg check --explain` says of it."""

from __future__ import annotations

from typing import NamedTuple


class Code(NamedTuple):
    """One kind of problem."""

    severity: str  # error: something is not in the graph as meant; warning: likely a slip; note: worth knowing
    title: str
    explanation: str


CODES: dict[str, Code] = {
    "KG001": Code(
        "error",
        "file in an unreadable encoding",
        "The file is not text in UTF-8 (UTF-16, or bytes that no text has), so nothing in it was read. Save it again as UTF-8 "
        "in your editor or reference manager.",
    ),
    "KG002": Code(
        "warning",
        "file not in UTF-8",
        "The file holds bytes that are not UTF-8; they were read as Windows-1252 (Latin-1), which may give wrong letters. Save "
        "it again as UTF-8.",
    ),
    "KG003": Code(
        "error",
        "braces or quotes that do not match",
        "The entry, a value in it or a comment is not closed, so where it ends had to be guessed: it may be in the graph only "
        "in part. The entries after it are.",
    ),
    "KG004": Code(
        "warning",
        "first line of an entry that is not as it should be",
        "An entry starts with @type{key, at the beginning of a line, all on that line, without spaces in the type. Other "
        "programs overlook this one; here it was read as if written so.",
    ),
    "KG005": Code(
        "warning",
        "slip between two fields",
        "A comma, an = sign, a brace or a value is missing where one field ends and the next begins. What could be read was read.",
    ),
    "KG006": Code(
        "error",
        "field given twice",
        "An entry names the same field twice. The first is used; write the other under another name or merge the two.",
    ),
    "KG007": Code(
        "warning",
        "name that cannot be a field name",
        "What stands before the = sign is no field name. Often a % comment inside an entry: BibTeX knows no comments there. "
        "Move it between entries.",
    ),
    "KG008": Code(
        "error",
        "text after the end of an entry",
        "Text that looks like fields stands after the closing brace of an entry: a brace too many has closed it early.",
    ),
    "KG009": Code(
        "error",
        "entry without a key",
        "An entry needs a key: @article{porter1998clusters, … . Without one nothing can refer to it, so it is not in the graph.",
    ),
    "KG010": Code(
        "error",
        "no bib file",
        "The folder bib/ holds no .bib file, so there is nothing to build from.",
    ),
    "KG011": Code(
        "warning",
        "file without an entry",
        "The file has text, but nothing in it looks like a BibTeX entry.",
    ),
    "KG012": Code(
        "error",
        "file that cannot be read",
        "The file is there by name, but the system does not hand it out: you may not read it, or it is a link to nothing. Nothing of "
        "it is in the graph; the other files are.",
    ),
    "KG013": Code(
        "error",
        "entry within another entry",
        "What looks like the start of an entry stands in the text of another one, which is not closed before it, or in a comment in it. "
        "It is no entry of its own in the graph.",
    ),
    "KG014": Code(
        "warning",
        "bibliography that is no .bib file",
        "A file in the folder bib/ holds references, but only files whose names end in .bib are read. Rename a BibTeX file that has "
        "another ending; bring RIS, CSL-JSON, EndNote XML or PubMed in with kg import FILE.",
    ),
    "KG019": Code(
        "error",
        "entry lost by the program",
        "A second, simpler look at the file finds an entry here that is neither in the graph nor in any other message. That is a fault "
        "of this program and not of your file: please report it, with the lines around it.",
    ),
    "KG101": Code(
        "error",
        "missing field",
        "The entry lacks a field that it needs to mean anything.",
    ),
    "KG102": Code(
        "warning",
        "unknown field, perhaps misspelt",
        "The field is not one that is known, but looks much like one that is, or names a claim, so that a stance is lost. "
        "It was kept under the name as written.",
    ),
    "KG103": Code(
        "error",
        "not a date",
        "The year or date is not one. It was kept as written, and the work has no date in the graph, or only as much of it as is certain.",
    ),
    "KG104": Code(
        "error",
        "value that its field does not allow",
        "The value does not have the form that the field asks for. It was kept as it is written, with the entry's other fields.",
    ),
    "KG105": Code(
        "error",
        "not a DOI",
        "A DOI starts with 10. and has a slash. It was kept as it is written, with the entry's other fields, without a link.",
    ),
    "KG106": Code(
        "error",
        "wrong ISBN",
        "The check digit of the ISBN does not fit, so at least one digit is wrong. It was kept as it is written, with the entry's other fields.",
    ),
    "KG107": Code(
        "error",
        "wrong ORCID",
        "The check digit of the ORCID does not fit, so at least one digit is wrong. It was kept as it is written, with the entry's other fields.",
    ),
    "KG108": Code(
        "warning",
        "wrong ISSN",
        "The check digit of the ISSN does not fit, so at least one digit is wrong. It was kept as it is written, with the entry's other fields.",
    ),
    "KG109": Code(
        "warning",
        "not a web address",
        "The text is no http, https, ftp or mailto address that can be linked. It was kept as it is written, with the entry's other fields.",
    ),
    "KG110": Code(
        "warning",
        "unknown entry type",
        "The entry type is not one of BibTeX, biblatex or this project. The entry was read as @misc.",
    ),
    "KG111": Code(
        "warning",
        "name that is oddly written",
        "The list of names has a comma or an “and” too many or too few. What could be read was read.",
    ),
    "KG112": Code(
        "error",
        "unknown @string",
        "A value uses an abbreviation that no @string defines. Its name was kept as the text.",
    ),
    "KG113": Code(
        "note",
        "unknown LaTeX command",
        "A command was not known. Its argument was kept as text; where it has none, its name. A command in lower case with "
        "text after it, such as that of a font, leaves no trace. Each command is reported once a file.",
    ),
    "KG114": Code(
        "error",
        "not one of the choices",
        "The field takes one of a few words. This one was kept as it is written, with the entry's other fields.",
    ),
    "KG115": Code(
        "error",
        "reference that could not be read",
        "A list of references is keys with commas or semicolons between them, each with a bracket if need be: "
        'rosenfeld2005industry [p. 5 "associative economy"].',
    ),
    "KG116": Code(
        "warning",
        "not a duration",
        "A duration is written like 18 months or P18M. It was kept as text.",
    ),
    "KG117": Code(
        "warning",
        "unverified names a field that is not there",
        "The list of unverified fields names one that the entry does not have.",
    ),
    "KG118": Code(
        "warning",
        "missing field that is usually there",
        "The entry means something without this field, but is hard to recognise: a work is listed and cited by its title.",
    ),
    "KG119": Code(
        "warning",
        "field of another kind of entry",
        "The field means something in another kind of entry, but nothing in this one. It was kept as it is written, with the entry's other fields.",
    ),
    "KG123": Code(
        "note",
        "not a keyword",
        "A keyword has a letter and at most 100 characters; a number or a sentence is none. The field was kept as it is, and its other "
        "keywords are in the graph.",
    ),
    "KG124": Code(
        "warning",
        "not a number of the archive",
        "arXiv, PubMed, PubMed Central, Handle and others number what lies there in their own way, and this is not such a number. It was "
        "kept as a plain field, without a link.",
    ),
    "KG130": Code(
        "error",
        "file that cannot be imported",
        "The file is in no format that kg import reads (BibTeX, RIS, CSL-JSON, EndNote's XML and .enw, PubMed), or not in the one that was "
        "asked for, or its bytes are no text. Nothing of it was written.",
    ),
    "KG131": Code(
        "error",
        "damaged record in an imported file",
        "A record in the file is not whole. What could be read of it was written, the other records are; compare the two.",
    ),
    "KG132": Code(
        "warning",
        "text outside of any record in an imported file",
        "Databases put a heading above their records; it says nothing of a work and is not read. A line of a record that ended up there is lost.",
    ),
    "KG133": Code(
        "warning",
        "unknown type of work in an imported file",
        "The type of the record is none that its format has. It was written as @misc, and what the source calls it was kept.",
    ),
    "KG134": Code(
        "note",
        "work that is in the bibliography already",
        "The bibliography has a work with the same DOI, or with the same title, year and first author, or this very entry, so it was not "
        "written again. kg import --all writes it nevertheless, under a key of its own.",
    ),
    "KG135": Code(
        "note",
        "value kept under the name of its source",
        "The bibliography has no field for this, or has a value in it already. Nothing is lost: it stands in a field with the name of the "
        "format before it, such as ris-c1.",
    ),
    "KG136": Code(
        "warning",
        "value that its field cannot take",
        "A date, DOI or number in the imported file could not be read as one. It stands in a field with the name of the format before it, "
        "such as ris-py; put it right in the new file.",
    ),
    "KG137": Code(
        "note",
        "two imported records of one work",
        "What is imported has the work more than once: the same DOI, or the same title, year and first author. One entry was written; "
        "what the first record has stands, and what it has not was taken from the others.",
    ),
    "KG138": Code(
        "warning",
        "two imported records of one work that differ",
        "The records of a work, which became one entry, have different values in a field. The entry has the value of the first; the other "
        "one is not written, only told here.",
    ),
    "KG139": Code(
        "error",
        "imported BibTeX entry whose key is taken",
        "The bibliography has another entry of this key, and not of the same work, so this one was left out of the copy. Give it another "
        "key, in the file that you import and wherever that file names it, and import it again: what is there already is passed over.",
    ),
    "KG201": Code(
        "error",
        "key used twice",
        "Two entries have the same key. The first is in the graph, this one is not. Give it another key, or delete one of the two.",
    ),
    "KG202": Code(
        "warning",
        "keys that differ only in case",
        "Two keys are equal but for capitals. Both are in the graph; one of them has a longer address, so that their pages stay"
        " apart on every disk.",
    ),
    "KG203": Code(
        "error",
        "reference to nothing",
        "No entry has this key, so the link is not in the graph.",
    ),
    "KG204": Code(
        "error",
        "reference to the wrong kind of thing",
        "The field points at another kind of thing than it can. The message names the field that is meant.",
    ),
    "KG205": Code(
        "error",
        "unknown reason for a citation",
        "The word after cito- is not one of the reasons for citing that CiTO, the Citation Typing Ontology, lists, so the citation is not in the "
        "graph.",
    ),
    "KG206": Code(
        "error",
        "reason for a citation in the wrong direction",
        "The field speaks from the cited work to the citing one. cito- fields speak from the citing work, in whose entry they "
        "stand, to the cited one.",
    ),
    "KG207": Code(
        "warning",
        "reference to itself",
        "The entry refers to itself. The link was left out.",
    ),
    "KG208": Code(
        "warning",
        "former key that is in use",
        "A former key in ids is the key of another entry, so it leads there and not here.",
    ),
    "KG209": Code(
        "note",
        "kind of place that is not known",
        "What stands in a bracket is kept as it is written, but nothing says whether it is a page, a chapter or something else, so it "
        "cannot be checked or sorted. Write a word for the kind of place before the number: [p. 5], [ch. 2], [sec. 3.1], [fig. 4].",
    ),
    "KG301": Code(
        "warning",
        "claim without a source",
        "No work or study states the claim, so nobody can be asked for it. Add claimedin = {key}.",
    ),
    "KG302": Code(
        "error",
        "concepts in a circle",
        "Following broader leads from the concept back to itself, so there is no hierarchy. Remove one of the links.",
    ),
    "KG303": Code(
        "warning",
        "label of two concepts",
        "Two concepts share a label. Works with that keyword go to the first.",
    ),
    "KG304": Code(
        "error",
        "inheritance in a circle",
        "Following crossref or xdata leads back to the entry itself. The circle was cut.",
    ),
    "KG305": Code(
        "warning",
        "concepts related and broader at once",
        "Two concepts are named as related although one is broader than the other. Broader says more; the standard for such lists of concepts (SKOS, S27) keeps the two apart.",
    ),
    "KG306": Code(
        "warning",
        "one person under two names",
        "Two names in the bibliography are very likely one person's: they have the same ORCID, they differ only in how they are joined or "
        "ordered, or one has the initials of the other and nobody else has them. In the graph they are two people, each with half of the "
        "works. An @person entry with both names makes them one; two entries, one for each, say that they are two. Either ends the warning.",
    ),
    "KG307": Code(
        "note",
        "perhaps one person under two names",
        "Two names may be one person's: one has an initial, or a middle name less, and nobody else in the bibliography fits. That is not "
        "enough to be sure. An @person entry with both names makes them one; two entries, one for each, say that they are two.",
    ),
    "KG308": Code(
        "warning",
        "one work in two entries",
        "Two entries have the same DOI, or the same title, year and first author but for a slip, a subtitle or a year, and nothing says "
        "that they differ: no other edition, volume, page or journal. Counts of works and citations are too high then. Keep one and name "
        "the key of the other in its field "
        "ids, so that references to it still arrive. Where they are two, say how they differ, or that one is related to the other.",
    ),
    "KG309": Code(
        "note",
        "concept that nothing refers to",
        "No work, claim, study or other concept refers to the concept, it is nobody's term, and its labels were found in no title or "
        "abstract. It stands alone.",
    ),
    "KG310": Code(
        "warning",
        "work that cites a much later one",
        "A work cites, or reports, a work that is dated two years later or more. One of the two dates is wrong, or the reference means an "
        "earlier version. Where the entry is of a later edition of an old work, origdate says when it first came out.",
    ),
    "KG311": Code(
        "note",
        "work that cites one of the year after",
        "A work cites, or reports, a work that is dated one year later. Often both are right: it was cited from a preprint, or was in press.",
    ),
    "KG312": Code(
        "warning",
        "page outside the pages of the work",
        "The page in the bracket is in the work named there, and that work has other pages. Either the page is wrong, or it counts from "
        "the start of a copy and not as printed, or the field pages of the work is wrong.",
    ),
    "KG313": Code(
        "warning",
        "work that is for and against a claim",
        "One work, by one account, both states, supports or extends a claim and disputes it. Two readings by two coders may differ; this "
        "is one. Where a work holds that a claim is true under conditions only, it qualifies it.",
    ),
    "KG314": Code(
        "note",
        "known at second hand only",
        "What works hold on claims is known here only as another work reports it, and nobody has looked it up in those works. That is no "
        "fault: the note lists what is left to be read. It goes for a claim once an entry of the work itself says how it stands to it.",
    ),
    "KG315": Code(
        "warning",
        "unknown keys in a reference list",
        "A reference list that is made of keys has some that no entry has. Those that some entry has are citations; of the others it is "
        "known only that they are cited. They are counted as missing from the bibliography.",
    ),
    "KG316": Code(
        "warning",
        "not a month",
        "The month, or the day in it, is none that is known: a name in English, German, French, Spanish, Italian, Portuguese or Dutch, its "
        "abbreviation, or a number. The year is used, and the field was kept as written.",
    ),
}
