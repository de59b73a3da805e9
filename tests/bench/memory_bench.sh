#!/bin/bash
# The peak memory of each command with a million entries, and with 20 GiB (sparse), each below 64
# MiB or it fails. Needs some 40 GiB of disk for a while, and half an hour.
#
# usage: memory_bench.sh DIRECTORY_OF_PROGRAMS [ENTRIES [GIB]]
set -euo pipefail
bin=${1:?directory of the programs}
test=$(dirname "$0")/../system/memory/bounded_memory.sh
printf '%s entries\n' "${2:-1000000}"
bash "$test" "$bin" "${2:-1000000}" 1
printf '%s GiB\n' "${3:-20}"
bash "$test" "$bin" 1 "$((${3:-20} * 1024))"
