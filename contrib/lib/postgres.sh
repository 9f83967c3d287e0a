# A private Postgres cluster under $HOME_DIR/pg, reached through a Unix socket in $RUN_DIR only.

PG_BIN=/usr/lib/postgresql/15/bin
PG_OWNER=stoa

# Whoever reaches the socket is trusted: its folder is closed to everybody but the stack's user and root.
postgres_create() {
	[ ! -f "$HOME_DIR/pg/PG_VERSION" ] || return 0
	say "creating a Postgres cluster"
	rm -rf "$HOME_DIR/pg"
	as_owner "$PG_BIN/initdb" -D "$HOME_DIR/pg" -U $PG_OWNER -A trust -E UTF8 --locale=C.UTF-8 --no-sync \
		>"$HOME_DIR/log/initdb.log" 2>&1 || {
		echo "initdb failed; see $HOME_DIR/log/initdb.log" >&2
		return 1
	}
}

# A killed run leaves postmaster.pid; Postgres itself removes it unless the number now belongs to another process.
postgres_clean() {
	local pid= file="$HOME_DIR/pg/postmaster.pid"
	[ -f "$file" ] || return 0
	read -r pid <"$file" || true
	if [[ $pid =~ ^[0-9]+$ ]] && postgres_is "$pid"; then
		kill -INT "$pid" 2>/dev/null || true
		wait_gone 15 "$pid" || { kill -QUIT "$pid" && wait_gone 5 "$pid"; } || kill -KILL "$pid" 2>/dev/null || true
		wait_gone 5 "$pid" || true
	fi
	rm -f "$file"
}

# The process is a postmaster of this cluster: it works in the data folder.
postgres_is() {
	[ "$(readlink "/proc/$1/cwd" 2>/dev/null)" = "$(readlink -f "$HOME_DIR/pg")" ]
}

# The hoster's settings; what follows on the command line goes before them: this is no server of its own.
postgres_service() {
	cp "$TOP/contrib/postgres/stoa.conf" "$HOME_DIR/conf/postgresql-stoa.conf"
	own "$HOME_DIR/conf/postgresql-stoa.conf"
	grep -qsF postgresql-stoa.conf "$HOME_DIR/pg/postgresql.conf" ||
		printf "include '%s/conf/postgresql-stoa.conf'\n" "$HOME_DIR" >>"$HOME_DIR/pg/postgresql.conf"
	service_add postgres INT "$PG_BIN/postgres" -D "$HOME_DIR/pg" -c listen_addresses= \
		-c unix_socket_directories="$RUN_DIR" -c unix_socket_permissions=0700 -c port=5432 \
		-c max_connections=200 -c shared_buffers=128MB -c log_line_prefix='%m [%p] %u %d ' -c logging_collector=off "$@"
}

# As the stack's user, which owns the socket; a superuser of this cluster.
postgres_run() {
	as_owner env PGHOST="$RUN_DIR" PGPORT=5432 PGUSER=$PG_OWNER "$@"
}

postgres_ready() {
	postgres_run "$PG_BIN/pg_isready" -q -d postgres
}

# postgres_database NAME: made unless it is there.
postgres_database() {
	[ "$(postgres_run "$PG_BIN/psql" -XAtq -d postgres -c "SELECT 1 FROM pg_database WHERE datname = '$1'")" = 1 ] ||
		postgres_run "$PG_BIN/createdb" "$1"
}

# The service file that names the platform database and the cell, as a hoster's does.
postgres_services() {
	printf '[stoa_platform]\nhost=%s\nport=5432\ndbname=stoa_platform\n\n[cell1]\nhost=%s\nport=5432\ndbname=stoa_cell1\n' \
		"$RUN_DIR" "$RUN_DIR" >"$HOME_DIR/conf/pg_service.conf"
}

# postgres_url DATABASE: for psql and tests; the folder's name has no byte that must be escaped (see stack.sh).
postgres_url() {
	printf 'postgresql://%s@/%s?host=%s&port=5432\n' $PG_OWNER "$1" "$RUN_DIR"
}
