# A guest under QEMU's own processor (no KVM), for devices that the host does not have; sourced after
# images.bash. What runs in it are functions of the test named on_CASE, in busybox's shell, with the
# helpers of guest/cases.sh; what they write to $out is in $dir/share/out on the host.
#
#   disk NAME MIB             an image full of markers, $dir/NAME.img
#   device NAME OPTIONS...    a drive of it for the guest, and the device that shows it
#   boot CASE...              runs on_CASE of each, in the order given; the guest has ended then
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
guest_seconds=$((540 * ${SEKISHO_TEST_TIME_FACTOR:-1}))  # only to end what hangs
guest_modules=(virtio_pci virtio_blk 9pnet_virtio 9p ahci sd_mod nvme xhci_pci usb_storage ext4 vfat
  nls_cp437 nls_ascii scsi_debug loop)
guest_programs=()  # what a test's cases run besides sekisho-wipe
guest_devices=()
guest_pid=
PATH=$PATH:/usr/sbin:/sbin

needs_guest() {  # or the test is skipped; needs no root
  local tool
  for tool in qemu-system-x86_64 busybox cpio modprobe mkfs.ext4 mkfs.vfat python3; do
    command -v "$tool" > /dev/null || skip "there is no $tool (scripts/bootstrap guest)"
  done
  for kernel in /boot/vmlinuz-*; do  # the cloud's has no such disks
    version=${kernel#/boot/vmlinuz-}
    [ -r "$kernel" ] && [ -e "/lib/modules/$version/kernel/drivers/ata/ahci.ko" ] && break
    kernel=
  done
  [ -n "$kernel" ] ||
    skip "there is no kernel for the guest, linux-image-amd64 (scripts/bootstrap guest)"
  [ -x "$wipe" ] || { echo "no $wipe"; exit 1; }
}

end_guest() {
  [ -z "$guest_pid" ] || kill -KILL "$guest_pid" 2> /dev/null
  [ -z "$guest_pid" ] || wait "$guest_pid" 2> /dev/null
  guest_pid=
}
trap 'end_guest; cleanup' EXIT

disk() { mark "$1" $(($2 * 2048)) > "$dir/$1.img"; }
left() { { grep -aoE 'MARK:[a-z0-9]+:[0-9]{8}:' "$dir/$1.img" || true; } | wc -l; }
device() {  # device NAME DRIVE_OPTIONS DEVICE_OPTIONS...
  guest_devices+=(-drive "if=none,id=$1,format=raw,cache=writeback,file=$dir/$1.img$2")
  shift 2
  guest_devices+=("$@")
}

# with_libraries FILE...: the files and the shared libraries they are linked with.
with_libraries() {
  printf '%s\n' "$@"
  ldd "$@" | sed -nE 's|^\s+(.* => )?(/[^ ]+).*|\2|p' | sort -u
}

make_initramfs() {  # make_initramfs FILE PROGRAM...
  local file=$1 root=$dir/root module path
  shift
  mkdir -p "$root"/{bin,dev,proc,sys,mnt,share,tmp,modules}
  cp "$(command -v busybox)" "$root/bin/busybox"
  while read -r path; do
    mkdir -p "$root/$(dirname "$path")"
    cp -L "$path" "$root/$path"
  done < <(with_libraries "$@" | grep -vF "$bin/")
  cp "$@" "$root/bin"
  mkdir -p "$root/usr"
  [ -e "$root/usr/bin" ] || ln -s ../bin "$root/usr/bin"  # where sekisho-prepare looks for mkfs
  for module in "${guest_modules[@]}"; do
    modprobe --show-depends -S "$version" "$module" | awk '$1 == "insmod" { print $2 }'
  done | awk '!seen[$0]++' > "$dir/modules"
  while read -r path; do
    cp "$path" "$root/modules"
    basename "$path"
  done < "$dir/modules" | grep -vE '^(scsi_debug|loop)\.' > "$root/modules/order"  # on_CASE loads those
  cp "$here/guest/init.sh" "$root/init"
  cp "$here/guest/cases.sh" "$root/cases.sh"
  chmod +x "$root/init"
  (cd "$root" && find . | cpio --quiet -o -H newc) > "$file"
}

boot() {  # boot CASE...; a test that changes the hardware meanwhile defines while_it_runs
  local name
  make_initramfs "$dir/initramfs" "$wipe" "$bin/libmoments.so" "${guest_programs[@]}"
  mkdir -p "$dir/share/out"
  {
    declare -f mark
    for name in "$@"; do declare -f "on_$name"; done
    for name in "$@"; do echo "run $name"; done
  } > "$dir/share/cases.sh"
  timeout --signal=KILL "$guest_seconds" qemu-system-x86_64 -accel tcg -cpu max -m 512 -M q35 \
    -nodefaults -display none -no-reboot -serial "file:$dir/console" \
    -qmp "unix:$dir/qmp,server=on,wait=off" -kernel "$kernel" -initrd "$dir/initramfs" \
    -append "console=ttyS0 quiet panic=-1" \
    -virtfs "local,path=$dir/share,mount_tag=share,security_model=none" \
    "${guest_devices[@]}" < /dev/null > "$dir/qemu" 2>&1 &
  guest_pid=$!
  if declare -F while_it_runs > /dev/null; then while_it_runs; fi
  wait "$guest_pid"
  check "the guest ended by itself" equals $? 0
  guest_pid=
  check "the guest ran every case" test -e "$dir/share/out/finished"
  [ "$failures" = 0 ] || { cat "$dir/qemu"; tail -n 50 "$dir/console"; }
}
guest_runs() { kill -0 "$guest_pid" 2> /dev/null; }

# unplug NAME: QMP's device_del, as when a stick is pulled out.
unplug() { python3 "$here/guest/unplug.py" "$dir/qmp" "$1"; }

# What the guest wrote: of CASE, in step STEP.
status() { check "$1 $2: status" equals "$(cat "$dir/share/out/$1.$2.status" 2>&1)" "$3"; }
said() {
  check "$1 $2: says '$3'" grep -qF -- "$3" "$dir/share/out/$1.$2.err" ||
    cat "$dir/share/out/$1.$2.err"
}
fact() {  # fact CASE STEP EXPRESSION: of the report, as d and its first target as t
  check "$1 $2: $3" python3 -c 'import json, sys
d = json.load(open(sys.argv[1]))
t = d["targets"][0]
sys.exit(0 if eval("(" + sys.argv[2] + ")") else print(json.dumps(d)) or 1)' \
    "$dir/share/out/$1.$2.out" "$3"
}
