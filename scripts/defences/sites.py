"""Where the product refuses: the statements that have to carry a mark.

A refusal is a statement in which an error of one of the codes below begins, whether it is spelled there
(`return Fail(ErrorCode::kRefused, ...)`), comes from a function that only words it (`Error Void(...)`),
or from a constant of that type (`const Error bad = ...`).
"""

import re
from dataclasses import dataclass

from defences.cpp import Source, SourceError

CODES = ("kRefused", "kMalformed", "kVerdict", "kBadSignature")
QUALIFIERS = {"static", "inline", "const", "constexpr"}
DECLARED = re.compile(r"^\s*(?:static\s+)?Error\s+(\w+)\(", re.MULTILINE)


@dataclass(frozen=True)
class Site:
    source: Source
    first: int  # the statement's first token
    last: int  # one behind its semicolon

    def where(self):
        return self.source.where(self.source.tokens[self.first].begin)


def shared_wording(headers, sources):
    """Names of functions that word refusals for other files; of the headers' texts and the sources."""
    declared = {name for text in headers for name in DECLARED.findall(text)}
    return declared & {name for source in sources for name in _File(source, ()).wording}


def _is_comparison(source, name):
    """Whether the code at token `name` is only compared with: `== ErrorCode::kX`, `case ErrorCode::kX:`."""
    first = name - 2 if source.words(name - 2, name) == ["ErrorCode", "::"] else name
    before, after = source.words(first - 1, first), source.words(name + 1, name + 2)
    return bool({"==", "!=", "case"} & set(before)) or bool({"==", "!="} & set(after))


def _is_code(source, index):
    if source.tokens[index].text not in CODES:
        return False
    qualified = source.words(index - 2, index)
    if qualified[1:] == ["::"] and qualified[0] != "ErrorCode":
        return False  # another enumeration's
    return not _is_comparison(source, index)


def _is_open_code(source, index):
    """`Fail(code, ...)`: what the caller says it is."""
    words = source.words(index, index + 4)
    return words[:2] == ["Fail", "("] and words[3:] == [","]


def _inside(spans, index):
    return any(first <= index < last for first, last in spans)


class _File:
    def __init__(self, source, shared):
        self.source = source
        self.wording = set(shared)  # functions that only word a refusal
        self.skipped = []  # spans of their bodies, and of functions that only translate an error
        self.constants = []  # (name, span in which it is known)
        self._find_wording()
        self._find_constants()

    def begins(self, index):
        """Whether a refusal begins at this token."""
        source, text = self.source, self.source.tokens[index].text
        if _is_code(source, index) or _is_open_code(source, index):
            return True
        if text in self.wording and source.words(index + 1, index + 2) == ["("]:
            return True
        return any(text == name and first <= index < last for name, (first, last) in self.constants)

    def _find_wording(self):
        source = self.source
        makers = [f for f in source.functions if [w for w in f.returns if w not in QUALIFIERS] == ["Error"]]
        for function in list(makers):
            if "Error" in source.words(*function.parameters):
                self.skipped.append(function.body)
                makers.remove(function)
        found = True
        while found:
            found = False
            for function in makers:
                if function.body in self.skipped:
                    continue
                if any(self.begins(index) for index in range(*function.body)):
                    self.wording.add(function.name)
                    self.skipped.append(function.body)
                    found = True

    def _find_constants(self):
        source = self.source
        for statement in source.statements:
            words = [w for w in source.words(statement.first, statement.last) if w not in QUALIFIERS]
            if words[:1] != ["Error"] or words[2:3] != ["="] or _inside(self.skipped, statement.first):
                continue
            if any(self.begins(index) for index in range(statement.first, statement.last)):
                body = next(f.body for f in source.functions if f.body[0] < statement.first < f.body[1])
                self.skipped.append((statement.first, statement.last))
                self.constants.append((words[1], (statement.last, body[1])))


def find_sites(source, shared):
    """Every refusal of a file, in order, once each."""
    file, sites, seen = _File(source, shared), [], set()
    definitions = {f.parameters[0] - 2 for f in source.functions}
    for index in range(len(source.tokens)):
        if index in definitions or _inside(file.skipped, index) or not file.begins(index):
            continue
        statement = source.innermost(index)
        if statement is None:
            raise SourceError(f"{source.where(source.tokens[index].begin)}: a refusal that is no statement of its own")
        if statement not in seen:
            seen.add(statement)
            sites.append(Site(source, statement.first, statement.last))
    return sites
