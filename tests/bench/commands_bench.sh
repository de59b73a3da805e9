#!/bin/bash
# What everyday commands cost in organisations of several sizes: CPU time (user and system, the least
# of three runs), peak memory, lines printed, and how that grows. A machine that is busy makes them
# wait, and changes these figures little.
#
# `request` is recorded each time.
#
# usage: commands_bench.sh DIRECTORY_OF_PROGRAMS DIR SIZE...
# makes DIR/SIZE with `ledger_bench --make` when it is not there; each command is run once before.
set -euo pipefail
bin=$(realpath "${1:?directory of the programs}")
mkdir -p "${2:?directory}"
cd "$2"
shift 2
echo bench >note.txt
for size in "$@"; do
  [ -d "$size" ] || "$bin/ledger_bench" --make "$size" "$size"
done

# measure SIZE PERSON COMMAND...: prints "CPU MEMORY LINES".
measure() {
  local org=$1 person=$2 best='' run
  shift 2
  for run in 0 1 2 3; do
    rm -f door.snapshot
    SEKISHO_IDENTITY=$org/$person.key SEKISHO_STATE_DIR=$org/$person.state \
      /usr/bin/time -f '%U %S %M' -o time "$bin/sekisho" "$@" >out 2>err ||
      [ $? = 3 ] || { cat err >&2; exit 1; }  # 3: something is overdue
    [ "$run" = 0 ] || best=$(awk -v best="$best" -v lines="$(wc -l <out)" '
      NF == 3 { cpu = $1 + $2
        if (best == "" || cpu < best + 0) printf "%.2f %d %d", cpu, $3 / 1024, lines; else printf "%s", best }' time)
  done
  printf '%s\n' "$best"
}

printf '%-32s' command
for size in "$@"; do printf '%26s' "$size"; done
printf '\n'
while read -r person command; do
  printf '%-32s' "$person: $command"
  for size in "$@"; do
    # shellcheck disable=SC2086
    printf '%26s' "$(measure "$size" "$person" $command | awk '{ printf "%s s %s MiB %s l", $1, $2, $3 }')"
  done
  printf '\n'
done <<'COMMANDS'
employee status
employee status --open
manager inbox
it media list
it due
employee show R1
it ledger log --limit 8
employee request note.txt --class 公開 --purpose bench --to P4 --until +7d --medium USB-1 --no-input
officer gate snapshot -o door.snapshot
COMMANDS
rm -f time out err note.txt door.snapshot
