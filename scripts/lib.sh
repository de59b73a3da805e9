# What the scripts of this folder share. Sourced by bash.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# die MESSAGE [HINT]: ends the script, in the form that the commands of Sekisho use.
die() {
  printf 'error: %s\n' "$1" >&2
  if [ $# -gt 1 ]; then printf 'hint: %s\n' "$2" >&2; fi
  exit 1
}

# show_failure LOG: the part of a log that tells why.
show_failure() {
  { printf -- '--- the end of %s\n' "$1"; tail -n 60 -- "$1"; printf -- '---\n'; } >&2
}

# run_step TITLE LOG COMMAND...: one line on the terminal, the output in LOG (appended). Ends the
# script when the command fails.
run_step() {
  local title=$1 log=$2 began=$SECONDS
  shift 2
  printf '%s ... ' "$title"
  mkdir -p "$(dirname "$log")"
  printf '\n==> %s\n' "$*" >>"$log"
  if "$@" >>"$log" 2>&1 </dev/null; then
    printf 'done (%d s)\n' "$((SECONDS - began))"
    return
  fi
  printf 'FAILED\n'
  show_failure "$log"
  die "$title: failed" "the whole output is in $log"
}

# configure_and_build DIRECTORY LOG PRESET CMAKE-OPTION...
configure_and_build() {
  local directory=$1 log=$2 preset=$3
  shift 3
  mkdir -p "$directory"
  : >"$log"
  cd "$root" || die "$root is not a directory" # where cmake looks for presets
  run_step "configuring ($preset)" "$log" cmake --preset "$preset" -B "$directory" "$@"
  run_step "building ($preset)" "$log" cmake --build "$directory"
}

# What ccache keeps serves every clone of the project, wherever it lies.
export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1
