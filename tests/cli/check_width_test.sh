#!/usr/bin/env bash
# scripts/check-width accepts the tree as it is, and finds lines of documents over 120 columns; tables,
# blocks of code and links alone may be wider.
. "$(dirname "$0")/lib.sh"
require_program python3
check=$SEKISHO_SOURCE/scripts/check-width

expect_status 0 "$check" "$SEKISHO_SOURCE"
# The documents that it names are there to be read: it cannot pass by reading none.
stdout | grep -qE '^width: [0-9]{2,} documents, ' || fail 'it read fewer than ten documents'

mkdir -p docs/formats
# of LETTER COUNT: a word of so many
of() { printf "%0.s$1" $(seq "$2"); }
# refused FILE COLUMNS TEXT: on its second line
refused() {
  printf 'first\n%s\n' "$3" >"$1"
  expect_status 1 "$check" "$T"
  expect_stdout_is "$1:2: $2 columns, at most 120"
  rm "$1"
}
# accepted FILE TEXT
accepted() {
  printf 'first\n%b\n' "$2" >"$1"
  expect_status 0 "$check" "$T"
  rm "$1"
}

for file in README.md README.ja.md CHANGELOG.md CONTRIBUTING.md docs/page.md docs/formats/page.md; do
  refused "$file" 121 "$(of a 121)"
done
refused docs/page.md 122 "$(of 関 61)"
refused docs/page.md 121 "$(of Ａ 60)a"
refused docs/page.md 121 "- $(of a 119)"
refused docs/page.md 157 "see https://example.org/$(of a 110) and what is said there"
accepted docs/page.md "$(of a 120)"
accepted docs/page.md "$(of 関 60)"
# A combining mark takes no column.
accepted docs/page.md "$(of a 120)\\xcc\\x81"
accepted docs/page.md "| $(of a 200) |"
accepted docs/page.md "\`\`\`sh\n$(of a 200)\n\`\`\`\nlast"
accepted docs/page.md "  ~~~\n$(of a 200)\n\`\`\`\n$(of a 200)\n  ~~~\nlast"
accepted docs/page.md "https://example.org/$(of a 110)"
accepted docs/page.md "- [name](https://example.org/$(of a 110))"
accepted docs/page.md "[1]: https://example.org/$(of a 110)"

# A block that does not end would excuse all that follows.
printf '```\n%s\n' "$(of a 200)" >docs/page.md
expect_status 1 "$check" "$T"
expect_stdout_contains 'docs/page.md:3: a block of code is not closed'
# What is no document is not looked at; a tree without documents is a mistake.
mv docs/page.md docs/page.txt
expect_status 1 "$check" "$T"
expect_stderr_contains 'no document was found'
