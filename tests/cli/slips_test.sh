#!/usr/bin/env bash
# What people do wrong in their first week is told before anything is lost or recorded.
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
found_office
asking() { as employee sekisho request "$@" --class 秘 --purpose visit --to P3 --until +7d; }

# A name with a blank, without quotes: it is said that it is not there, and what helps.
printf x >'in/budget 2026.xlsx'
refused 1 'there is no in/budget' asking in/budget 2026.xlsx --medium USB-1
expect_stderr_contains 'in quotes'
rm 'in/budget 2026.xlsx'
# A mistyped option is named, not what is missing because of it.
expect_status 2 as employee sekisho request in --clas 秘 --purpose x --to P3 --until +7d --medium USB-1
expect_stderr_contains 'did you mean: sekisho request --class'
# None or two destinations.
for where in '' '--medium USB-1 --mail a@example.org'; do
  # shellcheck disable=SC2086 # words
  expect_status 2 asking in $where
  expect_stderr_contains 'name exactly one of these: --medium,--mail,--cloud'
done

# An approval shortens; it never lengthens.
ask --due +5d
refused 2 'an approval can only be shorter' as manager sekisho approve "$request" --until +60d
quietly as manager sekisho approve "$request" --until +6d
# It is to be back when that was approved.
refused 2 'was approved to be back by' as it sekisho media checkout USB-1 --to P3 --request "$request" --due +300d
quietly as it sekisho media checkout USB-1 --to P3 --request "$request" --due +5d
quietly as employee sekisho seal "$request" -o usb

# What was approved for another medium, or for somebody else to carry, says for which and for whom.
mkdir spare
quietly as it sekisho media register spare --label USB-9
quietly as employee sekisho request in --class 秘 --purpose visit --to P3 --mail a@example.org --until +7d
by_mail=$(stdout)
out() { as it sekisho media checkout "$1" --to "$2" --request "$3" --due +5d; }
refused 4 "$request is for USB-1, not for USB-9" out USB-9 P3 "$request"
expect_stderr_contains "hint: sekisho media checkout USB-1 --to P3 --request $request"
refused 4 "$request names Tanaka to carry it, not Suzuki" out USB-1 P2 "$request"
refused 4 "$by_mail is for mail, not for a medium" out USB-9 P3 "$by_mail"

# A loss lies in the past, somewhere.
refused 2 'a loss lies in the past' as employee sekisho media lost USB-1 --last-seen +3d --found-missing +4d --place train
refused 2 'where it was lost is not said' as employee sekisho media lost USB-1 --last-seen yesterday --found-missing now --place ' '

# Returned twice: what lies on it is to be seen, and no other check-out.
quietly as it sekisho media return USB-1
expect_stderr_contains 'next: sekisho wipe MOUNT'
refused 4 'USB-1 was taken back already' as it sekisho media return USB-1 usb
expect_stderr_contains 'hint: what lies on it: sekisho gate usb --detail'

# What has come back and was not emptied takes no other package: it could not go out, and the use is kept.
ask
quietly as manager sekisho approve "$request"
refused 4 'must be emptied before it goes out again' as employee sekisho seal "$request" -o usb
expect_absent "usb/$request.age"

# A wipe that the record would not take wipes nothing. (Asked for by IT itself, who then relieves nobody.)
mkdir usb2
quietly as it sekisho media register usb2 --label USB-2
quietly as it sekisho request in --class 秘 --purpose visit --to P4 --medium USB-2 --until +7d
own=$(stdout)
quietly as manager sekisho approve "$own"
quietly as it sekisho seal "$own" -o usb2
refused 4 'a wipe of it would not be recorded' as it sekisho wipe usb2 --confirm usb2 --no-input
expect_file "usb2/$own.age"
