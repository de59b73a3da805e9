# A tree of which everything is marked, and what of it is in a raw image; sourced after images.bash.

attributes() {  # attributes DIRECTORY: on each of 20 files, long ones on some
  python3 - "$1" << 'EOF'
import os, sys
for i in range(10, 30):
    path = f"{sys.argv[1]}/NAMEMARKfile00{i}"
    os.setxattr(path, "user.note", b"ATTRMARKvalue00%dwith-some-length" % i)
    if i < 15: os.setxattr(path, "user.long", b"ATTRMARKlong000%d" % i * 30)  # in a block of 1 KiB
EOF
}

# tree DIRECTORY: 20 files with attributes, hard and symbolic links, sparse and truncated ones.
tree() {
  mkdir -p "$1/NAMEMARKdirectory0001/deeper"
  local d=$1/NAMEMARKdirectory0001 i
  for i in $(seq 10 29); do
    mark "data$i" $((i * 20)) > "$d/NAMEMARKfile00$i"
  done
  attributes "$d" || failures=$((failures + 1))
  ln "$d/NAMEMARKfile0010" "$d/deeper/NAMEMARKsecond0010"
  ln -s "NAMEMARKpointed0001" "$d/NAMEMARKlink000001"
  truncate -s 4M "$d/NAMEMARKsparse0001"
  mark sparse 8 | dd of="$d/NAMEMARKsparse0001" bs=4096 seek=512 conv=notrunc status=none
  mark earlier 128 > "$d/NAMEMARKbefore0001"
  sync -f "$d"
  echo short > "$d/NAMEMARKbefore0001"
  mark gone 64 > "$d/NAMEMARKdeleted001"
  sync -f "$d"
  rm "$d/NAMEMARKdeleted001"
  sync -f "$d"
}
count() { { grep -aoE "$2" "$dir/$1.img" || true; } | sort -u | wc -l; }
left_of() {  # left_of NAME: data/names/attributes/earlier
  echo "$(count "$1" 'MARK:(data[0-9]+|sparse):[0-9]{8}:')/$(count "$1" 'NAMEMARK[a-z]+[0-9]+')/$(
    count "$1" 'ATTRMARK[a-z]+[0-9]+')/$(count "$1" 'MARK:(earlier|gone):[0-9]{8}:')"
}
