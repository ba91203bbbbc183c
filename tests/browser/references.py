"""Works, and what a reference to each of them is in APA (7th edition), Chicago (author-date, 18th) and MLA (9th).

By the rules of the manuals; where the CSL styles of citationstyles.org, as citeproc-js formats them, say something else,
the entry says why. Asterisks stand for italics. Titles keep their capitals: no program knows which words are names.
"""

from __future__ import annotations

BIB = r"""
@article{article, author = {Saxenian, AnnaLee and Hsu, Jinn-Yuh}, title = {The Silicon Valley--Hsinchu Connection}, journal = {Industrial and Corporate Change}, year = 2001, volume = 10, number = 4, pages = {893--920}, doi = {10.1093/icc/10.4.893}}
@article{month, author = {Porter, Michael E.}, title = {Clusters}, journal = {Harvard Business Review}, date = {1998-11}, volume = 76, number = 6, pages = {77--90}}
@article{three, author = {Aa, Ann and Bb, Bob and Cc, Cyd}, title = {Three}, journal = {J}, year = 1998, volume = 76, pages = {345--352}}
@article{seven, author = {Aa, Ann and Bb, Bob and Cc, Cyd and Dd, Dan and Ee, Eve and Ff, Fay and Gg, Guy}, title = {Seven?}, journal = {J}, year = 1998, number = 6, pages = {100--104}}
@article{eid, author = {van der Berg, Ann}, title = {An “odd” One}, journal = {J}, year = 2005, volume = 3, eid = {17}}
@book{book, author = {Porter, Michael E.}, title = {On Competition}, publisher = {HBS Press}, address = {Boston}, year = 1998, isbn = {9780875847955}}
@book{edition, author = {Marshall, Alfred}, title = {Economics}, publisher = {Macmillan}, year = 1920, edition = {8}}
@book{edited, editor = {Bröcker, Johannes and Dohse, Dirk and Soltwedel, R.}, title = {Whole}, publisher = {Springer}, year = 2003}
@book{one, editor = {Bröcker, Johannes}, title = {All of It}, publisher = {Springer}, year = 2003}
@incollection{chapter, author = {Aa, Bea}, editor = {Bröcker, Johannes and Dohse, Dirk and Soltwedel, R.}, title = {Part}, booktitle = {A Whole}, pages = {99--129}, publisher = {Springer}, year = 2003}
@incollection{chapter2, author = {Aa, Bea}, editor = {Bröcker, Johannes and Dohse, Dirk}, title = {Other Part}, booktitle = {A Whole}, pages = {1101--1108}, publisher = {Springer}, year = 2003}
@inproceedings{paper, author = {Oxborrow, Lynn}, title = {Creative clusters: a new era?}, booktitle = {Annual Conference}, year = 2012, url = {https://irep.example/30009/}}
@phdthesis{thesis, author = {Aa, Bea}, title = {A Thesis}, school = {NTU}, year = 2003}
@mastersthesis{masters, author = {Aa, Bea}, title = {A Small Thesis}, school = {NTU}, year = 2004}
@techreport{report, author = {Aa, Bea}, title = {What?}, institution = {ISA}, number = {2009-07}, year = 2009}
@techreport{body, author = {{OECD}}, title = {Networks of Enterprises}, institution = {OECD Publishing}, year = 2001}
@online{web, author = {Aa, Bea}, title = {On the Web}, date = {2010-08-17}, url = {https://t.example/}}
@online{undated, author = {Aa, Bea}, title = {Undated}, url = {https://u.example/}, urldate = {2021-01-23}}
@book{nobody, title = {No Author}, publisher = {A Press}, year = 2005}
@unpublished{draft, author = {Aa, Bea}, title = {Clusters?}, year = 2005}
@book{translated, author = {Marx, Karl}, translator = {Fowkes, Ben}, title = {Capital}, publisher = {Penguin}, volume = 1, year = 1976}
@article{others, author = {Reid, Neil and others}, title = {Regions}, journal = {J}, year = {2008}, volume = {22}, number = {4}, pages = {101--108}, doi = {10.1177/0891242408322719}, unverified = {pages, doi}}
@article{unsure, author = {Aa, Bea and Bb, Bob}, title = {Unsure}, journal = {K}, year = {2009}, volume = {22}, unverified = {author, title, journal, year, volume}}
"""

REFERENCES = {
    "article": (
        "Saxenian, A., & Hsu, J.-Y. (2001). The Silicon Valley–Hsinchu Connection. *Industrial and Corporate Change*, *10*(4), 893–920. https://doi.org/10.1093/icc/10.4.893",
        "Saxenian, AnnaLee, and Jinn-Yuh Hsu. 2001. “The Silicon Valley–Hsinchu Connection.” *Industrial and Corporate Change* 10 (4): 893–920. https://doi.org/10.1093/icc/10.4.893.",
        "Saxenian, AnnaLee, and Jinn-Yuh Hsu. “The Silicon Valley–Hsinchu Connection.” *Industrial and Corporate Change*, vol. 10, no. 4, 2001, pp. 893–920, https://doi.org/10.1093/icc/10.4.893.",
    ),
    "month": (
        "Porter, M. E. (1998). Clusters. *Harvard Business Review*, *76*(6), 77–90.",
        "Porter, Michael E. 1998. “Clusters.” *Harvard Business Review* 76 (6): 77–90.",
        "Porter, Michael E. “Clusters.” *Harvard Business Review*, vol. 76, no. 6, Nov. 1998, pp. 77–90.",
    ),
    "three": (
        "Aa, A., Bb, B., & Cc, C. (1998). Three. *J*, *76*, 345–352.",
        "Aa, Ann, Bob Bb, and Cyd Cc. 1998. “Three.” *J* 76: 345–52.",
        "Aa, Ann, et al. “Three.” *J*, vol. 76, 1998, pp. 345–52.",
    ),
    "seven": (  # APA, without a volume: *J*, (6) in CSL, *J*(6) in the manual's own pattern
        "Aa, A., Bb, B., Cc, C., Dd, D., Ee, E., Ff, F., & Gg, G. (1998). Seven? *J*(6), 100–104.",
        "Aa, Ann, Bob Bb, Cyd Cc, et al. 1998. “Seven?” *J*, no. 6: 100–104.",
        "Aa, Ann, et al. “Seven?” *J*, no. 6, 1998, pp. 100–04.",
    ),
    "eid": (  # MLA: CSL takes the number of an article for that of an issue
        "van der Berg, A. (2005). An “odd” One. *J*, *3*, Article 17.",
        "van der Berg, Ann. 2005. “An ‘odd’ One.” *J* 3: 17.",
        "van der Berg, Ann. “An ‘odd’ One.” *J*, vol. 3, 2005, article 17.",
    ),
    "book": (
        "Porter, M. E. (1998). *On Competition*. HBS Press.",
        "Porter, Michael E. 1998. *On Competition*. HBS Press.",
        "Porter, Michael E. *On Competition*. HBS Press, 1998.",
    ),
    "edition": (
        "Marshall, A. (1920). *Economics* (8th ed.). Macmillan.",
        "Marshall, Alfred. 1920. *Economics*. 8th ed. Macmillan.",
        "Marshall, Alfred. *Economics*. 8th ed., Macmillan, 1920.",
    ),
    "edited": (
        "Bröcker, J., Dohse, D., & Soltwedel, R. (Eds.). (2003). *Whole*. Springer.",
        "Bröcker, Johannes, Dirk Dohse, and R. Soltwedel, eds. 2003. *Whole*. Springer.",
        "Bröcker, Johannes, et al., editors. *Whole*. Springer, 2003.",
    ),
    "one": (
        "Bröcker, J. (Ed.). (2003). *All of It*. Springer.",
        "Bröcker, Johannes, ed. 2003. *All of It*. Springer.",
        "Bröcker, Johannes, editor. *All of It*. Springer, 2003.",
    ),
    "chapter": (
        "Aa, B. (2003). Part. In J. Bröcker, D. Dohse, & R. Soltwedel (Eds.), *A Whole* (pp. 99–129). Springer.",
        "Aa, Bea. 2003. “Part.” In *A Whole*, edited by Johannes Bröcker, Dirk Dohse, and R. Soltwedel. Springer.",
        "Aa, Bea. “Part.” *A Whole*, edited by Johannes Bröcker et al., Springer, 2003, pp. 99–129.",
    ),
    "chapter2": (
        "Aa, B. (2003). Other Part. In J. Bröcker & D. Dohse (Eds.), *A Whole* (pp. 1101–1108). Springer.",
        "Aa, Bea. 2003. “Other Part.” In *A Whole*, edited by Johannes Bröcker and Dirk Dohse. Springer.",
        "Aa, Bea. “Other Part.” *A Whole*, edited by Johannes Bröcker and Dirk Dohse, Springer, 2003, pp. 1101–08.",
    ),
    "paper": (  # Chicago and APA: CSL takes proceedings without publisher and editor for an event; a paper *in* them is like a chapter
        "Oxborrow, L. (2012). Creative clusters: a new era? In *Annual Conference*. https://irep.example/30009/",
        "Oxborrow, Lynn. 2012. “Creative clusters: a new era?” In *Annual Conference*. https://irep.example/30009/.",
        "Oxborrow, Lynn. “Creative clusters: a new era?” *Annual Conference*, 2012, https://irep.example/30009/.",
    ),
    "thesis": (  # CSL prints what it is given for the kind of thesis; a doctoral one is not always a PhD
        "Aa, B. (2003). *A Thesis* [Doctoral thesis, NTU].",
        "Aa, Bea. 2003. “A Thesis.” Doctoral diss., NTU.",
        "Aa, Bea. *A Thesis*. 2003. NTU, doctoral dissertation.",
    ),
    "masters": (
        "Aa, B. (2004). *A Small Thesis* [Master’s thesis, NTU].",
        "Aa, Bea. 2004. “A Small Thesis.” Master’s thesis, NTU.",
        "Aa, Bea. *A Small Thesis*. 2004. NTU, Master’s thesis.",
    ),
    "report": (  # CSL takes the hyphen for a range of numbers: Nos. 2009–07; MLA capitalizes what follows a full stop only
        "Aa, B. (2009). *What?* (No. 2009-07). ISA.",
        "Aa, Bea. 2009. *What?* No. 2009-07. ISA.",
        "Aa, Bea. *What?* No. 2009-07, ISA, 2009.",
    ),
    "body": (
        "OECD. (2001). *Networks of Enterprises*. OECD Publishing.",
        "OECD. 2001. *Networks of Enterprises*. OECD Publishing.",
        "OECD. *Networks of Enterprises*. OECD Publishing, 2001.",
    ),
    "web": (
        "Aa, B. (2010, August 17). *On the Web*. https://t.example/",
        "Aa, Bea. 2010. “On the Web.” August 17. https://t.example/.",
        "Aa, Bea. *On the Web*. 17 Aug. 2010, https://t.example/.",
    ),
    "undated": (
        "Aa, B. (n.d.). *Undated*. Retrieved January 23, 2021, from https://u.example/",
        "Aa, Bea. n.d. “Undated.” Accessed January 23, 2021. https://u.example/.",
        "Aa, Bea. *Undated*. https://u.example/. Accessed 23 Jan. 2021.",
    ),
    "nobody": (
        "*No Author*. (2005). A Press.",
        "*No Author*. 2005. A Press.",
        "*No Author*. A Press, 2005.",
    ),
    "draft": (
        "Aa, B. (2005). *Clusters?* [Unpublished manuscript].",
        "Aa, Bea. 2005. “Clusters?” Unpublished manuscript.",
        "Aa, Bea. “Clusters?” Unpublished manuscript, 2005.",  # CSL: Unpublished manuscript. 2005.
    ),
    "translated": (
        "Marx, K. (1976). *Capital* (B. Fowkes, Trans.; Vol. 1). Penguin.",
        "Marx, Karl. 1976. *Capital*. Translated by Ben Fowkes. Vol. 1. Penguin.",
        "Marx, Karl. *Capital*. Translated by Ben Fowkes, vol. 1, Penguin, 1976.",
    ),
    "others": (  # a DOI that is not confirmed leads nowhere; of the pages the page says so
        "Reid, N., et al. (2008). Regions. *J*, *22*(4), 101–108.",
        "Reid, Neil, et al. 2008. “Regions.” *J* 22 (4): 101–8.",
        "Reid, Neil, et al. “Regions.” *J*, vol. 22, no. 4, 2008, pp. 101–08.",
    ),
    "unsure": (
        "Aa, B., & Bb, B. (2009). Unsure. *K*, *22*.",
        "Aa, Bea, and Bob Bb. 2009. “Unsure.” *K* 22.",
        "Aa, Bea, and Bob Bb. “Unsure.” *K*, vol. 22, 2009.",
    ),
}
