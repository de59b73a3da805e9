#!/usr/bin/env bash
# scripts/check-speech accepts the tree as it is, and finds commands in strings of the rooms and steps
# that nobody takes.
. "$(dirname "$0")/lib.sh"
check=$SEKISHO_SOURCE/scripts/check-speech

expect_status 0 "$check" "$SEKISHO_SOURCE"

for room in base devices libcrypt approvals ledger media wipe reports workflow tools; do
  cp -r "$SEKISHO_SOURCE/$room" "$room"
done
expect_status 0 "$check" "$T"

# refused TEXT: in a file of a room, on its second line.
refused() {
  printf '// planted\n%s\n' "$1" >media/planted.cc
  expect_status 1 "$check" "$T"
  expect_stdout_is "media/planted.cc:2: names a command: a step of base/text/next_steps.h does"
}
# accepted TEXT
accepted() {
  printf '// planted\n%s\n' "$1" >media/planted.cc
  expect_status 0 "$check" "$T"
}

refused 'const char* a = "sekisho media list";'
refused 'const char* a = "see it with: sekisho media show LABEL";'
refused 'const char* a = "sekisho "
                "ledger verify";'
refused 'const char* a = R"(sekisho gate)";'
refused 'const char* a = "sudo sekisho-wipe --free-space MOUNT";'
refused 'const char* a = "sekisho-prepare DEVICE";'
refused 'const char* a = "sekisho --help";'
refused "const char c = '\"'; const char* a = \"sekisho status {0}\";"
accepted '// sekisho media list'
accepted '/* "sekisho media list" */'
accepted 'const char* a = "which sekisho itself needs";'
accepted 'const char* a = "# sekisho manifest v1";'
accepted 'const char* a = "the media of sekisho", *b = "list";'
rm media/planted.cc

sed -i 's/^namespace next {$/&\ninline constexpr Step<NextCode::kPlanted> Planted;/' base/text/next_steps.h
expect_status 1 "$check" "$T"
expect_stdout_contains 'Planted has a sentence, and nothing takes the step'

# A tree in which no command or no step is found says nothing about it.
rm base/text/next_steps.h && touch base/text/next_steps.h
expect_status 1 "$check" "$T"
rm -r tools/sekisho && mkdir tools/sekisho
expect_status 1 "$check" "$T"
