"""As much of C++ as is needed to find statements: tokens, functions, simple statements.

The project's own style is relied on (clang-format, no macros that open braces); what is not understood
is reported by whoever asks, never skipped.
"""

import bisect
import re
from dataclasses import dataclass, field

TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<comment>//[^\n]*|/\*.*?\*/)
      | (?P<raw>(?:u8|[uUL])?R"(?P<delimiter>[^()\s\\]*)\(.*?\)(?P=delimiter)")
      | (?P<string>(?:u8|[uUL])?"(?:[^"\\\n]|\\.)*")
      | (?P<char>(?:u8|[uUL])?'(?:[^'\\\n]|\\.)*')
      | (?P<number>\.?[0-9](?:[eEpP][+-]|'[0-9a-fA-F]|[0-9a-zA-Z_.])*)
      | (?P<name>[A-Za-z_]\w*)
      | (?P<punct>::|->|==|!=|<=|>=|&&|\|\||\+\+|--|<<|.)""",
    re.DOTALL | re.VERBOSE,
)
OPEN = {"(": ")", "[": "]", "{": "}"}


class SourceError(Exception):
    """Something at one line that a person has to look at."""


@dataclass(frozen=True)
class Token:
    text: str
    begin: int
    end: int


@dataclass(frozen=True)
class Comment:
    text: str
    begin: int
    end: int
    alone: bool  # nothing else on its line


@dataclass
class Function:
    name: str
    returns: list
    parameters: tuple  # the tokens between its parentheses, as [first, last)
    body: tuple  # the tokens of its braces, as [first, last)


@dataclass(frozen=True)
class Statement:
    first: int  # its first token
    last: int  # one behind its semicolon


@dataclass
class Source:
    path: str
    text: str
    tokens: list = field(default_factory=list)
    comments: list = field(default_factory=list)
    partner: dict = field(default_factory=dict)  # bracket to bracket, both ways
    functions: list = field(default_factory=list)
    statements: list = field(default_factory=list)

    def __post_init__(self):
        self._lines = [0] + [found.end() for found in re.finditer("\n", self.text)]
        self._tokenize()
        self._match_brackets()
        self._find_functions(0, len(self.tokens))
        for function in self.functions:
            self._compound(function.body[0])
        self.statements.sort(key=lambda statement: (statement.first, -statement.last))

    def line(self, position):
        return bisect.bisect_right(self._lines, position)

    def where(self, position):
        return f"{self.path}:{self.line(position)}"

    def words(self, first, last):
        return [token.text for token in self.tokens[first:last]]

    def innermost(self, token):
        """The smallest simple statement that holds the token, or None."""
        best = None
        for statement in self.statements:
            if statement.first > token:
                break
            if token < statement.last and (best is None or statement.last <= best.last):
                best = statement
        return best

    # --- reading -------------------------------------------------------------------------------

    def _tokenize(self):
        position, line_is_empty, directive = 0, True, False
        while position < len(self.text):
            match = TOKEN.match(self.text, position)
            kind, text = match.lastgroup, match.group()
            if kind == "delimiter":
                kind = "raw"
            if kind == "space":
                if "\n" in text and not self.text[:position].endswith("\\"):
                    line_is_empty, directive = True, False
            elif kind == "comment":
                self.comments.append(Comment(text, position, match.end(), line_is_empty))
            else:
                if text == "#" and line_is_empty:
                    directive = True
                if not directive:
                    self.tokens.append(Token(text, position, match.end()))
                line_is_empty = False
            position = match.end()

    def _match_brackets(self):
        stack = []
        for index, token in enumerate(self.tokens):
            if token.text in OPEN:
                stack.append(index)
            elif token.text in OPEN.values():
                if not stack or OPEN[self.tokens[stack[-1]].text] != token.text:
                    raise SourceError(f"{self.where(token.begin)}: a bracket without its partner")
                opening = stack.pop()
                self.partner[opening], self.partner[index] = index, opening
        if stack:
            raise SourceError(f"{self.where(self.tokens[stack[-1]].begin)}: a bracket without its partner")

    def _find_functions(self, first, last):
        """Definitions at namespace or class scope in the tokens [first, last)."""
        head, index = first, first
        while index < last:
            text = self.tokens[index].text
            if text in ("(", "["):
                index = self.partner[index] + 1
            elif text == "{":
                end = self.partner[index]
                words = self.words(head, index)
                if self._is_scope(words):
                    self._find_functions(index + 1, end)
                elif "(" in words and "=" not in words[: words.index("(")] and self._is_body(index, words):
                    self._add_function(head, index, end)
                elif "(" in words and "=" not in words[: words.index("(")]:
                    index = end + 1  # a member's initializer: the body is still to come
                    continue
                head = index = end + 1
            elif text == ";" or (text == ":" and self.tokens[index - 1].text in ("public", "private", "protected")):
                head = index = index + 1
            else:
                index += 1

    @staticmethod
    def _is_scope(words):
        if "namespace" in words or words[:1] == ["extern"]:
            return True
        return "(" not in words and any(word in ("class", "struct", "union", "enum") for word in words)

    def _is_body(self, brace, words):
        """Not the braces of a member's initializer, `Name() : member_{1} {}`."""
        before = self.tokens[brace - 1].text
        if before in (")", "const", "override", "noexcept", "final", "}"):
            return True
        return "->" in words

    def _add_function(self, head, brace, end):
        opening = head
        while self.tokens[opening].text != "(":
            opening += 1
        name = opening - 1
        returns_end = name
        while returns_end - 2 >= head and self.tokens[returns_end - 1].text == "::":
            returns_end -= 2
        self.functions.append(
            Function(
                self.tokens[name].text,
                self.words(head, returns_end),
                (opening + 1, self.partner[opening]),
                (brace, end + 1),
            )
        )

    # --- statements ----------------------------------------------------------------------------

    def _compound(self, brace):
        """Reads `{ ... }`; the index behind it."""
        index, end = brace + 1, self.partner[brace]
        while index < end:
            index = self._statement(index)
        return end + 1

    def _statement(self, index):
        text = self.tokens[index].text
        if text == "{":
            return self._compound(index)
        if text in ("if", "for", "while", "switch", "catch"):
            opening = index + (2 if self.tokens[index + 1].text == "constexpr" else 1)
            self._lambdas(opening + 1, self.partner[opening])
            index = self._statement(self.partner[opening] + 1)
            if text == "if" and self.tokens[index].text == "else":
                index = self._statement(index + 1)
            return index
        if text in ("do", "else", "try"):
            return self._statement(index + 1)
        if text == "case" or (text == "default" and self.tokens[index + 1].text == ":"):
            while self.tokens[index].text != ":":
                index += 1
            return index + 1
        return self._simple(index)

    def _simple(self, first):
        index = first
        while self.tokens[index].text != ";":
            index = self.partner[index] + 1 if self.tokens[index].text in OPEN else index + 1
        self._lambdas(first, index)
        self.statements.append(Statement(first, index + 1))
        return index + 1

    def _lambdas(self, first, last):
        """Braces that hold statements, in an expression."""
        index = first
        while index < last:
            if self.tokens[index].text == "{" and self._holds_statements(index):
                index = self._compound(index)
            else:
                index += 1

    def _holds_statements(self, brace):
        index, end = brace + 1, self.partner[brace]
        while index < end:
            if self.tokens[index].text == ";":
                return True
            index = self.partner[index] + 1 if self.tokens[index].text in OPEN else index + 1
        # A lambda whose only statement is a compound one: `{ if (x) {...} }`.
        return self.tokens[brace + 1].text in ("if", "for", "while", "switch")
