#!/bin/sh
# An OpenID provider for the tests, the one of npm, for what works with one provider only is no standard. Where there is
# no npm, the test that needs it says so and is skipped.
cd "$(dirname "$0")/../.."
there=.tools/oidc
if ! command -v npm >/dev/null; then
    echo 'No second OpenID provider for the tests: it needs Node and npm.'
    exit 0
fi
cmp -s tests/oidc/package-lock.json $there/.installed && exit 0
echo 'Installing the OpenID provider for the tests ...'
mkdir -p $there
cp tests/oidc/package.json tests/oidc/package-lock.json $there/
npm ci --prefix $there --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null || exit 1
cp tests/oidc/package-lock.json $there/.installed
