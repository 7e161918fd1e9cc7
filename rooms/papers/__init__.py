"""Papers: how the house writes on paper, in the form of Nghị định 30/2020/NĐ-CP.

`layouts/` draws any paper as PDF and DOCX; the minutes' Biên bản is drawn there too. A file that went out is kept
with its digest and never drawn again; no number is ever guessed.
"""
