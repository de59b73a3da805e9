#!/usr/bin/env bash
# scripts/check-layering accepts the tree as it is, and finds each kind of violation.
. "$(dirname "$0")/lib.sh"
check=$SEKISHO_SOURCE/scripts/check-layering
rooms=(base devices libcrypt approvals ledger media wipe reports workflow tools)

expect_status 0 "$check" "$SEKISHO_SOURCE"

for room in "${rooms[@]}"; do cp -r "$SEKISHO_SOURCE/$room" "$room"; done

# plant FILE INCLUDE: one file with that include on its second line, and nothing else wrong.
plant() {
  mkdir -p "$(dirname "$1")"
  printf '// planted\n%s\n' "#include $2" >"$1"
}

# refused FILE INCLUDE REASON
refused() {
  plant "$1" "$2"
  expect_status 1 "$check" "$T"
  expect_stdout_is "$1:2: $3"
  rm "$1"
}

# accepted FILE INCLUDE
accepted() {
  plant "$1" "$2"
  expect_status 0 "$check" "$T"
  rm "$1"
}

expect_status 0 "$check" "$T"

refused base/planted.h '"libcrypt/primitives/sha256.h"' 'base may not include libcrypt ("libcrypt/primitives/sha256.h")'
refused libcrypt/planted.cc '"approvals/x.h"' 'libcrypt may not include approvals ("approvals/x.h")'
refused ledger/planted.cc '"approvals/x.h"' 'ledger may not include approvals ("approvals/x.h")'
refused devices/planted.cc '"libcrypt/x.h"' 'devices may not include libcrypt ("libcrypt/x.h")'
refused media/planted.cc '"ledger/x.h"' 'media may not include ledger ("ledger/x.h")'
refused wipe/planted.cc '"libcrypt/primitives/sha256.h"' 'wipe may not include libcrypt ("libcrypt/primitives/sha256.h")'
refused reports/planted.cc '<wipe/x.h>' 'reports may not include wipe ("wipe/x.h")'
refused workflow/planted.cc '"tools/sekisho/x.h"' 'workflow may not include tools ("tools/sekisho/x.h")'
refused tools/sekisho/planted.cc '"ledger/x.h"' 'tools may not include ledger ("ledger/x.h")'
refused tools/sekisho-wipe/planted.cc '"workflow/x.h"' \
  'tools/sekisho-wipe may not include workflow ("workflow/x.h")'
refused tools/sekisho-wipe/planted.cc '"tools/sekisho/x.h"' \
  'tools/sekisho-wipe may not include tools/sekisho ("tools/sekisho/x.h")'
refused tools/cli/planted.cc '"workflow/x.h"' 'tools/cli may not include workflow ("workflow/x.h")'
refused tools/speech/planted.cc '"workflow/x.h"' 'tools/speech may not include workflow ("workflow/x.h")'
refused base/planted.cc '"../ledger/x.h"' \
  '"../ledger/x.h" is not named by its path from the top of the project'
refused base/planted.cc '"bytes.h"' '"bytes.h" is not named by its path from the top of the project'

refused base/planted.cc '<sodium.h>' 'only libcrypt may include <sodium.h>'
refused ledger/planted.cc '<openssl/evp.h>' 'only libcrypt may include <openssl/evp.h>'
refused workflow/planted.cc '<archive_entry.h>' 'only libcrypt may include <archive_entry.h>'
refused tools/sekisho/planted.cc '<zxcvbn.h>' 'only libcrypt may include <zxcvbn.h>'
refused workflow/planted.cc '<sqlite3.h>' 'only ledger may include <sqlite3.h>'
refused workflow/planted.cc '<libpq-fe.h>' 'only ledger may include <libpq-fe.h>'
refused wipe/planted.cc '<blkid/blkid.h>' 'only devices may include <blkid/blkid.h>'
refused wipe/planted.cc '<libudev.h>' 'only devices may include <libudev.h>'
refused workflow/planted.cc '<CLI/CLI.hpp>' 'only tools may include <CLI/CLI.hpp>'
refused libcrypt/planted.cc '  <termios.h>' 'only tools may include <termios.h>'

accepted libcrypt/planted.cc '<sodium.h>'
accepted media/planted.cc '"libcrypt/primitives/sha256.h"'
accepted workflow/planted.cc '"ledger/x.h"'
accepted tools/sekisho/planted.cc '"workflow/x.h"'
accepted tools/sekisho-wipe/planted.cc '"wipe/x.h"'
accepted tools/sekisho-wipe/planted.cc '"tools/cli/x.h"'
accepted tools/cli/planted.cc '"tools/speech/x.h"'
accepted base/planted.cc '<string>'

# A folder that nobody can read at a glance.
mkdir base/crowded
for number in $(seq 10 50); do printf '// planted\n' >"base/crowded/planted$number.cc"; done
expect_status 1 "$check" "$T"
expect_stdout_is 'base/crowded/planted50.cc:1: is one file too many in base/crowded: at most 40'
rm base/crowded/planted50.cc
expect_status 0 "$check" "$T"
rm -r base/crowded

# A tree without sources, or without a room, is not one that passed.
rm -r wipe
expect_status 1 "$check" "$T"
expect_stderr_contains 'error: there is no room wipe'
