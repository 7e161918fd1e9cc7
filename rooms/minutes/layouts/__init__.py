"""The record on paper: Biên bản (Mẫu 1.9 of Nghị định 30/2020/NĐ-CP) as DOCX and PDF.

`paper.py` puts a record into the form's words once; `docx.py` and `pdf.py` only draw them, so that both files say the
same. Nothing here reads the database or the clock, and the text of people is always data, never markup (N5).
"""
