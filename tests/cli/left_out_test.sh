#!/usr/bin/env bash
# What programs leave in folders stays here, keys and ledgers are refused, and all of what cannot be
# taken out is told at once.
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
found_office

litter=('~$plan.xlsx' '.~lock.plan.ods#' Thumbs.db desktop.ini .DS_Store ._a.txt)
for name in "${litter[@]}"; do printf 'x' >"in/$name"; done
ask
expect_stderr_contains 'left out: '
expect_stderr_contains 'a document is being edited (in/'
quietly as employee sekisho show "$request"
for name in "${litter[@]}"; do expect_stdout_lacks "$name"; done
quietly as manager sekisho approve "$request"
quietly as it sekisho media checkout USB-1 --to P3 --request "$request" --due +7d
# More of it since: sealing leaves it out, too.
mkdir in/sub.tmp && rmdir in/sub.tmp
printf 'y' >'in/~$other.docx'
printf 'y' >'in/.~lock.other.ods#'
expect_status 0 as employee sekisho seal "$request" -o "usb/$request.age"
expect_stderr_contains 'left out: '
expect_stderr_contains 'a document is being edited (in/.~lock.other.ods#)'
quietly as employee sekisho open "usb/$request.age" -C out
[ "$(cd out/in && ls -A | tr '\n' ' ')" = 'a.txt b.txt ' ] || fail "it holds: $(ls -A out/in)"
rm -r out "usb/$request.age"

# Named itself, it is meant; --all takes what is below as well. What was approved is sealed.
quietly as employee sekisho request in --all --class 秘 --purpose visit --to P3 --mail a@example.org --until +7d
all=$(stdout)
expect_stderr_lacks 'left out'
quietly as manager sekisho approve "$all"
quietly as employee sekisho seal "$all" -o all.age
quietly as employee sekisho list all.age
for name in "${litter[@]}"; do expect_stdout_contains "in/$name"; done
quietly as employee sekisho request in/Thumbs.db --class 秘 --purpose visit --to P3 --mail a@example.org --until +7d
expect_stderr_lacks 'left out'

# --exclude adds to it, by the last component or by the whole name, and sealing knows.
mkdir -p in/old && printf 'o' >in/old/o.txt && printf 'b' >in/c.bak
quietly as employee sekisho request in --exclude '*.bak' --exclude 'in/old' --class 秘 --purpose visit --to P3 \
  --mail a@example.org --until +7d
some=$(stdout)
quietly as manager sekisho approve "$some"
printf 'b' >in/d.bak
quietly as employee sekisho seal "$some" -o some.age
quietly as employee sekisho list some.age
expect_stdout_lacks bak
expect_stdout_lacks old
rm -r in/old in/*.bak

# What is left out collides with nothing that stays, at request and at seal; what stays does.
printf 'A' >in/A.TXT && printf 'T' >in/THUMBS.DB
refused 4 'are the same name on Windows or macOS' as employee sekisho request in --class 秘 --purpose visit \
  --to P3 --mail a@example.org --until +7d
quietly as employee sekisho request in --exclude A.TXT --class 秘 --purpose visit --to P3 --mail a@example.org \
  --until +7d
some=$(stdout)
quietly as manager sekisho approve "$some"
quietly as employee sekisho seal "$some" -o beside.age
quietly as employee sekisho list beside.age
expect_stdout_contains in/a.txt
expect_stdout_lacks A.TXT
expect_stderr_lacks 'nothing was left out'
quietly as employee sekisho request in --exclude A.TXT --exclude 'no*' --class 秘 --purpose visit --to P3 \
  --mail a@example.org --until +7d
expect_stderr_contains "nothing was left out by --exclude 'no*'"
rm in/A.TXT in/THUMBS.DB

# What is left when all is left out is nothing to take out.
refused 2 'there is no file' as employee sekisho request in --exclude '*' --class 秘 --purpose visit --to P3 \
  --mail a@example.org --until +7d
expect_stderr_contains 'left out: in/'
mkdir empty
refused 2 'there is no file' as employee sekisho request empty --class 秘 --purpose visit --to P3 \
  --mail a@example.org --until +7d

# All links and special files at once.
ln -s a.txt in/l1 && ln -s a.txt in/l2 && mkfifo in/f1
refused 4 'in/l1 is a symbolic link' as employee sekisho request in --class 秘 --purpose visit --to P3 \
  --mail a@example.org --until +7d
expect_stderr_contains 'in/l2 is a symbolic link'
expect_stderr_contains 'in/f1 is a FIFO'
quietly as employee sekisho request in --exclude 'l[12]' --exclude f1 --class 秘 --purpose visit --to P3 \
  --mail a@example.org --until +7d
rm in/l1 in/l2 in/f1

# Keys and ledgers.
age-keygen 2>/dev/null >in/age.txt || left_out 'there is no age-keygen'
ssh-keygen -q -t ed25519 -N '' -f in/id >/dev/null
openssl genpkey -algorithm ed25519 -out in/key.pem 2>/dev/null
cp employee.id in/mine.txt
cp store.sqlite in/db
refused 4 'private keys or a ledger are among the files' as employee sekisho request in --class 秘 \
  --purpose visit --to P3 --mail a@example.org --until +7d
for name in id key.pem mine.txt db; do expect_stderr_contains "in/$name"; done
expect_stderr_lacks 'in/id.pub'
quietly as employee sekisho request in --include-keys --class 秘 --purpose visit --to P3 --mail a@example.org --until +7d
quietly as manager sekisho show "$(stdout)"
expect_stdout_contains 'private keys among the files'
