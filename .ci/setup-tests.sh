#!/usr/bin/env bash
# What the tests need beside Python: browsers, a mail client, servers, a C compiler and calendar programs of Debian. Installs what is
# absent with root or sudo; without either, names it and fails. When all is there it takes no time and no network.
set -euo pipefail

# <what must exist> <the package that brings it>
needs='
/usr/bin/chromium chromium
/usr/bin/firefox-esr firefox-esr
/usr/bin/redis-server redis-server
/usr/lib/postgresql/*/bin/initdb postgresql
/usr/bin/gcc gcc
/usr/include/stdio.h libc6-dev
/usr/include/libical/ical.h libical-dev
/usr/bin/khal khal
/usr/bin/turnserver coturn
/usr/bin/pdftotext poppler-utils
/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf fonts-liberation2
/usr/bin/setpriv util-linux
/usr/sbin/postfix postfix
/usr/lib/dovecot/imap dovecot-imapd
/usr/lib/dovecot/lmtp dovecot-lmtpd
/usr/bin/thunderbird thunderbird
/usr/bin/Xvfb xvfb
'
missing=()
while read -r path package; do
  [ -z "$path" ] && continue
  compgen -G "$path" > /dev/null || missing+=("$package")
done <<< "$needs"
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" = 0 ]; then as_root=()
elif sudo -n true 2> /dev/null; then as_root=(sudo -n)
else
  echo "The tests need programs that are not installed: ${missing[*]}" >&2
  echo "Neither root nor sudo is at hand; install them with: apt install ${missing[*]}" >&2
  exit 1
fi
echo "installing ${missing[*]}" >&2
export DEBIAN_FRONTEND=noninteractive
# Some of these start a server when they are installed; the tests use none of those, so none is started.
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
  printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee $policy > /dev/null
  "${as_root[@]}" chmod 755 $policy
  trap '"${as_root[@]}" rm -f $policy' EXIT
fi
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" > /dev/null
