#!/bin/sh
# What the tests need beyond Python packages: a browser, a second MP3 decoder, the servers that a house of several machines
# has, and npm for a libSQL server and axe-core. By apt where that is there and allowed.
cd "$(dirname "$0")/.."
need=''
command -v chromium >/dev/null || command -v google-chrome >/dev/null || [ -d '/Applications/Chromium.app' ] || [ -d '/Applications/Google Chrome.app' ] || need="$need chromium"
command -v mpg123 >/dev/null || need="$need mpg123"
command -v redis-server >/dev/null || need="$need redis-server"
command -v nginx >/dev/null || [ -x /usr/sbin/nginx ] || need="$need nginx-light"
if command -v apt-get >/dev/null; then  # elsewhere there is no Swift to be had, and its tests are skipped
    command -v swift-proxy-server >/dev/null || need="$need swift-proxy swift-account swift-container swift-object"
    command -v memcached >/dev/null || need="$need memcached"
fi
command -v npm >/dev/null || need="$need npm"

if [ -n "$need" ] && command -v apt-get >/dev/null; then
    root=''; [ "$(id -u)" = 0 ] || root='sudo -n'
    echo "Installing for the tests:$need ..."
    if [ ! -e /usr/sbin/policy-rc.d ]; then  # the tests start servers of their own; none shall start with the machine
        printf '#!/bin/sh\nexit 101\n' | $root tee /usr/sbin/policy-rc.d >/dev/null && $root chmod +x /usr/sbin/policy-rc.d
        trap '$root rm -f /usr/sbin/policy-rc.d' EXIT
    fi
    if $root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq --no-install-recommends $need >/dev/null; then
        need=''
    fi
fi
if [ -n "$need" ] && [ "$need" != ' npm' ]; then
    echo "The tests need$need, and this script may not install it here. Install it by hand and run make test again."
    exit 1
fi

sh tests/sqld/install.sh
sh tests/axe/install.sh
