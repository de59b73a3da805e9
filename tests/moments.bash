# Something happens to a program at a certain moment, however busy the machine is: after it has called
# one of the functions that tests/moments.cc knows, for the Nth time. Sourced by bash scripts.
#
#   at_moment CALL N FILE SIGNAL COMMAND...   runs it; SIGNAL comes after its Nth CALL on FILE
#   stop_at CALLS N FILE COMMAND...           runs it as $pid until its Nth call, after which it waits
#   stop_with GLOB COMMAND...                 runs it as $pid until such a file is there
#   next_stop                                 lets it go on to the next; false when it has ended
#   let_go                                    lets it go on to the end; with the command's exit status
#   end_stopped                               ends one that still waits; for the end of a failed test
#
# FILE is '' for any. CALLS may be several, with commas; N may be FIRST+STEP, for more than one stop.

stopped_=

# moment_ CALLS N FILE: the environment that makes it so, in $moment_.
moment_() {
  moment_=("LD_PRELOAD=$(realpath "${SEKISHO_BIN:-$bin}/libmoments.so")" "MOMENT_CALLS=$1"
    "MOMENT_FIRST=${2%+*}")
  case $2 in *+*) moment_+=("MOMENT_STEP=${2#*+}") ;; esac
  [ -z "$3" ] || moment_+=("MOMENT_FILE=$3")
}

at_moment() {
  moment_ "$1" "$2" "$3"
  # A signal may be ignored since before this shell, as SIGINT is in the background.
  env --default-signal=INT,TERM "${moment_[@]}" "MOMENT_SIGNAL=$(kill -l "$4")" "${@:5}"
}

stop_at() {
  local pipe
  moment_ "$1" "$2" "$3"
  pipe=$(mktemp -u) && mkfifo "$pipe" || return
  exec {go_on_}<> "$pipe" {output_}>&1
  rm "$pipe"
  # Its end is the end of what it tells, and it ends with the test. A background job ignores SIGINT
  # unless it says otherwise.
  exec {told_}< <(exec setpriv --pdeathsig KILL env --default-signal=INT,TERM "${moment_[@]}" \
    MOMENT_TELL=3 "MOMENT_WAIT=$go_on_" "${@:4}" 3>&1 >&"$output_" {output_}>&-)
  pid=$! stopped_=$!
  exec {output_}>&-
  read -r -u "$told_" _
}

# stop_with TEMPORARY COMMAND...: runs it as $pid until a file of that glob is there and it has written.
stop_with() {
  local glob=$1
  shift
  stop_at pwrite 1+1 '' "$@" || return
  until compgen -G "$glob" > /dev/null; do next_stop || return; done
}

next_stop() {
  echo >&"$go_on_"
  read -r -u "$told_" _
}

let_go() {
  while next_stop; do :; done
  exec {told_}<&- {go_on_}>&-
  stopped_=
  wait "$pid"
}

end_stopped() {
  [ -n "$stopped_" ] || return 0
  kill -KILL "$stopped_" 2> /dev/null
  let_go 2> /dev/null || true
}
