#!/usr/bin/env bash
# What cannot even be asked for.
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
found_office

# asking OPTION...: the request of office.sh, with other options.
asking() { as employee sekisho request in --purpose visit "$@"; }

refused 1 "there is no class 'secret'" asking --class secret --to P3 --medium USB-1 --until +7d
refused 2 '--class is required' asking --to P3 --medium USB-1 --until +7d
refused 4 '' asking --class 秘 --to P3 --medium USB-1 --until +400d
refused 2 '' asking --class 秘 --to P3 --until +7d
refused 2 '' asking --class 秘 --to P3 --medium USB-1 --mail a@example.com --until +7d
refused 1 "no medium 'USB-9'" asking --class 秘 --to P3 --medium USB-9 --until +7d
refused 1 '' asking --class 秘 --to P99 --medium USB-1 --until +7d
refused 2 '' asking --class 秘 --to age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq \
  --medium USB-1 --until +7d
refused 2 'due date has passed' asking --class 秘 --to P3 --medium USB-1 --until +7d --due 2020-01-01
refused 2 'not in range' asking --class 秘 --to P3 --medium USB-1 --until +7d --uses 0
expect_stderr_lacks '000000' # a range that people can read
refused 2 "'age1qqqq' is not a recipient" asking --class 秘 --to age1qqqq --medium USB-1 --until +7d
refused 4 'ends before it begins' asking --class 秘 --to P3 --medium USB-1 --until 2020-01-01
expect_stderr_contains 'hint: it begins now or at --from; name a later day'
refused 2 '--until' asking --class 秘 --to P3 --medium USB-1 --until tomorrowish
refused 2 '' asking --class 秘 --to P3 --medium USB-1 --until +7d --third-party Somebody
refused 4 'ends before it begins' asking --class 秘 --to P3 --medium USB-1 --until 2020-01-01
refused 4 'purpose' as employee sekisho request in --purpose '' --class 秘 --to P3 --medium USB-1 --until +7d

# Links out of the tree, special files and our own name are not taken out (ATTACKS E8).
ln -s /etc/hostname in/link
refused 4 'link' asking --class 秘 --to P3 --medium USB-1 --until +7d
rm in/link
mkfifo in/pipe
refused 4 'pipe' asking --class 秘 --to P3 --medium USB-1 --until +7d
rm in/pipe
mkdir SEKISHO && touch SEKISHO/x
refused 4 'SEKISHO' as employee sekisho request SEKISHO --purpose visit --class 秘 --to P3 --medium USB-1 --until +7d
refused 1 'no-such-file' as employee sekisho request no-such-file --purpose visit --class 秘 --to P3 --medium USB-1 --until +7d

# Strangers: no identity, and one that is nobody's.
refused 1 '' as stranger sekisho request in --purpose visit --class 秘 --to P3 --medium USB-1 --until +7d
