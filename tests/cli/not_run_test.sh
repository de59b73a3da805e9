#!/usr/bin/env bash
# What a run of the tests left out is named at its end, with the reason and the command that runs it.
. "$(dirname "$0")/lib.sh"
require_program ctest

mkdir build
cat >build/CTestTestfile.cmake <<'EOF'
add_test(room.good sh -c "echo '[       OK ] Good.Test (1 ms)'")
add_test(room.guest sh -c "echo 'SKIPPED: there is no guest (scripts/bootstrap guest)'; exit 77")
add_test(room.mounts sh -c "echo 'SKIPPED: needs root, to mount'; exit 77")
add_test(room.silent sh -c "exit 77")
add_test(room.some sh -c "echo 'LEFT OUT: no faketime'; echo more")
add_test(room.unit sh -c "printf '%s\n' '../a_test.cc:3: Skipped' 'needs root for chroot' '[  SKIPPED ] Mounted.InAChroot (7 ms)' '[  SKIPPED ] Mounted.InAChroot'")
set_tests_properties(room.guest room.mounts room.silent PROPERTIES SKIP_RETURN_CODE 77)
EOF
ctest --test-dir build --parallel 2 --output-junit "$T/build/ctest.xml" >ctest.log 2>&1 || fail 'ctest'
expect_status 0 "$SEKISHO_SOURCE/scripts/not-run" build
# In the order in which they ended.
[ "$(grep -A 1 '^not run: ' "$T/.said/out" | paste - - | sort)" = "$(sort <<'EOF'
not run: room.guest: there is no guest	  to run it: scripts/bootstrap guest, then ctest --test-dir build -R "^room.guest$"
not run: room.mounts: needs root, to mount	  to run it: sudo ctest --test-dir build -R "^room.mounts$"
not run: room.silent: no reason was given	  to run it: ctest --test-dir build -R "^room.silent$"
not run: a part of room.some: no faketime	  to run it: ctest --test-dir build -R "^room.some$"
not run: Mounted.InAChroot of room.unit: needs root for chroot	  to run it: sudo ctest --test-dir build -R "^room.unit$"
EOF
)" ] || fail 'something else was said'

# Nothing was left out: nothing is said.
sed -i '/^add_test(room.good/!d' build/CTestTestfile.cmake
ctest --test-dir build --output-junit "$T/build/ctest.xml" >ctest.log 2>&1 || fail 'ctest'
expect_status 0 "$SEKISHO_SOURCE/scripts/not-run" build
expect_stdout_is ''
