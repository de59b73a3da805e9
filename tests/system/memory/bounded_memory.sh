#!/bin/bash
# What a command needs of memory does not grow with what is taken out: many entries in one
# directory, and one large file (ATTACKS E6). The bound is the design's: 64 MiB, whatever the size.
# The full sizes, a million entries and 20 GiB, are in tests/bench/memory_bench.sh.
#
# usage: bounded_memory.sh DIRECTORY_OF_PROGRAMS [ENTRIES [MIB]]
SEKISHO_BIN=${1:?directory of the programs}
export SEKISHO_BIN
. "$(dirname "$0")/../../cli/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
entries=${2:-60000}
mib=${3:-300}
command -v python3 >/dev/null || { echo 'SKIPPED: there is no python3, to measure (scripts/bootstrap)'; exit 77; }

# peak WHO COMMAND...: runs it; its peak resident memory, in KiB, is in $kib.
peak() {
  local who=$1
  shift
  expect_status 0 as "$who" python3 "$SEKISHO_SOURCE/tests/system/memory/peak_memory.py" "$T/peak" "$@"
  kib=$(cat "$T/peak")
}

# bounded WHO COMMAND...: below 64 MiB, and said.
bounded() {
  local began=$SECONDS
  peak "$@"
  printf '%-16s %5d KiB %4d s\n' "$3" "$kib" "$((SECONDS - began))"
  [ "$kib" -lt $((64 * 1024)) ] || fail "$3 needed $kib KiB"
}

found_office
rm in/a.txt in/b.txt
# In one directory: the worst case, since its names are sorted and compared with one another.
(cd in && seq -f 'f%09.0f' "$entries" | xargs touch)
truncate -s "${mib}M" in/large

bounded employee sekisho request in --class 秘 --purpose visit --to P3 --medium USB-1 --until +7d
request=$(grep -ao 'R[0-9]*' "$T/.said/out" | head -n 1)
bounded manager sekisho show "$request"
[ "$(wc -l <"$T/.said/out")" -gt "$entries" ] || fail 'show did not list everything'
bounded manager sekisho show "$request" --json
bounded manager sekisho approve "$request"
quietly as it sekisho media checkout USB-1 --to P3 --request "$request" --due +7d
bounded employee sekisho seal "$request" -o "usb/$request.age"
bounded it sekisho gate usb
bounded employee sekisho verify "usb/$request.age"
bounded employee sekisho list "usb/$request.age"
[ "$(wc -l <"$T/.said/out")" = $((entries + 2)) ] || fail 'list did not list everything'
bounded employee sekisho open "usb/$request.age" -C out
[ "$(find out/in -type f | wc -l)" = $((entries + 1)) ] || fail 'not everything was opened'
bounded auditor sekisho ledger verify
