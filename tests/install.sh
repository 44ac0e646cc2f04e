#!/bin/sh
# What the tests need beyond Python packages: a browser, and a second MP3 decoder. By apt where that is there and allowed.
need=''
command -v chromium >/dev/null || command -v google-chrome >/dev/null || [ -d '/Applications/Chromium.app' ] || [ -d '/Applications/Google Chrome.app' ] || need="$need chromium"
command -v mpg123 >/dev/null || need="$need mpg123"
[ -z "$need" ] && exit 0

if command -v apt-get >/dev/null; then
    root=''; [ "$(id -u)" = 0 ] || root='sudo -n'
    echo "Installing for the tests:$need ..."
    if $root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq --no-install-recommends $need >/dev/null; then
        exit 0
    fi
fi
echo "The tests need$need, and this script may not install it here. Install it by hand and run make test again."
exit 1
