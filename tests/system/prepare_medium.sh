#!/bin/bash
# A stick's whole round: registered, out, back, wiped as a whole device, prepared, and out again; and what
# is never prepared. ATTACKS G4, G6, H1, H2.
#
# usage: prepare_medium.sh DIRECTORY_OF_PROGRAMS     needs root and loop devices (else exit 77)
set -u
bin=${1:?directory of the programs}
wipe=$bin/sekisho-wipe
. "$(dirname "$0")/images.bash"
needs_images mkfs.ext4 mkfs.vfat python3 blkid

. "$(dirname "$0")/office.bash"
state() {  # state LABEL KEY
  as it media show "$1" --json | python3 -c 'import json, sys; print(json.load(sys.stdin).get(sys.argv[1], ""))' "$2"
}
out_with() {  # out_with LABEL: asked for, approved, checked out
  local request
  request=$(as employee request "$dir/in" --class 秘 --purpose visit --to P4 --medium "$1" --until +7d 2> "$dir/errors") || cat "$dir/errors"
  as manager approve "$request" > "$dir/said" 2>&1 || cat "$dir/said"
  as it media checkout "$1" --to P4 --request "$request" --due +7d > "$dir/said" 2>&1
}
refused() {  # refused NAME STATUS TEXT ARGUMENT...: of media prepare; nothing is written to $loop
  local name=$1 status=$2 text=$3 before
  shift 3
  before=$(sha256sum < "$loop")
  as it media prepare "$@" > "$dir/said" 2>&1
  check "$name: refused" equals $? "$status"
  check "$name: says why" grep -qF "$text" "$dir/said"
  check "$name: nothing was written" equals "$(sha256sum < "$loop")" "$before"
}

genesis=$(as officer init --org Office --officer Sato 2> "$dir/errors") || cat "$dir/errors"
{ enrol it Takahashi it && enrol manager Suzuki manager && enrol employee Tanaka employee; } > "$dir/said" 2>&1 || cat "$dir/said"
mkdir "$dir/in" && echo secret > "$dir/in/a"

make stick 96 nodiscard mkfs.ext4 -q
umount "$dir/stick.mnt" && detach "$loop"
loop=$(losetup --find --show --partscan "$dir/stick.img") && backing[$loop]=$dir/stick.img
m=$dir/stick.mnt
mount -o nodiscard "$loop" "$m"
as it media register "$m" --label USB-1 > "$dir/said" 2>&1 || cat "$dir/said"
refused 'mounted' 4 'mounted' USB-1 "$loop" --confirm stick.img
out_with USB-1 || cat "$dir/said"
umount "$m"
refused 'out' 4 'must be returned and wiped' USB-1 "$loop" --confirm stick.img
mount -o nodiscard "$loop" "$m"
echo left > "$m/customers"
as it media return USB-1 "$m" > "$dir/said" 2>&1 || cat "$dir/said"
check 'returned: what it needs is told' equals "$(state USB-1 needs)" emptied
out_with USB-1
check 'returned: not out again before it is emptied' grep -qF 'USB-1 carried 秘: it must be emptied' "$dir/said"
umount "$m"
refused 'returned' 4 'must be wiped before it is prepared' USB-1 "$loop" --confirm stick.img
as it wipe "$loop" --confirm stick.img --method zeros > "$dir/said" 2>&1 || cat "$dir/said"
check 'wiped' equals "$(state USB-1 state)" wiped
out_with USB-1
check 'wiped: not out before it is prepared' grep -qF 'sekisho media prepare USB-1 DEVICE' "$dir/said"

refused 'not confirmed' 2 'has to be confirmed' USB-1 "$loop"
refused 'another name' 2 'has to be confirmed' USB-1 "$loop" --confirm other.img
truncate -s 64M "$dir/other.img"
attach other
refused 'another size' 4 'has another size' USB-1 "$loop" --confirm other.img
check 'another size: how to see which is which' grep -qF 'hint: lsblk -o NAME,SIZE,MODEL,SERIAL' "$dir/said"
detach "$loop"
loop=$(losetup --list --noheadings --output NAME --associated "$dir/stick.img" | tr -d ' ')
# Two file systems at once are nobody's identity, and no blank device.
truncate -s 96M "$dir/both.img" && mkfs.ext4 -q "$dir/both.img"
truncate -s 96M "$dir/fat.img" && mkfs.vfat "$dir/fat.img" > "$dir/said"
dd if="$dir/fat.img" of="$dir/both.img" bs=512 count=1 conv=notrunc status=none
attach both
refused 'ambiguous' 4 'known by its file system only' USB-1 "$loop" --type ext4 --confirm both.img
detach "$loop"
# A tag goes onto what was just made, and onto nothing that somebody uses.
truncate -s 96M "$dir/used.img" && mkfs.ext4 -q "$dir/used.img"
attach used
mkdir "$dir/used.mnt" && mount "$loop" "$dir/used.mnt" && mkdir "$dir/used.mnt/important" && chmod 700 "$dir/used.mnt"
umount "$dir/used.mnt"
"$bin/sekisho-prepare" --tag=text -- "$loop" > "$dir/said" 2>&1
check 'a used file system: refused' equals $? 4
mount "$loop" "$dir/used.mnt"
check 'a used file system: unchanged' equals "$(stat -c %a "$dir/used.mnt") $(ls -A "$dir/used.mnt" | tr '\n' ' ')" '700 important lost+found '
umount "$dir/used.mnt" && detach "$loop"
loop=$(losetup --list --noheadings --output NAME --associated "$dir/stick.img" | tr -d ' ')
as employee media prepare USB-1 "$loop" --confirm stick.img > "$dir/said" 2>&1
check 'by anybody: refused' equals $? 4
if command -v mkfs.exfat > /dev/null; then
  left_out 'a program that is not installed: mkfs.exfat is'
else
  refused 'no program' 1 'apt install exfatprogs' USB-1 "$loop" --type exfat --confirm stick.img
fi
cp "$bin/sekisho-prepare" "$dir/preparer" && chmod 711 "$dir" && chmod 755 "$dir/preparer"
setpriv --reuid 65534 --clear-groups "$dir/preparer" --no-input --confirm stick.img "$loop" > "$dir/said" 2>&1
check 'without root: refused' equals $? 1
check 'without root: says so' grep -qF 'takes root; nothing was written' "$dir/said"

as it media prepare USB-1 "$loop" --type ext4 --confirm stick.img --json > "$dir/prepared" 2> "$dir/errors"
check 'prepared: exit status' equals $? 0
cat "$dir/errors"
check 'prepared: registered again' equals "$(state USB-1 state)" registered
check 'prepared: that it was wiped whole is kept' test -n "$(state USB-1 wiped_whole)"
part=${loop}p1
node "$part"
check 'prepared: one partition' equals "$(find /sys/class/block/"${loop##*/}"/ -maxdepth 1 -name "${loop##*/}p*" | wc -l)" 1
check 'prepared: ext4' equals "$(blkid -p -s TYPE -o value "$part")" ext4
mount "$part" "$m"
check 'prepared: the tag and nothing else' equals "$(ls -A "$m" | LC_ALL=C sort | tr '\n' ' ')" 'SEKISHO.TAG lost+found '
out_with USB-1
check 'prepared: goes out again' equals "$(state USB-1 state)" out
as employee seal R4 -o "$m/R4.age" > "$dir/said" 2>&1 || { as employee status; cat "$dir/said"; }
as it gate "$m" > "$dir/said" 2>&1
check 'prepared: passes the door' equals $? 0
cat "$dir/said"
as it media return USB-1 "$m" --wipe > "$dir/said" 2>&1
check 'return --wipe: has to be confirmed' equals $? 2
check 'return --wipe: and nothing was recorded' equals "$(state USB-1 state)" out
as it media return USB-1 "$m" --wipe --confirm stick.mnt > "$dir/said" 2>&1
check 'return --wipe: exit status' equals $? 0
check 'return --wipe: emptied' equals "$(state USB-1 state)" emptied
umount "$m"

# Known by the file system on its partition, without a serial number.
as it media prepare USB-1 "$loop" --type ext4 --confirm stick.img > "$dir/said" 2>&1
check 'emptied: prepared again' equals $? 0
check 'emptied: ext4' equals "$(blkid -p -s TYPE -o value "$part")" ext4
mount "$part" "$m"
check 'emptied: its root is for everybody' equals "$(stat -c %a "$m")" 777
rm "$m/SEKISHO.TAG"
as it media register "$m" --label USB-1 > "$dir/said" 2>&1
check 'a tag that was lost is put back' equals "$? $(ls "$m/SEKISHO.TAG")" "0 $m/SEKISHO.TAG"
umount "$m"
as it wipe "$loop" --confirm stick.img --method zeros > "$dir/said" 2>&1
check 'wiped again, with its partition' equals "$(state USB-1 state)" wiped
if grep -qw vfat /proc/filesystems; then
  as it media prepare USB-1 "$loop" --confirm stick.img > "$dir/said" 2>&1
  check 'FAT32 unless told otherwise' equals "$? $(blkid -p -s VERSION -o value "$part")" '0 FAT32'
fi  # where the kernel has no FAT, it is system.wipe_guest's own that mounts it
exit $((failures > 0))
