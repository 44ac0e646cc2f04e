#!/bin/sh
# Level one mix at a server with curl alone: curl.sh MIX OUT [LUFS]
# LEVELMIX_SERVER and LEVELMIX_KEY say where and by which key; a server without accounts needs no key.
set -eu
mix=$1 out=$2 target=${3:--14}
api=${LEVELMIX_SERVER:?Name the server, like https://mix.example.org.}/api/v1

# The key goes to curl by a pipe: what stands on a command line is seen by everybody on the machine.
ask() {
    printf 'header = "Authorization: Bearer %s"\n' "${LEVELMIX_KEY:-}" |
        curl --config - --silent --show-error --fail-with-body --retry 5 "$@"
}
field() { sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p"; }
in_base64() { printf %s "$1" | base64 | tr -d '\n'; }

choice=$(in_base64 "{\"target_lufs\": $target}")
id=$(ask "$api/uploads/tus" -X POST -T "$mix" -H 'Tus-Resumable: 1.0.0' \
    -H 'Content-Type: application/offset+octet-stream' -H "Upload-Length: $(wc -c <"$mix" | tr -d ' ')" \
    -H "Upload-Metadata: filename $(in_base64 "$(basename "$mix")"),purpose $(in_base64 leveling),choice $choice" |
    field id)

# The answer comes as soon as something has changed, at the latest after 30 seconds.
status=queued
while [ "$status" = queued ] || [ "$status" = processing ]; do
    status=$(ask "$api/jobs/$id?wait=30&fields=id,status" | field status)
done
[ "$status" = completed ] || { echo "The job is $status." >&2; exit 1; }
ask "$api/jobs/$id/result" --location --continue-at - --output "$out"
echo "$out"
