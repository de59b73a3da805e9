#!/usr/bin/env bash
# Each decision says, in one line below its title, its date and whether it still holds, and names no
# other that there is not.
. "$(dirname "$0")/lib.sh"
folder=$SEKISHO_SOURCE/docs/decisions
status='(accepted(, (narrowed|completed) .+| until .+)?|superseded by [0-9]{3})'
count=0
for file in "$folder"/*.md; do
  name=${file##*/}
  mapfile -t -n 5 line <"$file"
  [[ ${line[0]} =~ ^"# ${name:0:3}. "[^.:\ ] ]] || fail "$name: its title does not begin with '# ${name:0:3}. '"
  [[ ${line[2]} =~ ^Date:\ 20[0-9]{2}-[01][0-9]-[0-3][0-9]\.\ Status:\ $status\.$ ]] ||
    fail "$name: its third line is not 'Date: YYYY-MM-DD. Status: accepted.'"
  [ -z "${line[1]}${line[3]}" ] || fail "$name: no blank line above or below its date"
  for other in $(grep -owE '[0-9]{3}' <<<"${line[2]#*Status}"); do
    [ "$(find "$folder" -name "$other-*.md" | wc -l)" = 1 ] || fail "$name: there is no decision $other"
  done
  count=$((count + 1))
done
[ "$count" -gt 20 ] || fail "only $count decisions were found"
