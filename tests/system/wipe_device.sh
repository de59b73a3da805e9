#!/bin/bash
# Whole devices: overwritten and read back, confirmed by name, refused where they are in use
# (ATTACKS H1, H2, H4, H7).
#
# usage: wipe_device.sh DIRECTORY_OF_PROGRAMS     needs root and loop devices (else exit 77)
set -u
bin=${1:?directory of the programs}
wipe=$bin/sekisho-wipe
. "$(dirname "$0")/images.bash"
needs_images mkfs.ext4 partx python3

disk() {  # disk NAME MIB: an image full of markers, attached; sets $loop
  mark "$1" $(($2 * 2048)) > "$dir/$1.img"
  attach "$1"
}
left() { { grep -aoE 'MARK:[a-z0-9]+:[0-9]{8}:' "$dir/$1.img" || true; } | wc -l; }
run() {  # run OPTIONS...: the status is in $status
  "$wipe" --no-input "$@" > "$dir/out" 2> "$dir/errors"
  status=$?
}
said() { grep -qF -- "$1" "$dir/errors" || { cat "$dir/errors"; false; }; }
written() { stat -c '%n %y' "$dir"/*.img; }  # changes when anything is written to an image
refused() {  # refused NAME STATUS TEXT OPTIONS...: with a hint, and nothing was written
  local name=$1 expected=$2 text=$3 before
  shift 3
  before=$(written)
  run "$@"
  check "$name: status" equals "$status" "$expected"
  check "$name: says why" said "$text"
  check "$name: says what helps" said 'hint: '
  check "$name: nothing was written" equals "$(written)" "$before"
}
fact() {  # fact EXPRESSION: of the report in $dir/out, as d and its first target as t
  python3 -c 'import json, sys
d = json.load(open(sys.argv[1]))
t = d["targets"][0]
sys.exit(0 if eval("(" + sys.argv[2] + ")") else 1)' "$dir/out" "$1"
}

# two_partitions IMAGE: a partition table with sectors 2048 to 10239 and 10240 to 18431.
two_partitions() {
  python3 - "$1" << 'EOF'
import struct, sys
with open(sys.argv[1], "r+b") as image:
    image.seek(446)
    for first in (2048, 10240): image.write(struct.pack("<8BII", 0, 0, 0, 0, 0x83, 0, 0, 0, first, 8192))
    image.write(bytes(32) + b"\x55\xaa")
EOF
}

# What has to be confirmed is the image's name, or the device's; the former is asked for, since loop
# numbers change.
disk one 9
refused 'not confirmed' 2 'each target has to be confirmed' "$loop"
check 'not confirmed: by the image' said '--confirm one.img'
refused 'confirmed as another' 2 'each target has to be confirmed' --confirm loop "$loop"
refused 'another serial number' 4 'does not tell a serial number' --serial X1 --confirm one.img "$loop"
refused 'named twice' 2 'is named twice' --confirm one.img --confirm one.img "$loop" "$loop"
refused 'a device and a file' 2 'not wiped together with files' --confirm one.img "$loop" "$dir"
refused 'free space of a device' 2 'are for file systems' --confirm one.img "$loop" --free-space /
refused 'one file for report and state' 2 'both the report and the state' --confirm one.img \
  --state "$dir/s" --certificate "$dir/./s" "$loop"
before=$(written)
"$wipe" --no-input --confirm one.img "$loop" >&- 2> "$dir/errors"
check 'Z6 stdout is closed: status' equals $? 1
check 'Z6 stdout is closed: says so' said 'stdout is closed'
check 'Z6 stdout is closed: nothing was written' equals "$(written)" "$before"
refused 'purge' 4 'no medium of its own' --grade purge --confirm one.img "$loop"
run --dry-run --json --grade purge "$loop"
check 'purge, dry run: status' equals "$status" 4
check 'purge, dry run: shows that there is no way' fact 't["device"]["method"] == "none" and d["grade"] == "none"'
refused 'purge with a state' 2 'goes on by itself' --grade purge --state "$dir/s" --confirm one.img "$loop"
refused 'purge of a file' 4 'cannot reach Purge' --grade purge --confirm images.bash "$dir/one.img"
ln -s "$loop" "$dir/link"
refused 'H2 a link' 4 'is a symbolic link' --confirm one.img "$dir/link"
blockdev --setro "$loop"
refused 'a read-only device' 4 'read-only' --confirm one.img "$loop"
blockdev --setrw "$loop"
run --dry-run --json "$loop"
check 'dry run: status' equals "$status" 0
check 'dry run: says what it is' fact \
  'd["outcome"] == "planned" and t["kind"] == "device" and t["medium"]["capacity_bytes"] == 9 << 20'
check 'dry run: nothing was written' equals "$(left one)" $((9 * 2048))

# Open elsewhere, which O_EXCL does not notice: who writes is refused, who reads is told.
exec 7>> "$loop"
refused 'open for writing elsewhere' 4 'is open for writing in process' --confirm one.img "$loop"
exec 7>&- 7< "$loop"
run --dry-run --json "$loop"
check 'open for reading elsewhere: told' fact \
  'd["grade"] == "clear" and any("is open in process %d" % '"$$"' in line for line in d["found"])'
exec 7<&-

# Each method.
before=$(written)
run --json --confirm one.img "$loop" --certificate "$dir/certificate.json"
check 'keystream: status' equals "$status" 0
check 'keystream: writing is noticed' test "$(written)" != "$before"
check 'keystream: all was written and read back' fact 'd["grade"] == "clear" and
  t["device"]["bytes_written"] == t["device"]["bytes_verified"] == t["device"]["size_bytes"] == 9 << 20'
check 'keystream: the certificate is what was printed' cmp -s "$dir/out" "$dir/certificate.json"
sync
check 'keystream: nothing is left' equals "$(left one)" 0
check 'keystream: it does not compress' test "$(gzip -c "$dir/one.img" | wc -c)" -gt $((9 << 20))
run --confirm "$(basename "$loop")" --method zeros "$loop"
check 'zeros: status' equals "$status" 0
check 'zeros: they are' cmp -s -n $((9 << 20)) "$dir/one.img" /dev/zero
run --confirm one.img --method pattern "$loop"
check 'pattern: they are' equals "$(tr -d U < "$dir/one.img" | wc -c)" 0

first_disk=$loop
# Discard is a hint, sent last; what the device does with it changes nothing that is claimed.
before=$(stat -c %b "$dir/one.img")
run --json --confirm one.img --discard "$loop"
check 'discard: status' equals "$status" 0
check 'discard: told, and all was read back before' fact 'd["grade"] == "clear" and
  t["device"]["discard"] == "sent" and t["device"]["bytes_verified"] == 9 << 20'
check 'discard: the device took it' test "$(stat -c %b "$dir/one.img")" -lt "$before"
run --json --confirm one.img "$loop"
check 'discard: not unless asked for' fact '"discard" not in t["device"]'
mkdir "$dir/ram.mnt"  # ramfs cannot punch holes
mount -t ramfs ramfs "$dir/ram.mnt" && truncate -s 9M "$dir/ram.mnt/ram.img" && attach ram.mnt/ram
run --json --confirm ram.img --discard --best-effort "$loop"
check 'discard is refused: status' equals "$status" 0
check 'discard is refused: told' fact 't["device"]["discard"] == "refused" and d["outcome"] == "done"'
detach "$loop" && umount "$dir/ram.mnt"
loop=$first_disk
refused 'discard of files' 2 'are for whole devices' --discard --confirm one.img "$dir/one.img"
refused 'discard and purge' 2 'needs no hint' --grade purge --discard --confirm one.img "$loop"

# A sample: small devices are read in full all the same, of larger ones just the blocks that follow
# from the seed.
run --json --confirm one.img --verify sample "$loop"
check 'sample of a small device: in full' fact 'd["verification"] == {"asked": "sample", "done": "full",
  "result": "passed"} and t["device"]["bytes_verified"] == 9 << 20 and t["device"]["sample_seed"] == ""'
disk sampled 40
run --json --confirm sampled.img --verify sample "$loop"
check 'sample: status' equals "$status" 0
check 'sample: says so' fact 'd["verification"]["done"] == "sample" and d["grade"] == "clear" and
  "a sample was read back" in t["claim"]["aspects"][0]["sentence"] and
  t["device"]["bytes_written"] == 40 << 20'
cat > "$dir/sample.py" << 'EOF'
import json, sys
device = json.load(open(sys.argv[1]))["targets"][0]["device"]
def numbers(seed):
    while True:
        seed = (seed + 0x9E3779B97F4A7C15) % 2**64
        z = (seed ^ seed >> 30) * 0xBF58476D1CE4E5B9 % 2**64
        z = (z ^ z >> 27) * 0x94D049BB133111EB % 2**64
        yield z ^ z >> 31
number = numbers(int(device["sample_seed"], 16))
blocks = device["size_bytes"] // device["block_bytes"]
chosen, begin = {0, blocks - 1}, 0
for section in range(1000):
    n = blocks // 1000 + (section < blocks % 1000)
    p = -(-n // 20)
    a, b = sorted(next(number) % (n - 2 * p + 1) for _ in "ab")
    for at in (a, b + p): chosen.update(range(begin + at, begin + at + p))
    begin += n
sys.exit(len(chosen) * device["block_bytes"] != device["bytes_verified"])
EOF
check 'sample: as much as follows from the seed' python3 "$dir/sample.py" "$dir/out"
run --json --confirm sampled.img --verify sample --dry-run "$loop"
check 'sample: planned' fact '"a sample was read back" in t["claim"]["aspects"][0]["sentence"]'
sync
check 'sample: nothing is left' equals "$(left sampled)" 0
loop=$first_disk

# H1: in use. Mounted; a partition of it mounted; under another device.
mkfs.ext4 -q -E lazy_itable_init=0,lazy_journal_init=0 "$loop"
mkdir -p "$dir/one.mnt"
mount "$loop" "$dir/one.mnt"
sync  # what the kernel has still to write is not the program's doing
refused 'H1 mounted' 4 'mounted' --confirm one.img "$loop"
refused 'H1 mounted, best effort' 4 'mounted' --best-effort --confirm one.img "$loop"
umount "$dir/one.mnt"
below=$loop
disk two 20
outer=$loop
two_partitions "$dir/two.img"
partx --add "$outer"
first=${outer}p1 second=${outer}p2
node "$first"
node "$second"
part_name=$(basename "$outer")p2
mkfs.ext4 -q -E lazy_itable_init=0,lazy_journal_init=0 "$first"
mkdir -p "$dir/p1.mnt"
mount "$first" "$dir/p1.mnt"
sync
refused 'H1 a partition is mounted' 4 'mounted' --confirm two.img "$outer"
run --json --confirm "$part_name" "$second"
check 'beside a mounted partition: status' equals "$status" 0
check 'a partition: what was said' fact 't["device"]["partition"] and
  t["claim"]["file_system"] == "partition" and t["device"]["size_bytes"] == 8192 * 512'
sync
check 'a partition: the neighbour is well' e2fsck -fn "$first" > "$dir/fsck" 2>&1
check 'a partition: only it was written' equals "$(tail -c $((20 * 1048576 - 18432 * 512)) \
  "$dir/two.img" | grep -ac MARK:two)" $((20 * 2048 - 18432))
umount "$dir/p1.mnt"
partx --delete "$outer"

# H1: a file that is the medium of a device.
refused 'H1 behind a loop device' 4 "is the medium of /dev/loop" --confirm one.img "$dir/one.img"

# H9: a loop device that shows less than its image: the name of the image does not confirm it, and
# it is called a part.
part_of_image() {  # part_of_image NAME MARKERS_LEFT LENGTH_SHOWN losetup options...
  local name=$1 markers=$2 shown=$3
  shift 3
  mark part 8192 > "$dir/part.img"
  [ "$name" != 'odd length' ] || printf 'MARK:part:99999999:%s' "$(printf '%082d' 0)" >> "$dir/part.img"
  loop=$(losetup --find --show "$@" "$dir/part.img") || exit 1
  node "$loop"
  backing[$loop]=$dir/part.img
  [ "$name" != grown ] || mark part 1 >> "$dir/part.img"
  [ "$name" != deleted ] || { ln "$dir/part.img" "$dir/other"; rm "$dir/part.img"; }
  refused "H9 $name: the image does not confirm it" 2 'each target has to be confirmed' \
    --confirm part.img "$loop"
  run --json --confirm "${loop##*/}" "$loop"
  check "H9 $name: status" equals "$status" 0
  check "H9 $name: called a part" fact "t['claim']['file_system'] == 'part of an image' and
    t['device']['partition'] and t['device']['size_bytes'] == $shown"
  check "H9 $name: says so" grep -q 'shows a part of the image file only' "$dir/out"
  losetup --detach "$loop" && sync
  unset "backing[$loop]"
  [ "$name" != deleted ] || mv "$dir/other" "$dir/part.img"
  check "H9 $name: what is left" equals "$(left part)" "$markers"
}
part_of_image 'an offset' 2048 $((3 << 20)) --offset $((1 << 20))
part_of_image 'a limit' 4096 $((2 << 20)) --sizelimit $((2 << 20))
part_of_image 'odd length' 1 $((4 << 20))
part_of_image grown 1 $((4 << 20))
part_of_image deleted 0 $((4 << 20))
rm "$dir/part.img"
loop=$first_disk

# H4: the image's file system is full: what could be written was, and the rest is listed. It gets full
# between two chunks: of a part of a request that was written the kernel says that all was.
mkdir "$dir/thin.mnt"
mount -t tmpfs -o size=4M none "$dir/thin.mnt"
truncate -s 6M "$dir/thin.mnt/thin"
thin=$(losetup --find --show "$dir/thin.mnt/thin")
backing[$thin]=$dir/thin.mnt/thin
run --json --confirm thin "$thin"
check 'H4 no room underneath: status' equals "$status" 1
check 'H4 no room underneath: ranges are told' said 'could not be written'
check 'H4 no room underneath: one hint' equals "$(grep -c '^hint: .*--grade purge' "$dir/errors")" 1
check 'H4 no room underneath: the rest was written' fact 'd["grade"] == "none" and
  t["device"]["unerased"] and t["device"]["bytes_written"] >= 3 << 20'
detach "$thin"

# H2: "link/../disk" is the kernel's, not what is left when the link is thought away.
mkdir -p "$dir/far/below"
ln -s far/below "$dir/leading"
cp -a "$below" "$dir/disk"
cp -a "$outer" "$dir/far/disk"
refused 'H2 a name that leads elsewhere' 4 'leads elsewhere' --confirm one.img "$dir/leading/../disk"
rm "$dir/disk" "$dir/far/disk"

# Several at once, each confirmed.
refused 'two, one confirmed' 2 'each target has to be confirmed' --confirm one.img "$below" "$outer"
run --json --confirm one.img --confirm two.img "$below" "$outer"
check 'two at once: status' equals "$status" 0
check 'two at once: both were' fact 'len(d["targets"]) == 2 and
  all(x["device"]["bytes_verified"] == x["medium"]["capacity_bytes"] for x in d["targets"])'
sync
check 'two at once: nothing is left' equals "$(left two)" 0
check 'two at once: not the same bytes' test "$(cmp -n 9437184 "$dir/one.img" "$dir/two.img" | wc -l)" = 1

# H7: interrupted. The report claims nothing, and what is left out is still there.
disk long 600
options=(--json --confirm long.img)
begin() {  # begin OPTIONS...: until it has written 8 MiB
  stop_at pwrite 2 "$loop" "$wipe" --no-input "${options[@]}" "$@" "$loop" > "$dir/out" 2> "$dir/errors"
  check 'in the middle' equals $? 0
}
mkdir "$dir/full.mnt"
mount -t tmpfs -o size=4M none "$dir/full.mnt"
fill() { head -c 5M /dev/zero > "$dir/full.mnt/all" 2> /dev/null; }
fill
refused 'no room for the report' 1 'no room for' --confirm long.img --certificate "$dir/full.mnt/report" "$loop"
rm "$dir/full.mnt/all"
begin --certificate "$dir/full.mnt/report"
fill
kill -INT "$pid"
let_go
check 'H7 interrupted: status' equals $? 130
check 'H7 interrupted: a report that was not kept is told' said 'its report was not kept'
check 'H7 interrupted: claims nothing' fact 'd["outcome"] == "interrupted" and d["grade"] == "none"
  and t["device"]["bytes_verified"] < t["device"]["size_bytes"]'
check 'H7 interrupted: says what helps' said 'hint: '

# H2: another size, or somebody else who writes, before it is finished: nothing is claimed.
again() { head -c 512 <(mark long 1) | dd of="$dir/long.img" conv=notrunc,fsync status=none; }
again
begin
exec 7<> "$loop"
let_go
check 'a writer who comes later: status' equals $? 1
check 'a writer who comes later: is told' said 'is open for writing in process'
check 'a writer who comes later: claims nothing' fact 'd["outcome"] == "failed" and d["grade"] == "none"'
exec 7>&-
again
begin
truncate -s 700M "$dir/long.img"
losetup -c "$loop"
let_go
check 'H2 it grows: status' equals $? 1
check 'H2 it grows: is told' said 'no longer what it was'
check 'H2 it grows: claims nothing' fact 'd["outcome"] == "failed" and d["grade"] == "none"'
truncate -s 600M "$dir/long.img"
losetup -c "$loop"

# H7: killed, and gone on with from what the state file says.
state=$dir/state
reached() { grep -oE '"offset":[0-9]+' "$state" 2> /dev/null | tr -dc 0-9; }
flip() {  # flip OFFSET: a bit of the byte there
  python3 -c 'import sys
with open(sys.argv[1], "r+b") as f:
    at = int(sys.argv[2]); f.seek(at); b = f.read(1)[0]; f.seek(at); f.write(bytes([b ^ 1]))' \
    "$dir/long.img" "$1"
  sync -f "$dir/long.img"
}
mark long $((600 * 2048)) | dd of="$dir/long.img" bs=1M iflag=fullblock conv=notrunc,fsync status=none
# In chunks of 4 MiB, and after 256 MiB the state is written.
at_moment pwrite 70 "$loop" KILL "$wipe" --no-input "${options[@]}" --state "$state" "$loop" > "$dir/out" 2> "$dir/errors"
check 'H7 killed: status' equals $? 137
offset=$(reached)
check 'H7 killed: the state is behind' equals "$offset" $((256 << 20))
check 'H7 killed: the state is nobody else'"'"'s' equals "$(stat -c %a "$state")" 600
refused 'H7 another method' 4 'about other devices, or another method' --state "$state" \
  --method zeros --confirm long.img "$loop"
refused 'H7 another device' 4 'about other devices' --state "$state" --confirm one.img "$below"
refused 'H7 one device more' 4 'about other devices' --state "$state" --confirm long.img \
  --confirm one.img "$loop" "$below"
refused 'H7 not confirmed' 2 'each target has to be confirmed' --state "$state" "$loop"
flip $((offset - 1))
refused 'H7 written to since' 4 'does not hold what was written' --state "$state" \
  --confirm long.img "$loop"
flip $((offset - 1))
cp "$state" "$dir/good"
echo >> "$state"
refused 'H7 a changed state' 1 'not a sekisho-wipe-progress' --state "$state" --confirm long.img "$loop"
cp "$dir/good" "$state"
detach "$loop" && unset "backing[$loop]"
attach long
at_moment pwrite 70 "$loop" INT "$wipe" --no-input "${options[@]}" --state "$state" "$loop" > "$dir/out" 2> "$dir/errors"
check 'H7 interrupted again: status' equals $? 130
check 'H7 interrupted again: the state is of that moment' equals "$(reached)" $(((256 + 280) << 20))
run "${options[@]}" --state "$state" --verify sample "$loop"
check 'H7 gone on: status' equals "$status" 0
check 'H7 gone on: no sample of what another run wrote' fact 'd["verification"]["done"] == "full"'
check 'H7 gone on: all of it was read back' fact 'd["grade"] == "clear" and t["device"]["runs"] == 3
  and t["device"]["bytes_verified"] == t["device"]["bytes_written"] == 600 << 20'
check 'H7 gone on: the state is removed' test ! -e "$state"
sync
check 'H7 gone on: nothing is left' equals "$(left long)" 0

# What is finished is not discarded while another has to be gone on with, by what they hold.
mark long $((600 * 2048)) | dd of="$dir/long.img" bs=1M iflag=fullblock conv=notrunc,fsync status=none
mark one $((9 * 2048)) | dd of="$dir/one.img" bs=1M iflag=fullblock conv=notrunc,fsync status=none
begin --confirm one.img --state "$state" --discard "$first_disk"
read_bytes() { { sed -n 's/^rchar: //p' "/proc/$pid/io"; } 2> /dev/null; }
# Until it has read one.img back. An end of the process ends this, too.
while kill -0 "$pid" 2> /dev/null && [ "$(($(read_bytes)))" -lt $((9 << 20)) ]; do sleep 0.01; done
kill -INT "$pid"
let_go
check 'H7 discard, interrupted: status' equals $? 130
check 'H7 discard, interrupted: one was finished' fact \
  'sorted(x["device"]["bytes_verified"] for x in d["targets"]) == [0, 9 << 20]'
check 'H7 discard, interrupted: none was sent' fact 'not any("discard" in x["device"] for x in d["targets"])'
run "${options[@]}" --confirm one.img --state "$state" --discard "$loop" "$first_disk"
check 'H7 discard, gone on: status' equals "$status" 0
check 'H7 discard, gone on: both' fact 'all(x["device"]["discard"] == "sent" for x in d["targets"])'
refused 'a state for files' 2 'are for whole devices' --state "$state" --confirm out "$dir/out"

[ "$failures" = 0 ] || { echo "$failures failed"; exit 1; }
