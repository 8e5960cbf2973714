"""Paper: pages that say what is known about a person, right first time, and say plainly what is not.

A **sheet** is a numbered piece of paper. A page is described once as **blocks** by a document module
(`summary`, `certificate`), laid out by `layout`, and drawn by one renderer. Nothing is ever clipped: text
that does not fit goes on to a next page, which says whose it is. What a source does not say prints as
NOT RECORDED. Text from data is only ever text: no markup is read, and a character no font can draw, or
one that hides or turns other text, is printed as its code. Before a page is released its bytes are read
back and compared with the data (`proof`).

What a sheet says is kept as digests (`said`). Compared with what is known now they show which sheets that are
out are wrong, what changed, and who holds them (`recall`): told since the copy, a newer copy, or the rota by
hand. Every copy is a sheet of its own, with its own number, holder and reason. A lost sheet opens the decision
whether it is a breach to report, and the list of entry codes to change (`losses`). A printer's queue is asked
what became of a job (`spool`); the register says what it said, and never that a sheet was printed.
"""
