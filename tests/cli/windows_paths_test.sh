#!/usr/bin/env bash
# Paths as Explorer copies them, mapped by [paths] of the configuration.
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
found_office
mkdir -p share/総務課 && printf '名簿\n' >share/総務課/名簿.xlsx
asking() {
  expect_status "$1" as employee sekisho request "$2" --class 秘 --purpose visit --to P3 --mail a@example.org --until +7d
}

asking 1 '"Z:\総務課\名簿.xlsx"'
expect_stderr_contains 'does not know Z:'
expect_stderr_contains '[paths]'
printf '\n[paths]\n"Z:" = "%s/share"\n"\\\\\\\\fs1\\\\soumu" = "%s/share"\n' "$T" "$T" >>state-employee/config.toml
for typed in '"Z:\総務課\名簿.xlsx"' 'Z:\総務課\名簿.xlsx' 'z:/総務課/名簿.xlsx' '\\fs1\soumu\総務課\名簿.xlsx' \
  '"\\FS1\Soumu\総務課\名簿.xlsx"' 'Z:￥総務課￥名簿.xlsx' 'Z:\総務課'; do
  asking 0 "$typed"
  quietly as employee sekisho show "$(stdout)"
  expect_stdout_contains '名簿.xlsx'
done
asking 1 'Y:\x'
expect_stderr_contains "Z: = $T/share"
asking 1 '\\fs2\soumu\x'
expect_stderr_contains '\\fs2\soumu'
# What is there as it was typed is meant.
printf 'x' >'Z:'
asking 0 'Z:'
expect_stderr_contains 'Z: is taken for the file of that name here, not for a Windows path'
asking 0 'Z:\総務課'
expect_stderr_lacks 'is taken for'
# Joining again keeps the table.
quietly as employee sekisho join --store "$T/store.sqlite" --genesis "$genesis"
asking 0 'Z:\総務課'
# A table that cannot be read is told, with its line.
printf '"Q:" = 3\n' >>state-employee/config.toml
asking 1 'Z:\総務課'
expect_stderr_contains 'config.toml'
