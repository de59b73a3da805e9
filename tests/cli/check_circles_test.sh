#!/usr/bin/env bash
# scripts/check-circles accepts the tree as it is, and finds circles of files and of units.
. "$(dirname "$0")/lib.sh"
require_program python3
check=$SEKISHO_SOURCE/scripts/check-circles

expect_status 0 "$check" "$SEKISHO_SOURCE"

# unit NAME INCLUDE...: base/NAME.h and base/NAME.cc, which includes those.
unit() {
  mkdir -p base
  printf '#pragma once\n' >"base/$1.h"
  printf '#include "base/%s.h"\n' "$@" >"base/$1.cc"
}
unit a b
unit b c
unit c
expect_status 0 "$check" "$T"
# Two may know one another; three are a circle.
unit b a c
expect_status 0 "$check" "$T"
unit b c
unit c a
expect_status 1 "$check" "$T"
expect_stdout_contains 'circle: base/a base/b base/c'
# Of headers, two are one already.
unit c
printf '#include "base/b.h"\n' >>base/a.h
printf '#include "base/a.h"\n' >>base/b.h
expect_status 1 "$check" "$T"
expect_stdout_contains 'circle: base/a.h base/b.h'
# A tree without sources is not one that passed.
rm -r base
expect_status 1 "$check" "$T"
