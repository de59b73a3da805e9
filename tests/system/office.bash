# An organisation in $dir, for tests of whole media. Sourced after images.bash; $genesis is its fingerprint.

as() {  # as WHO ARGUMENT...: sekisho, as somebody with an identity and a state of their own
  local who=$1
  shift
  env SEKISHO_STORE="$dir/store.sqlite" SEKISHO_IDENTITY="$dir/$who.id" \
    SEKISHO_STATE_DIR="$dir/state-$who" "$bin/sekisho" --no-input "$@"
}
enrol() {  # enrol WHO NAME ROLE
  as "$1" identity new --no-passphrase && as "$1" identity show --card "$dir/$1.card" &&
    as officer member add --name "$2" --dept IT --role "$3" --card "$dir/$1.card" &&
    as "$1" join --store "$dir/store.sqlite" --genesis "$genesis"
}
