#!/bin/sh
# What the tests need beyond Python packages: a browser, a second MP3 decoder, the servers that a house of several machines
# has, and npm for a libSQL server and axe-core. By apt where that is there and allowed.
cd "$(dirname "$0")/.."
need=''
root=''; [ "$(id -u)" = 0 ] || root='sudo -n'
windowless=chromium-headless-shell

has() { command -v "$1" >/dev/null; }
has_browser() { has $windowless || has chromium || has google-chrome || [ -d '/Applications/Chromium.app' ] || [ -d '/Applications/Google Chrome.app' ]; }
install() { DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq --no-install-recommends "$@" >/dev/null; }

# A browser without windows opens a page for a fifth of the processor time. Where it cannot be had, the other one does.
if has apt-get && ! has $windowless; then
    has_browser || $root apt-get update -qq
    apt-cache show $windowless >/dev/null 2>&1 && echo "Installing for the tests: $windowless ..." && install $windowless
fi
has_browser || need="$need chromium"
has mpg123 || need="$need mpg123"
has curl || need="$need curl"
has openssl || need="$need openssl"
has redis-server || need="$need redis-server"
has nginx || [ -x /usr/sbin/nginx ] || need="$need nginx-light"
if has apt-get; then  # elsewhere there is no Swift to be had, and its tests are skipped
    has swift-proxy-server || need="$need swift-proxy swift-account swift-container swift-object"
    has memcached || need="$need memcached"
fi
has npm || need="$need npm"

if [ -n "$need" ] && has apt-get; then
    echo "Installing for the tests:$need ..."
    if [ ! -e /usr/sbin/policy-rc.d ]; then  # the tests start servers of their own; none shall start with the machine
        printf '#!/bin/sh\nexit 101\n' | $root tee /usr/sbin/policy-rc.d >/dev/null && $root chmod +x /usr/sbin/policy-rc.d
        trap '$root rm -f /usr/sbin/policy-rc.d' EXIT
    fi
    if $root apt-get update -qq && install $need; then
        need=''
    fi
fi
if [ -n "$need" ] && [ "$need" != ' npm' ]; then
    echo "The tests need$need, and this script may not install it here. Install it by hand and run make test again."
    exit 1
fi

sh tests/sqld/install.sh
sh tests/axe/install.sh
