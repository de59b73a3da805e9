"""The scratch copy's text of a file: each marked refusal behind its switch."""

HEADER = "base/defence_removed.h"


def _removable(source, mark):
    """(text before the statement, the statement, text behind it)"""
    begin, end = source.tokens[mark.site.first].begin, source.tokens[mark.site.last - 1].end
    statement = source.text[begin:end]
    kept = f'!::sekisho::DefenceRemoved("{mark.id}")'
    behind = f" return {mark.otherwise};" if mark.otherwise else ""
    if source.words(mark.site.first, mark.site.first + 2) == ["RETURN_IF_ERROR", "("]:
        inside = source.text[source.tokens[mark.site.first + 1].end : source.tokens[mark.site.last - 2].begin]
        return (
            "{ if (auto defence_result = (",
            inside,
            f"); !defence_result.has_value()) {{ if ({kept}) return std::move(defence_result).error(); }}{behind} }}",
        )
    return f"{{ if ({kept}) ", statement, f"{behind} }}"


def rewrite(source, marks):
    """Lines keep their numbers, so that the compiler's messages fit the original."""
    pieces, done = [], 0
    for mark in sorted((mark for mark in marks if mark.id), key=lambda mark: mark.site.first):
        begin, end = source.tokens[mark.site.first].begin, source.tokens[mark.site.last - 1].end
        before, statement, behind = _removable(source, mark)
        pieces += [source.text[done:begin], before, statement, behind]
        done = end
    if not pieces:
        return source.text
    return f'#include "{HEADER}"\n#line 1 "{source.path}"\n' + "".join(pieces) + source.text[done:]
