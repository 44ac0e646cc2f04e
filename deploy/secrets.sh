#!/bin/sh
# Makes the secrets of compose.scale.yaml, once; what is there already stays. The folder is its owner's alone; the files
# in it can be read, for a container sees only those that are handed to it, and reads them as a user of its own.
set -eu
cd "$(dirname "$0")"
mkdir -p -m 700 secrets
cd secrets

random() {
    od -An -N "$1" -tx1 /dev/urandom | tr -d ' \n'
}

keep() {
    [ -e "$1" ] || printf '%s\n' "$2" >"$1"
    chmod 444 "$1"
}

keep levelmix_secret_key "$(random 32)"
if [ ! -e redis_conf ] || [ ! -e levelmix_redis_url ]; then
    word=$(random 24)
    rm -f redis_conf levelmix_redis_url
    keep redis_conf "requirepass $word
save \"\"
maxmemory-policy noeviction"
    keep levelmix_redis_url "redis://:$word@redis:6379/0"
fi
if [ ! -e s3_json ] || [ ! -e levelmix_s3_access_key ] || [ ! -e levelmix_s3_secret_key ]; then
    key=$(random 10) secret=$(random 20)
    rm -f s3_json levelmix_s3_access_key levelmix_s3_secret_key
    keep levelmix_s3_access_key "$key"
    keep levelmix_s3_secret_key "$secret"
    keep s3_json "{\"identities\": [{\"name\": \"levelmix\", \"credentials\": [{\"accessKey\": \"$key\", \"secretKey\": \"$secret\"}], \"actions\": [\"Admin\", \"Read\", \"Write\", \"List\", \"Tagging\"]}]}"
fi
