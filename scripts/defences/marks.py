"""The comments that give refusals their ids.

    return Void(Message("..."));  // defence: I5-2
    // defence: I5-2                        (alone on its line: the next marked kind of statement)
    return Void(Message("..."));  // defence: I5-2, else {}
    return translated;            // defence: none, the refusal is the caller's

With `else`, the removal returns that instead: where a function would end without a value, or go on
without what it needs and crash. `none` says why a statement is no refusal of its own.
"""

import bisect
import re
from dataclasses import dataclass

from defences.cpp import SourceError
from defences.sites import Site

MARK = re.compile(r"^// defence: (?:(?P<id>[A-Z]\d+-\d+)(?:, else (?P<otherwise>.+))?|none, (?P<reason>\S.*))$")
BEGINS = re.compile(r"^//\s*defen[cs]e\b", re.IGNORECASE)


@dataclass(frozen=True)
class Mark:
    id: str  # empty: no defence of its own
    otherwise: str  # what a removal returns instead; empty: it goes on
    site: Site

    def where(self):
        return self.site.where()


def _statement_before(source, comment):
    """The statement that ends on the comment's line."""
    ends = [source.tokens[s.last - 1].end for s in source.statements]
    same_line = [
        s
        for s, end in zip(source.statements, ends)
        if end <= comment.begin and source.line(end - 1) == source.line(comment.begin)
    ]
    return max(same_line, key=lambda s: (s.last, s.first), default=None)


def _statement_after(source, comment):
    """The next statement; of an `if`, what it guards."""
    first = bisect.bisect_left([token.begin for token in source.tokens], comment.end)
    if source.words(first, first + 1) == ["if"]:
        first = source.partner[first + 1]
    return next((s for s in source.statements if s.first >= first), None)


def find_marks(source):
    """The marks of a file in order; SourceError for one that marks nothing or cannot be read."""
    marks = []
    for comment in source.comments:
        if not BEGINS.match(comment.text):
            continue
        where = source.where(comment.begin)
        match = MARK.match(comment.text)
        if not match:
            raise SourceError(f"{where}: not '// defence: G6-3', '..., else VALUE' or '// defence: none, REASON'")
        statement = (_statement_after if comment.alone else _statement_before)(source, comment)
        if statement is None:
            raise SourceError(f"{where}: there is no statement that this marks")
        marks.append(Mark(match["id"] or "", match["otherwise"] or "", Site(source, statement.first, statement.last)))
    _check_once(marks)
    return marks


def _check_once(marks):
    seen = set()
    for mark in marks:
        if (mark.site.first, mark.site.last) in seen:
            raise SourceError(f"{mark.where()}: marked twice")
        seen.add((mark.site.first, mark.site.last))


def unmarked(sites, marks):
    marked = {(mark.site.first, mark.site.last) for mark in marks}
    return [site for site in sites if (site.first, site.last) not in marked]
