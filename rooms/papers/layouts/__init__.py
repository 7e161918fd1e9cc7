"""A paper on paper: the value of `paper.py` drawn as DOCX and as PDF (Nghị định 30/2020/NĐ-CP, Appendix I).

Each room puts its own matter into that value once; `docx.py` and `pdf.py` only draw it, so that both files say the
same. Nothing here reads the database or the clock, and the text of people is always data, never markup (N5).
"""
