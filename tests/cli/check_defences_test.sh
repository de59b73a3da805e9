#!/usr/bin/env bash
# scripts/check-defences finds a refusal without an id, an id without a test, and a test that does not miss
# what was removed; it runs nothing that is not confined; and nothing of it is in what users get.
. "$(dirname "$0")/lib.sh"
require_program sekisho sekisho-wipe python3 cmake
check=$SEKISHO_SOURCE/scripts/check-defences

for program in sekisho sekisho-wipe; do
  ! grep -q -e REMOVED_DEFENCES -e DEFENCE_TRACE -e DefenceRemoved "$SEKISHO_BIN/$program" ||
    fail "$program has the switch of check-defences"
done

expect_status 0 "$check" --list

# A project of one room with a gate, and a program that speaks like GoogleTest.
for room in approvals devices ledger libcrypt media wipe workflow; do mkdir -p "$room"; done
mkdir -p base tests/unit/media
cat >base/result.h <<'CODE'
#pragma once
#include <optional>
#include <string>
namespace sekisho {
enum class ErrorCode { kRefused, kVerdict };
struct Error { ErrorCode code; std::string message; };
inline Error Fail(ErrorCode code, std::string message) { return {code, std::move(message)}; }
using Answer = std::optional<Error>;
Answer MayPass(int age, int height);
}
CODE
cat >CMakeLists.txt <<'CODE'
cmake_minimum_required(VERSION 3.25)
project(small LANGUAGES CXX)
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
add_executable(media_test media/gate.cc tests/unit/media/gate_test.cc)
target_include_directories(media_test PRIVATE ${CMAKE_SOURCE_DIR})
CODE
cat >tests/unit/media/gate_test.cc <<'CODE'
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <unistd.h>
#include "base/defence_removed.h"
#include "base/result.h"
bool failed = false;
void Expect(bool right) {
  if (right) return;
  failed = true;
  sekisho::TraceDefence("!gate_test.cc:9\n");
}
int main(int, char** argv) {
  if (geteuid() == 0) return 3;
  const std::string name = strchr(argv[1], '=') + 1;
  if (name == "Gate.Young") Expect(sekisho::MayPass(3, 200).has_value());
  if (name == "Gate.Asleep") sekisho::MayPass(3, 200);
  if (name == "Gate.Crashes" && !sekisho::MayPass(3, 200)) abort();
  if (name == "Gate.Small") Expect(sekisho::MayPass(30, 20).has_value());
  if (name == "Gate.Worded") Expect(sekisho::MayPass(3, 20)->message == "too young");
  if (name == "Gate.Both") Expect(sekisho::MayPass(3, 20).has_value());
  printf(failed ? "[  FAILED  ] %s\n" : "[  PASSED  ] 1 test.\n%s\n", name.c_str());
  return failed ? 1 : 0;
}
CODE

# gate LINES...: the body of MayPass.
gate() {
  {
    printf '#include "base/result.h"\nnamespace sekisho {\nError Void(std::string why) '
    printf '{ return Fail(ErrorCode::kRefused, why); }\nAnswer MayPass(int age, int height) {\n'
    printf '%s\n' "$@"
    printf '}\n}\n'
  } >media/gate.cc
}
proofs() { printf '%s\n' "$@" >tests/defences.txt; }
young='if (age < 18) return Void("too young");'
small='if (height < 100) return Fail(ErrorCode::kVerdict, "too small");'
here=(--root "$T" --build "$T/scratch")

# lists REASON: what --list has to say.
lists() {
  expect_status 1 "$check" --list "${here[@]}"
  expect_stdout_contains "$1"
}

proofs
gate "$young" 'return {};'
lists "media/gate.cc:5: a refusal without '// defence: ID'"
gate "$young  // defence: G6-1" "$small" 'return {};'
proofs 'G6-1 media Gate.Young'
lists "media/gate.cc:6: a refusal without '// defence: ID'"
gate "$young  // defence: G6-1" "$small  // defence: G6-1" 'return {};'
lists 'media/gate.cc:6: G6-1 is the id of media/gate.cc:5, too'
gate "$young  // defence: G6" 'return {};'
lists "media/gate.cc:5: not '// defence: G6-3', '..., else VALUE' or '// defence: none, REASON'"
gate "$young  // defence: G6-1" "$small  // defence: none, it is only a joke" 'return {};'
proofs '# nothing'
lists 'media/gate.cc:5: tests/defences.txt names no test for G6-1'
proofs 'G6-1 media Gate.Young' 'G6-7 media Gate.Old'
lists "tests/defences.txt:2: the sources have no '// defence: G6-7'"
gate 'if (age < 18 && Void("too young").message != "") return {};' 'return {};'
lists 'media/gate.cc:5: a refusal that is no statement of its own'
gate '// Neither `kRefused` nor Void(why) in a comment, nor in "text", is one.' \
  "if (height == sizeof \"Void(\" && Error().code == ErrorCode::kRefused) return {};" "$young  // defence: G6-1" 'return {};'
proofs 'G6-1 media Gate.Young'
expect_status 0 "$check" --list "${here[@]}"

# What is known to be noticed elsewhere only.
proofs 'G6-1 not-here: it is the gate of a real house'
expect_status 0 "$check" --list "${here[@]}"
expect_stdout_contains '1 refusals, 1 ids: 0 with a test, 1 not proven here (guest, not-here)'
proofs 'G6-1 wipe WipeTest.Wipes'
lists 'WipeTest.Wipes wipes; without its defences it is not run'

require_root
proofs 'G6-1 media Gate.Young'
gate "$young  // defence: G6-1" 'return {};'

# refuses WHY: nothing is built or run.
refuses() {
  expect_stderr_contains "error: removals are not run: $1"
  [ "$(stderr | wc -l)" = 1 ] || fail 'it says more than one sentence'
  expect_absent "$T/scratch/build"
}

# Without the programs that confine, or with others of their names.
mkdir few
mkdir -p scratch/fake  # which is below /tmp/scratch inside
ln -s "$(python3 -c 'import sys; print(sys.executable)')" few/python3
expect_status 1 env PATH="$T/few" "$check" "${here[@]}"
refuses 'there is no unshare(1) to confine them'
# fake NAME LINE: it runs its command without having done anything.
fake() {
  rm -f scratch/fake/*
  printf '#!/bin/bash\n%s\n' "$2" >"scratch/fake/$1"
  chmod +x "scratch/fake/$1"
  expect_status 1 env PATH="$T/scratch/fake:/tmp/scratch/fake:$PATH" "$check" "${here[@]}"
}
fake unshare 'while [ "$1" != -- ]; do shift; done; shift; exec "$@"'
refuses 'they cannot be confined: the namespace mnt is still the machine'
fake unshare "exec $(command -v unshare) \"\${@/--net/--uts}\""
refuses 'they cannot be confined: the namespace net is still the machine'
fake setpriv 'while [[ $1 = --* ]]; do shift; done; exec "$@"'
refuses 'they are not confined: it is run as user 0'
fake setpriv "while [[ \$1 = --* ]]; do shift; done; exec $(command -v setpriv) --reuid=65534 --regid=65534 --clear-groups \"\$@\""
refuses 'they are not confined: CapBnd is '
fake mount 'exit 0'
refuses 'they cannot be confined: '
printf 'sings\n' | cmp - scratch/canary || fail 'something was written outside'

# A copy that does not confine, and one that does not look at the mounts either.
mkdir -p copy/scripts
cp -R "$check" "$SEKISHO_SOURCE/scripts/defences" copy/scripts/
sed -i '/^    make_all_read_only()$/d' copy/scripts/defences/confine.py
expect_status 1 copy/scripts/check-defences "${here[@]}"
refuses 'they are not confined: /'
expect_stderr_contains ' is writable'
sed -i 's/ro,nosuid,nodev", place)/nosuid,nodev", place)/' copy/scripts/defences/confine.py
sed -i 's/^    if rights() or mounts():$/    if rights():/' copy/scripts/defences/confined.py
expect_status 1 copy/scripts/check-defences "${here[@]}"
refuses 'they are not confined: a file was created in '
[ -z "$(ls -A scratch/canary.d)" ] || fail 'something was left outside'

# The same with removals: one that is noticed, one that is not, one that only crashes.
gate "$young  // defence: G6-1" '// defence: G6-2, else {}' "$small" 'return {};'
proofs 'G6-1 media Gate.Young' 'G6-2 media Gate.Small' 'G6-1+G6-2 media Gate.Both'
expect_status 0 "$check" "${here[@]}"
expect_status 0 "$check" "${here[@]}" --sample 1 --seed 7
expect_stdout_contains '1 of 3 removals: --sample 1 --seed 7'
proofs 'G6-1 media Gate.Asleep' 'G6-2 media Gate.Small'
expect_status 1 "$check" "${here[@]}"
expect_stdout_contains 'G6-1  media  Gate.Asleep: it passes without the defence'
proofs 'G6-1 media Gate.Crashes' 'G6-2 media Gate.Small'
expect_status 1 "$check" "${here[@]}"
expect_stdout_contains 'G6-1  media  Gate.Crashes: it ended with status -6 instead of failing'
proofs 'G6-1 media Gate.Worded' 'G6-2 media Gate.Small'
expect_status 1 "$check" "${here[@]}"
expect_stdout_contains 'G6-1  media  Gate.Worded: something else refuses then: G6-2'
proofs 'G6-1 media Gate.Young' 'G6-2 media Gate.Young'
expect_status 1 "$check" "${here[@]}"
expect_stdout_contains 'G6-2  media  Gate.Young: it passes without the defence'
proofs 'G6-1+G6-2 media Gate.Young'
expect_status 1 "$check" "${here[@]}"
expect_stdout_contains 'G6-1+G6-2  media  Gate.Young: G6-2 need not be removed for that, or does nothing'

# What a removal leaves has to be a program.
gate "$young  // defence: G6-1" 'return Void("never");  // defence: G6-2'
proofs 'G6-1 media Gate.Young' 'G6-2 media Gate.Small'
expect_status 1 "$check" "${here[@]}"
expect_stderr_contains 'the scratch copy does not build'
