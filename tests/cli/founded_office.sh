# Founds the office of which found_office copies: once, before the scripts that need one.
# usage: founded_office.sh DIRECTORY (made anew)
place=$1
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/office.sh"
unset TZ SEKISHO_OFFICE
found_office
printf '%s\n' "$genesis" >genesis
rm -rf -- .said "$place" "$place.new"
mkdir -p "$place.new"
cp -a . "$place.new/"
mkdir .said
mv -- "$place.new" "$place"
