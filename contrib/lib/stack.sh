# One stack: Postgres, the programs, the worker, mail and web servers of one checkout, started and ended together.
#
# Sourced after TOP (the checkout) and STACK (its name: demo, check, ...) are set. Everything lives in $HOME_DIR:
#   bin cache conf inst log mail media originals pg run. As root, nothing but the installer runs as root: the services run as user postgres.

STACK_USER=postgres
PROGRAMS="storefront cart checkout admin webhook demopay metrics"
VAR=$TOP/var
DROP_ARGS=()
DROP=()

say() {
	printf '%s: %s\n' "$STACK" "$*"
}

stack_lib=$TOP/contrib/lib
. "$stack_lib/packages.sh"
. "$stack_lib/ports.sh"
. "$stack_lib/supervise.sh"
. "$stack_lib/postgres.sh"
. "$stack_lib/mail.sh"
. "$stack_lib/web.sh"
. "$stack_lib/run.sh"

as_owner() {
	env -C / HOME="$HOME_DIR" "${DROP[@]}" "$@"
}

own() {
	[ "$(id -u)" != 0 ] || chown "$STACK_USER:" "$@"
}

reachable() {
	env -C / "${DROP[@]}" test -d "$1" -a -w "$1" -a -x "$1"
}

# kept FILE: prints the folder that FILE remembers, where it is still ours.
kept() {
	local dir owner=$(id -u)
	[ -f "$1" ] || return 1
	read -r dir <"$1" || return 1
	[ "$owner" != 0 ] || owner=$(id -u $STACK_USER)
	[ -d "$dir" ] && [ ! -L "$dir" ] && [ "$(stat -c %u "$dir")" = "$owner" ] && reachable "$dir" && echo "$dir"
}

# private_folder PARENT FILE: a new folder that only the stack's user may enter, remembered in FILE.
private_folder() {
	local dir
	dir=$(mktemp -d "$1/stoa-$STACK.XXXXXX") || return 1
	own "$dir"
	echo "$dir" >"$2"
	echo "$dir"
}

# Sets HOME_DIR: under var/, or elsewhere where the stack's user cannot reach var/.
stack_home() {
	mkdir -p "$VAR"
	if [ "$(id -u)" = 0 ]; then
		DROP_ARGS=(--reuid "$STACK_USER" --regid "$STACK_USER" --init-groups)
		DROP=(setpriv "${DROP_ARGS[@]}" --)
	fi
	if ! HOME_DIR=$(kept "$VAR/$STACK.home"); then
		rm -f "$VAR/$STACK.home"
		HOME_DIR=$VAR/$STACK
		mkdir -p "$HOME_DIR"
		own "$HOME_DIR"
		reachable "$HOME_DIR" || {
			rmdir "$HOME_DIR" 2>/dev/null || true
			HOME_DIR=$(private_folder /var/tmp "$VAR/$STACK.home")
		}
	fi
	chmod 700 "$HOME_DIR"
	mkdir -p "$HOME_DIR"/{bin,cache,conf,log,media,originals}
	own "$HOME_DIR"/{bin,cache,conf,log,media,originals}
	stack_run_folder
}

# Sets RUN_DIR, the folder of sockets: 107 bytes are all that a socket's address holds, and it is written unquoted into addresses.
stack_run_folder() {
	local LC_ALL=C longest=/demopay.sock.lock
	RUN_DIR=$HOME_DIR/run
	if [[ $RUN_DIR =~ ^[A-Za-z0-9/._-]+$ ]] && [ $((${#RUN_DIR} + ${#longest})) -le 107 ]; then
		mkdir -p "$RUN_DIR"
		own "$RUN_DIR"
	elif ! RUN_DIR=$(kept "$VAR/$STACK.run"); then
		if [ "$(id -u)" != 0 ] && [ -n "${XDG_RUNTIME_DIR:-}" ] && [ -w "${XDG_RUNTIME_DIR:-}" ] && [ ${#XDG_RUNTIME_DIR} -le 60 ]; then
			RUN_DIR=$(private_folder "$XDG_RUNTIME_DIR" "$VAR/$STACK.run")
		else
			RUN_DIR=$(private_folder /tmp "$VAR/$STACK.run")
		fi
	fi
	chmod 700 "$RUN_DIR"
}

# stack_lock: holds the stack's lock on descriptor 9 until this process and those that inherit it end; 1 where another has it.
stack_lock() {
	mkdir -p "$VAR"
	if ! { : >>"$VAR/$STACK.lock"; } 2>/dev/null; then
		echo "$VAR belongs to $(stat -c %U "$VAR/$STACK.lock" "$VAR" 2>/dev/null | head -n 1): start as that user, or remove it first" >&2
		exit 1
	fi
	exec 9>>"$VAR/$STACK.lock"
	flock -n 9 || return 1
}

# stack_build FOLDER JOBS [CONFIGURE OPTION...]: builds there and installs into $HOME_DIR/inst.
stack_build() {
	local build=$TOP/$1 jobs=$2
	shift 2
	mkdir -p "$build"
	[ -x "$TOP/configure" ] || (cd "$TOP" && autoreconf -fi) >"$HOME_DIR/log/autoreconf.log" 2>&1 ||
		stack_fail "autoreconf failed" "$HOME_DIR/log/autoreconf.log"
	[ -f "$build/Makefile" ] || (cd "$build" && ../configure -q --prefix=/stoa "$@") >"$HOME_DIR/log/configure.log" 2>&1 ||
		stack_fail "configure failed" "$HOME_DIR/log/configure.log"
	make -C "$build" -s -j"$jobs" >"$HOME_DIR/log/make.log" 2>&1 || stack_fail "the build failed" "$HOME_DIR/log/make.log"
	rm -rf "$HOME_DIR/inst.new"
	make -C "$build" -s install DESTDIR="$HOME_DIR/inst.new" >"$HOME_DIR/log/install.log" 2>&1 ||
		stack_fail "make install failed" "$HOME_DIR/log/install.log"
	rm -rf "$HOME_DIR/inst"
	mv "$HOME_DIR/inst.new/stoa" "$HOME_DIR/inst"
	rmdir "$HOME_DIR/inst.new"
	chmod -R a+rX "$HOME_DIR/inst"
}

# stack_fail MESSAGE LOG: the log's end, and status 1.
stack_fail() {
	tail -n 25 "$2" >&2
	echo "$STACK: $1; the whole log is $2" >&2
	exit 1
}

# Writes conf/stoa.conf for the ports HTTP_PORT and SMTP_PORT, and the wrapper that reaches this stack as stoactl.
stack_conf() {
	local conf=$HOME_DIR/conf share=$HOME_DIR/inst/share
	[ -f "$conf/key" ] || (umask 077 && openssl rand -hex 32 >"$conf/key")
	[ -f "$conf/metrics.token" ] || (umask 077 && openssl rand -hex 32 >"$conf/metrics.token")
	postgres_services
	cat >"$conf/stoa.conf" <<-CONF
		platform_database = service=stoa_platform
		cell_database = service=%s
		key_file = $conf/key
		template_directory = $share/stoa/templates
		locale_directory = $share/locale
		sql_directory = $share/stoa/sql
		media_directory = $HOME_DIR/media
		cache_directory = $HOME_DIR/cache
		cache_megabytes = ${CACHE_MEGABYTES:-256}
		heard_milliseconds = ${HEARD_MILLISECONDS:-2000}
		cdn_seconds = ${CDN_SECONDS:-0}
		cdn_stale_seconds = ${CDN_STALE_SECONDS:-60}
		purge_urls = ${PURGE_URLS:-}
		original_directory = $HOME_DIR/originals
		admin_host = admin.localhost
		public_scheme = http
		public_port = $HTTP_PORT
		smtp_url = smtp://localhost:$SMTP_PORT
		smtp_user = $MAIL_USER
		smtp_password_file = $conf/smtp.password
		smtp_tls = require
		smtp_ca_file = $conf/smtp.crt
		mail_from_domain = stoa.example
		mail_retry_base = ${MAIL_RETRY_BASE:-10}
		worker_processes = ${WORKER_PROCESSES:-3}
		metrics_token_file = $conf/metrics.token
		demopay_url = http://demopay.localhost:$HTTP_PORT
		${STRIPE_PORT:+stripe_url = http://127.0.0.1:$STRIPE_PORT}
		${STRIPE_PORT:+stripe_page_url = http://127.0.0.1:$STRIPE_PORT}
		${PAYPAL_PORT:+paypal_url = http://127.0.0.1:$PAYPAL_PORT}
		${PAYPAL_PORT:+paypal_sandbox_url = http://127.0.0.1:$PAYPAL_PORT}
		${PAYPAL_PORT:+paypal_page_urls = http://127.0.0.1:$PAYPAL_PORT}
		${PICTURE_PORT:+inner_hosts = 127.0.0.1:$PICTURE_PORT}
		${PICTURE_PORT:+foreign_hosts = listed}
		runtime_directory = $RUN_DIR
	CONF
	stack_limits >>"$conf/stoa.conf"
	cp "$stack_lib/mail-keeper.py" "$HOME_DIR/bin/mail-keeper.py"
	own "$conf/key" "$conf/metrics.token" "$conf/stoa.conf" "$conf/pg_service.conf" "$HOME_DIR/bin/mail-keeper.py"
	stack_wrapper
}

# stack_limits: the demo has those of any installation. A stack of tests and benches has LIMITS=shipped for them, else limits that
# are counted and never met, since all its visitors are one address.
stack_limits() {
	local name
	[ "$STACK" != demo ] && [ "${LIMITS:-}" != shipped ] || return 0
	for name in address_pages address_searches address_forms address_uploads shop_pages shop_made shop_searches shop_forms \
		shop_uploads shop_imports shop_hooks; do
		echo "limit_$name = 100000000/100000000"
	done
	for name in shop_share shop_calls all_calls; do
		echo "limit_$name = 100"
	done
}

# stack_env PAIR...: writes $VAR/$STACK.env, shell assignments, for the stack's user's eyes only.
stack_env() {
	local pair
	(
		umask 077
		for pair in "$@"; do
			printf '%s=%s\n' "${pair%%=*}" "$(quote "${pair#*=}")"
		done >"$VAR/$STACK.env.new"
	)
	mv "$VAR/$STACK.env.new" "$VAR/$STACK.env"
}

quote() {
	printf "'%s'" "${1//\'/\'\\\'\'}"
}

# The caller may be root while the stack's user must be able to go on with the pictures that a load or an import brought.
stack_wrapper() {
	STOACTL=$VAR/$STACK-stoactl
	{
		echo '#!/bin/sh'
		echo "# stoactl of the stack \"$STACK\""
		echo "export STOA_CONF=$(quote "$HOME_DIR/conf/stoa.conf") PGSERVICEFILE=$(quote "$HOME_DIR/conf/pg_service.conf") PGUSER=$PG_OWNER"
		[ -z "${ASAN_OPTIONS:-}" ] || echo "export ASAN_OPTIONS=$(quote "$ASAN_OPTIONS") UBSAN_OPTIONS=$(quote "${UBSAN_OPTIONS:-}")"
		echo "$(quote "$HOME_DIR/inst/sbin/stoactl") \"\$@\""
		echo 'status=$?'
		echo 'case "$(id -u) $1 $2" in'
		echo "\"0 load \"* | \"0 import \"* | \"0 tenant import\") chown -R $STACK_USER: $(quote "$HOME_DIR/media") $(quote "$HOME_DIR/originals") ;;"
		echo 'esac'
		echo 'exit $status'
	} >"$STOACTL"
	chmod 755 "$STOACTL"
}

# stack_data_services: Postgres and mail, up when this returns.
stack_data_services() {
	postgres_clean
	postgres_create
	mail_create
	postgres_service "$@"
	mail_service "$SMTP_PORT"
	service_start postgres
	service_start mail
	wait_until 60 "Postgres" postgres postgres_ready
	wait_until 20 "the mail server" mail port_answers "$SMTP_PORT"
	postgres_database stoa_platform
	postgres_database stoa_cell1
}

# stack_installation: platform, cell and migrations; said again on each start, since the checkout may have moved on. No program runs yet.
stack_installation() {
	local log=$HOME_DIR/log/stoactl.log
	"$STOACTL" init --cell cell1 >"$log" 2>&1 || stack_fail "stoactl init failed" "$log"
	"$STOACTL" migrate --contract >>"$log" 2>&1 || stack_fail "stoactl migrate failed" "$log"
	stack_step_back stoa_cell1
}

# stack_step_back DATABASE: a cell's; as its superuser.
stack_step_back() {
	local log=$HOME_DIR/log/stoactl.log
	postgres_run "$PG_BIN/psql" -XAtq -d "$1" -v ON_ERROR_STOP=1 <"$TOP/contrib/postgres/step-back.sql" >>"$log" 2>&1 ||
		stack_fail "contrib/postgres/step-back.sql failed in $1" "$log"
}

# stack_shop NAME FILE: the shop at NAME.localhost with the file's content; begun anew where an earlier load was cut short.
stack_shop() {
	local log=$HOME_DIR/log/shop-$1.log done=$HOME_DIR/conf/shop-$1.loaded
	[ ! -f "$done" ] || return 0
	say "loading the shop $1"
	if "$STOACTL" tenant show "$1" >/dev/null 2>&1; then
		"$STOACTL" tenant drop "$1" --yes >"$log" 2>&1 || stack_fail "could not drop the half-loaded shop $1" "$log"
	fi
	"$STOACTL" tenant create "$1" --host "$1.localhost" >"$log" 2>&1 || stack_fail "could not create the shop $1" "$log"
	"$STOACTL" load "$1" "$2" >>"$log" 2>&1 || stack_fail "could not load the shop $1" "$log"
	touch "$done"
}

# stack_staff EMAIL SHOP...: sets ADMIN_USER and ADMIN_PASSWORD; a member of each shop.
stack_staff() {
	local log=$HOME_DIR/log/staff.log file=$HOME_DIR/conf/admin.password done=$HOME_DIR/conf/staff.added shop
	ADMIN_USER=$1
	shift
	[ -f "$file" ] || (umask 077 && openssl rand -base64 15 | tr '+/' 'xy' >"$file")
	read -r ADMIN_PASSWORD <"$file"
	[ ! -f "$done" ] || return 0
	for shop in "$@"; do
		"$STOACTL" staff add "$ADMIN_USER" --shop "$shop" --password-file "$file" >>"$log" 2>&1 ||
			stack_fail "could not add $ADMIN_USER to $shop" "$log"
	done
	touch "$done"
}

# stack_programs PROCESSES: the FastCGI programs and the worker, up when this returns.
stack_programs() {
	local p libexec=$HOME_DIR/inst/libexec/stoa
	for p in $PROGRAMS; do
		service_add "$p" TERM "$libexec/$p" --listen "unix:$RUN_DIR/$p.sock" --processes "$1"
	done
	service_add worker TERM "$libexec/worker"
	for p in $PROGRAMS worker; do
		service_start "$p"
	done
	for p in $PROGRAMS; do
		wait_until 30 "$p" "$p" test -S "$RUN_DIR/$p.sock"
	done
}
