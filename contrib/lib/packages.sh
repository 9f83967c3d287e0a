# What must be installed. Debian package names, each beside what is missing without it; installed only where missing and only by root.

# Build, run: compilers and the libraries of configure.ac; Postgres, lighttpd, the mail keeper; pictures.
PACKAGES_RUN="gcc libc6-dev make autoconf automake pkg-config gettext libfcgi-dev libpq-dev libxml2-dev libcurl4-openssl-dev
	libssl-dev libsodium-dev libicu-dev libjansson-dev libgumbo-dev libcsv-dev liblmdb-dev zlib1g-dev libbrotli-dev libstemmer-dev libzint-dev libarchive-dev
	libvips-dev libseccomp-dev
	postgresql-15 lighttpd lighttpd-mod-deflate openssl python3-aiosmtpd util-linux ca-certificates"
# Tests beside that. node and npm are asked for by their commands, since many install them from elsewhere.
PACKAGES_TEST="libcmocka-dev apache2-bin chromium chromium-headless-shell default-jre-headless libxml2-utils python3 python3-pil xz-utils clang-format-14 fonts-noto-core fonts-noto-cjk
	libapache2-mod-fcgid lighttpd-mod-openssl systemd poppler-utils zbar-tools"

packages_missing() {
	local p
	for p in "$@"; do
		dpkg-query -W -f='${db:Status-Status}\n' "$p" 2>/dev/null | grep -qx installed || echo "$p"
	done
}

# Services that a package brings must not start by themselves: they would take port 80, or write to a cluster that nobody asked for.
packages_install() (
	policy=/usr/sbin/policy-rc.d
	if [ ! -e "$policy" ]; then
		trap 'rm -f "$policy"' EXIT
		printf '#!/bin/sh\nexit 101\n' >"$policy"
		chmod 755 "$policy"
	fi
	export DEBIAN_FRONTEND=noninteractive
	apt-get -q update && apt-get -q -y --no-install-recommends install "$@" || exit 1
	[ -d /run/systemd/system ] || exit 0
	for service in "$@"; do
		case $service in
		lighttpd) systemctl -q disable lighttpd || true ;;
		postgresql-15) systemctl -q disable postgresql || true ;;
		esac
	done
)

# packages_need PACKAGE...: all of them are there afterwards, or a message says what to do and the status is 1.
packages_need() {
	local missing
	missing=$(packages_missing "$@" | tr '\n' ' ')
	[ -n "$missing" ] || return 0
	if [ "$(id -u)" != 0 ]; then
		echo "These packages are missing; install them and start again:" >&2
		echo "    sudo apt-get install --no-install-recommends $missing" >&2
		return 1
	fi
	say "installing $missing"
	# shellcheck disable=SC2086
	packages_install $missing || {
		echo "apt-get could not install: $missing (see above)" >&2
		return 1
	}
}
