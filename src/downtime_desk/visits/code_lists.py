"""The lists of codes as they are now: what is shipped with the program, and what somebody changed of it."""

from dataclasses import dataclass

from sqlalchemy import select

from downtime_desk.core.session import Session
from downtime_desk.visits.codes import SHIPPED, ListName
from downtime_desk.visits.model import listed_codes


@dataclass(frozen=True)
class Code:
    """A code and its words. An archived one shows where it was used and is not offered."""

    code: str
    words: str
    archived: bool = False


@dataclass(frozen=True)
class CodeList:
    """One list: the shipped codes in their order, then those that were added, oldest first."""

    name: ListName
    codes: tuple[Code, ...]

    def find(self, code: str) -> Code | None:
        """Return a code of the list; None when it was never on it."""
        return next((each for each in self.codes if each.code == code), None)

    def said(self, code: str) -> str:
        """Return the words for a code, or the code itself when it was never on the list."""
        found = self.find(code)
        return found.words if found else code

    def offers(self, code: str) -> bool:
        """Say whether a code may be chosen now."""
        found = self.find(code)
        return found is not None and not found.archived

    def offered(self, *kept: str | None) -> tuple[Code, ...]:
        """Return what may be chosen now, and after it every code in `kept`, which stands in the record already."""
        offered = tuple(each for each in self.codes if not each.archived)
        more = (code for code in kept if code and not self.offers(code))
        return offered + tuple(self.find(code) or Code(code, code) for code in dict.fromkeys(more))

    def changed_words(self, code: str | None) -> str | None:
        """Return the words of a code where they are not the shipped ones: a fact carries them as evidence."""
        found = self.find(code) if code else None
        return found.words if found and found.words != SHIPPED[self.name].get(found.code) else None


@dataclass(frozen=True)
class CodeLists:
    """The three lists."""

    reason: CodeList
    action: CodeList
    deviation: CodeList

    def of(self, name: ListName) -> CodeList:
        """Return one list by its name."""
        return {"reason": self.reason, "action": self.action, "deviation": self.deviation}[name]


def code_lists(session: Session) -> CodeLists:
    """Return the lists in force."""
    changed = session.execute(_CHANGED).all()

    def listed(name: ListName) -> CodeList:
        ours = {row.code: row for row in changed if row.listed == name}
        codes = {code: Code(code, words) for code, words in SHIPPED[name].items()}
        codes |= {code: Code(code, row.words, row.archived_at is not None) for code, row in ours.items()}
        return CodeList(name, tuple(codes.values()))

    return CodeLists(listed("reason"), listed("action"), listed("deviation"))


_CHANGED = select(listed_codes).order_by(listed_codes.c.since, listed_codes.c.code)
SHIPPED_LISTS = CodeLists(
    *(
        CodeList(name, tuple(Code(code, words) for code, words in SHIPPED[name].items()))
        for name in ("reason", "action", "deviation")
    )
)
"""The lists as they come with the program, for a form that was not told of others yet."""
