#!/bin/bash
# Devices as a guest sees them (NVMe, USB, ATA, virtio, SCSI): recognised, confirmed by serial number,
# wiped; pulled out in the middle, with medium errors, interrupted (ATTACKS H1, H2, H4, H7).
#
# usage: wipe_guest.sh DIRECTORY_OF_PROGRAMS     needs QEMU and a kernel (else exit 77), no root
set -u
bin=${1:?directory of the programs}
wipe=$bin/sekisho-wipe
. "$(dirname "$0")/images.bash"
. "$(dirname "$0")/guest.bash"
needs_guest

# Each device has a size of its own, by which its case finds it: on_NAME in the guest, and check_NAME.
disk nvme 24
device nvme '' -device nvme,drive=nvme,serial=NVME-0001
on_nvme() {
  disk=$(disk_of 24)
  look "$disk"
  wipe done --json --serial NVME-0001 --confirm NVME-0001 "$disk"
}
check_nvme() {
  is_device nvme 'NVMe' NVME-0001 24
  was_wiped nvme keystream
  check 'nvme: it does not compress' test "$(gzip -c "$dir/nvme.img" | wc -c)" -gt $((24 << 20))
}

# The controller erases itself: QEMU's has Format NVM, no Sanitize, and no cryptographic erase (FNA),
# although it would accept one.
disk purge 44
device purge '' -device nvme,drive=purge,serial=PURGE-0001
on_purge() {
  disk=$(disk_of 44)
  wipe planned --grade purge --dry-run --json "$disk"
  if is_marked "$disk"; then touch $out/purge.untouched; fi
  wipe done --grade purge --json --serial PURGE-0001 --confirm PURGE-0001 "$disk"
}
check_purge() {
  status purge planned 0
  fact purge planned 't["device"]["method"] == "nvme-format-user-data-erase" and d["grade"] == "purge"'
  fact purge planned '"NVMe Format: user data erase" in t["purge"]["abilities"]'
  check "purge: nothing was written then" test -e "$dir/share/out/purge.untouched"
  status purge done 0
  fact purge done 'd["grade"] == "purge" and d["verification"]["result"] == "passed"'
  fact purge done 't["purge"]["markers_written"] == t["purge"]["markers_gone"] > 2000'
  fact purge done 't["device"]["bytes_verified"] == t["device"]["size_bytes"] == 44 << 20'
  check 'purge: nothing is left' equals "$(left purge)" 0
}

disk usb 20
device usb '' -device qemu-xhci -device usb-storage,drive=usb,serial=USB-0001,removable=on
on_usb() {
  disk=$(disk_of 20)
  look "$disk"
  wipe purge --grade purge --confirm USB-0001 "$disk"
  wipe done --json --serial USB-0001 --confirm USB-0001 "$disk"
}
check_usb() {
  is_device usb 'USB' USB-0001 20
  status usb purge 4
  said usb purge 'Purge is normally not available behind USB'
  said usb purge 'Destroy'
  was_wiped usb keystream
  fact usb done 't["claim"]["passes"] == t["device"]["passes_done"] == 2'
}

disk ata 16
device ata '' -device ide-hd,drive=ata,serial=ATA-0001,model=SPINNING,bus=ide.0
on_ata() {
  disk=$(disk_of 16)
  look "$disk"
  wipe purge --grade purge --confirm ATA-0001 "$disk"
  wipe done --json --method zeros --serial ATA-0001 --confirm ATA-0001 "$disk"
}
check_ata() {
  is_device ata 'hard disk' ATA-0001 16
  status ata purge 4
  said ata purge 'cannot be purged'
  said ata purge 'hint: '
  was_wiped ata zeros
  check 'ata: they are zeros' cmp -s -n $((16 << 20)) "$dir/ata.img" /dev/zero
}

disk ssd 12
device ssd '' -device ide-hd,drive=ssd,serial=SSD-0001,model=FLASH,rotation_rate=1,bus=ide.1
on_ssd() {
  disk=$(disk_of 12)
  look "$disk"
  wipe done --json --method pattern --serial SSD-0001 --confirm SSD-0001 "$disk"
}
check_ssd() {
  is_device ssd 'SSD' SSD-0001 12
  was_wiped ssd pattern
  check 'ssd: it is the pattern' equals "$(tr -d U < "$dir/ssd.img" | wc -c)" 0
}

disk virtio 32
device virtio '' -device virtio-blk-pci,drive=virtio,serial=VIRTIO-0001
on_virtio() {
  disk=$(disk_of 32)
  look "$disk"
  wipe done --json --serial VIRTIO-0001 --confirm VIRTIO-0001 "$disk"
}
check_virtio() {
  is_device virtio 'virtual disk' VIRTIO-0001 32
  was_wiped virtio keystream
}

# H4: medium errors. scsi_debug fails reads of ten sectors.
on_bad() {
  insmod /modules/scsi_debug.ko dev_size_mb=9 medium_error_start=4097 medium_error_count=10 opts=2 delay=0
  disk=$(disk_of 9)
  wipe done --json --confirm "${disk##*/}" "$disk"
}
check_bad() {
  status bad done 1
  fact bad done 'd["grade"] == "none" and not any(a["claimed"] for a in t["claim"]["aspects"])'
  fact bad done 't["device"]["unread"] == [{"offset": 4097 * 512, "bytes": 10 * 512}]'
  fact bad done 't["device"]["bytes_verified"] == (9 << 20) - 10 * 512'
  said bad done 'could not be read back'
}

# H4: pulled out in the middle.
disk gone 28
device gone '' -device qemu-xhci,id=second \
  -device usb-storage,bus=second.0,id=gone-stick,drive=gone,serial=USB-GONE,removable=on
on_gone() {
  disk=$(disk_of 28)
  begin_wipe done --json --confirm USB-GONE "$disk"
  touch $out/gone.begun
  while [ -e "/sys/block/${disk##*/}" ]; do usleep 100000; done
  go_on
}
while_it_runs() {
  while guest_runs && ! test -e "$dir/share/out/gone.begun"; do sleep 0.1; done
  check 'the stick was pulled out' unplug gone-stick
}
check_gone() {
  status gone done 1
  said gone done 'is gone, or no longer what it was'
  said gone done 'hint: connect it again'
  fact gone done 'd["grade"] == "none" and not any(a["claimed"] for a in t["claim"]["aspects"])'
  fact gone done 't["device"]["bytes_verified"] == 0'
  check 'gone: it was in the middle' below 0 "$(left gone)"
}

# H7: interrupted.
disk half 36
device half '' -device virtio-blk-pci,drive=half,serial=HALF-0001
on_half() {
  disk=$(disk_of 36)
  begin_wipe done --json --confirm HALF-0001 "$disk"
  kill -TERM "$pid"
  go_on
}
check_half() {
  status half done 143
  fact half done 'd["outcome"] == "interrupted" and d["grade"] == "none"'
  check 'half: it was in the middle' below 0 "$(left half)"
}

# H1: mounted; and what the system itself runs from.
truncate -s 40M "$dir/mounted.img"
mkfs.ext4 -q "$dir/mounted.img"
device mounted '' -device virtio-blk-pci,drive=mounted,serial=MOUNTED-0001
on_mounted() {
  disk=$(disk_of 40)
  mount "$disk" /mnt
  wipe refused --confirm MOUNTED-0001 "$disk"
  mkdir /mnt/bin /mnt/lib /mnt/lib64 /mnt/usr /mnt/proc /mnt/sys /mnt/dev /mnt/share
  cp -a /bin /lib /lib64 /usr /mnt 2> /dev/null
  for at in proc sys dev share; do mount -o bind /$at /mnt/$at; done
  # In a mount namespace of its own its root is /.
  export case out disk
  unshare -m sh -c 'cd /mnt && mount -o move . / && exec chroot . /bin/sh -c "
    sekisho-wipe --no-input --best-effort --confirm MOUNTED-0001 $disk > $out/$case.root.out 2> $out/$case.root.err
    echo \$? > $out/$case.root.status"'
  umount /mnt/proc /mnt/sys /mnt/dev /mnt/share /mnt
}
check_mounted() {
  status mounted refused 4
  said mounted refused 'is mounted'
  said mounted refused 'hint: '
  status mounted root 4
  said mounted root 'holds the running system'
  check 'mounted: the file system is well' e2fsck -fn "$dir/mounted.img"
}

# Files on FAT, as sticks have it: contents and what was deleted before; names are not claimed.
truncate -s 48M "$dir/fat.img"
mkfs.vfat "$dir/fat.img" > "$dir/said" 2>&1
device fat '' -device usb-storage,drive=fat,serial=FAT-0001,removable=on
on_fat() {
  disk=$(disk_of 48)
  mount -t vfat "$disk" /mnt
  mkdir /mnt/tree
  mark before 2000 > /mnt/before
  mark data 2000 > /mnt/tree/file
  mark stays 2000 > /mnt/stays
  sync
  rm /mnt/before
  sync
  grep -aoE 'MARK:(data|before):[0-9]+' "$disk" | wc -l > $out/fat.control
  wipe done --json --confirm tree /mnt/tree --free-space /mnt
  umount /mnt
}
check_fat() {
  status fat done 0
  fact fat done 't["claim"]["file_system"] == "FAT, exFAT" and t["claim"]["medium"] == "USB" and d["grade"] == "clear"'
  fact fat done '[a["aspect"] for a in t["claim"]["aspects"] if a["claimed"]] == ["content", "earlier"]'
  check 'fat: there was something to find' equals "$(cat "$dir/share/out/fat.control")" 4000
  check 'fat: only what stays is left' equals "$(grep -aoE 'MARK:[a-z]+:' "$dir/fat.img" | sort | uniq -c | xargs)" \
    '2000 MARK:stays:'
  check 'fat: the file system is well' fsck.vfat -n "$dir/fat.img"
}

# A loop device on something deleted there, which no process names: what lay in free space is not claimed.
truncate -s 52M "$dir/fatloop.img"
mkfs.vfat "$dir/fatloop.img" > "$dir/said" 2>&1
device fatloop '' -device usb-storage,drive=fatloop,serial=FAT-0002,removable=on
on_fatloop() {
  disk=$(disk_of 52)
  mount -t vfat "$disk" /mnt
  mark gone 2000 > /mnt/deleted
  insmod /modules/loop.ko
  losetup -r /dev/loop0 /mnt/deleted
  rm /mnt/deleted
  sync
  wipe held --json --free-space /mnt
  dd if=/dev/loop0 bs=1M 2> /dev/null | grep -aoE 'MARK:gone:[0-9]+' | wc -l > $out/fatloop.control
  losetup -d /dev/loop0
  wipe done --json --free-space /mnt
  umount /mnt
}
check_fatloop() {
  status fatloop held 0
  fact fatloop held '[a["aspect"] for a in t["claim"]["aspects"] if a["claimed"]] == ["content"]'
  fact fatloop held '"still uses something deleted there" in json.dumps(d)'
  check 'fatloop: it was not overwritten' equals "$(cat "$dir/share/out/fatloop.control")" 2000
  status fatloop done 0
  fact fatloop done '[a["aspect"] for a in t["claim"]["aspects"] if a["claimed"]] == ["content", "earlier"]'
  check 'fatloop: nothing is left' equals "$(left fatloop)" 0
  check 'fatloop: the file system is well' fsck.vfat -n "$dir/fatloop.img"
}

# What `sekisho media prepare` runs: one partition, FAT32 unless told otherwise, and the tag in it.
disk prepare 64
mkdir -p "$dir/share"
cp "$here/../fuzz/corpus/tag/token" "$dir/share/tag"
device prepare '' -device usb-storage,drive=prepare,serial=PREPARE-0001,removable=on
on_prepare() {
  disk=$(disk_of 64)
  sekisho-prepare --no-input --serial PREPARE-0001 --label usb-1 --confirm PREPARE-0001 "$disk" \
    > $out/prepare.made 2> $out/prepare.made.err
  echo $? > $out/prepare.made.status
  sekisho-prepare --tag="$(cat /share/tag)" "${disk}1" > $out/prepare.tag.err 2>&1
  echo $? > $out/prepare.tag.status
  mount -t vfat "${disk}1" /mnt
  ls -A /mnt > $out/prepare.names
  cmp /share/tag /mnt/SEKISHO.TAG && touch $out/prepare.same
  umount /mnt
}
check_prepare() {
  status prepare made 0
  status prepare tag 0
  cat "$dir/share/out/prepare.tag.err"
  check 'prepare: the tag and nothing else' equals "$(cat "$dir/share/out/prepare.names")" SEKISHO.TAG
  check 'prepare: the tag as given' test -e "$dir/share/out/prepare.same"
  dd if="$dir/prepare.img" of="$dir/partition.img" bs=1M skip=1 status=none
  check 'prepare: FAT32' equals "$(blkid -p -s VERSION -o value "$dir/partition.img")" FAT32
  check 'prepare: its name' equals "$(blkid -p -s LABEL -o value "$dir/partition.img")" USB-1
  check 'prepare: the file system is well' fsck.vfat -n "$dir/partition.img"
}

# Another machine keeps it (docs/wipe-claims.md): 9p, from the host.
on_network() {
  echo stays > /share/file
  wipe refused --confirm file /share/file
  wipe effort --best-effort --json --confirm file /share/file
}
check_network() {
  status network refused 4
  said network refused 'Another machine keeps this file system'
  status network effort 0
  fact network effort 'd["grade"] == "none" and not any(a["claimed"] for a in t["claim"]["aspects"])'
}

is_device() {  # is_device CASE KIND SERIAL MIB
  status "$1" planned 0
  fact "$1" planned "t['claim']['medium'] == '$2' and t['medium']['serial'] == '$3'"
  fact "$1" planned "t['medium']['capacity_bytes'] == $4 << 20"
  status "$1" wrong 4
  said "$1" wrong "has the serial number $3, not the one asked for"
  check "$1: nothing was written then" test -e "$dir/share/out/$1.untouched"
}
was_wiped() {  # was_wiped CASE METHOD
  status "$1" done 0
  fact "$1" done "d['grade'] == 'clear' and t['device']['method'] == '$2' and t['device']['size_bytes'] ==
    t['device']['bytes_written'] == t['device']['bytes_verified'] == t['medium']['capacity_bytes']"
  check "$1: nothing is left" equals "$(left "$1")" 0
}

cases=(gone nvme purge usb ata ssd virtio bad half mounted fat fatloop prepare network)
for name in "${cases[@]}"; do [ ! -e "$dir/$name.img" ] || grep -qx "$name" <<< $'mounted\nfat\nfatloop' ||
  check "$name: marked" below 10000 "$(left "$name")"; done
guest_programs=("$bin/sekisho-prepare" "$(PATH=/usr/sbin:/sbin:$PATH command -v mkfs.vfat)")
boot "${cases[@]}"
for name in "${cases[@]}"; do "check_$name"; done
[ "$failures" = 0 ] || { echo "$failures failed"; exit 1; }
