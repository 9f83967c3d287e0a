# Many shops for a bench: a stack of its own with N shops in K cells, made fast and kept for the next run.
#
# The caller sets TOP and sources this, which sources contrib/lib/stack.sh, and then calls, in this order:
#   shops_home N K [few]            names the stack shops-N-K, shops-N-K-few, below var/bench; 1 where it is in use
#   shops_build                     the optimised tree in build-bench/, installed
#   shops_up [POSTGRES OPTION...]   inside of run_up: Postgres with the settings of contrib/postgres, the shops (made once), mail
#   shops_programs PROCESSES [PROGRAM...]   all programs and the worker, or the named ones
#   shops_web                       lighttpd at HTTP_PORT
# Shop number I (1 to N) is called shopI, answers at shopI.localhost:HTTP_PORT, and is the schema t_ and I in six digits of its cell: the
# first N / K shops lie in cell1, the next in cell2, and so on. N must be a multiple of K. Each has the goods of the demo shop hafen (8 MB of
# disk); of more than 1,000 shops each has but its ceramics and enamel, without orders (4 MB), since disks are finite. few: fewer shops do, too.
#
# The first shop is made by stoactl. Its neighbours in cell1 are its dump, read again under their names; the other cells are copies of that
# database in which each schema gets its own name. What is kept is brought to the checkout's state by stoactl migrate at each start.

FULL_SHOPS_MOST=1000
SHOPS_JOBS=${SHOPS_JOBS:-3}
STACK=shops
. "$TOP/contrib/lib/stack.sh"
VAR=$TOP/var/bench

# shops_named N K [few]: the name alone, for questions about a stack that may hold its own lock.
shops_named() {
	SHOPS=$1
	CELLS=$2
	FEW=${3:-}
	A_CELL=$((SHOPS / CELLS))
	STACK=shops-$SHOPS-$CELLS${FEW:+-few}
}

shops_home() {
	shops_named "$@"
	if [ "$SHOPS" -lt 1 ] || [ "$CELLS" -lt 1 ] || [ $((SHOPS % CELLS)) != 0 ]; then
		say "$SHOPS shops do not share $CELLS cells evenly" >&2
		return 1
	fi
	mkdir -p "$VAR"
	stack_lock || {
		say "another bench uses these shops" >&2
		return 1
	}
	stack_home
}

shops_build() {
	say "building in build-bench/"
	stack_build build-bench "${JOBS:-2}"
}

# One service of libpq for each cell.
postgres_services() {
	local c
	{
		printf '[stoa_platform]\nhost=%s\nport=5432\ndbname=stoa_platform\n' "$RUN_DIR"
		for ((c = 1; c <= CELLS; c++)); do
			printf '\n[cell%s]\nhost=%s\nport=5432\ndbname=stoa_cell%s\n' $c "$RUN_DIR" $c
		done
	} >"$HOME_DIR/conf/pg_service.conf"
}

# shops_sql DATABASE [PSQL OPTION...]: runs what stands on standard input, or -c.
shops_sql() {
	local database=$1
	shift
	postgres_run "$PG_BIN/psql" -XAtq -v ON_ERROR_STOP=1 -d "$database" "$@"
}

shops_schema() {
	printf 't_%06d\n' "$1"
}

shops_cell() {
	echo $((($1 - 1) / A_CELL + 1))
}

# shops_start POSTGRES OPTION...
shops_start() {
	SERVICE_ORDER=()
	postgres_service -c max_connections=600 -c shared_buffers="${SHOPS_BUFFERS:-1GB}" "$@"
	service_start postgres
	wait_until 300 Postgres postgres postgres_ready
}

shops_stop() {
	kill -INT "${SERVICE_PID[postgres]}"
	wait_gone 120 "${SERVICE_PID[postgres]}"
	wait "${SERVICE_PID[postgres]}" || true
}

# The description that the first shop is loaded from.
shops_goods() {
	local from=$TOP/contrib/demo-shops/hafen
	if [ "$SHOPS" -le "$FULL_SHOPS_MOST" ] && [ -z "$FEW" ]; then
		echo "$from/shop.json"
		return
	fi
	rm -rf "$HOME_DIR/goods"
	cp -r "$from" "$HOME_DIR/goods"
	python3 - "$HOME_DIR/goods/shop.json" <<-'PY'
		import json, sys
		shop = json.load(open(sys.argv[1]))
		shop["include"] = ["products/ceramics.json", "products/enamel.json"]
		del shop["orders"]
		json.dump(shop, open(sys.argv[1], "w"))
	PY
	echo "$HOME_DIR/goods/shop.json"
}

# The first shop of all, by the programs themselves, with the statistics that autovacuum would make.
shops_model() {
	local c
	for ((c = 1; c <= CELLS; c++)); do
		"$STOACTL" init --cell cell$c >>"$HOME_DIR/log/stoactl.log" 2>&1 || stack_fail "stoactl init failed" "$HOME_DIR/log/stoactl.log"
	done
	rm -f "$HOME_DIR/conf/shop-shop1.loaded"
	say "loading the first shop"
	"$STOACTL" tenant create shop1 --host shop1.localhost --cell cell1 >"$HOME_DIR/log/shop1.log" 2>&1 &&
		"$STOACTL" load shop1 "$(shops_goods)" >>"$HOME_DIR/log/shop1.log" 2>&1 || stack_fail "could not make the first shop" "$HOME_DIR/log/shop1.log"
	shops_sql stoa_cell1 -c "VACUUM ANALYZE"
}

# shops_clone FIRST STEP: the dump under the name of every STEP-th shop from FIRST on.
shops_clone() {
	local i
	for ((i = $1; i <= A_CELL; i += $2)); do
		echo "BEGIN;"
		sed "s/\\bt_000001\\b/$(shops_schema $i)/g" "$HOME_DIR/model.sql"
		echo "COMMIT;"
	done | shops_sql stoa_cell1 >/dev/null
}

# The statistics of the first shop are true for its clones.
shops_statistics() {
	# The catalog has grown a thousand times without being counted: each clone would be looked for in all of it.
	shops_sql stoa_cell1 -c "VACUUM ANALYZE pg_catalog.pg_class" -c "VACUUM ANALYZE pg_catalog.pg_namespace" -c "ANALYZE pg_catalog.pg_statistic"
	shops_sql stoa_cell1 <<-'SQL'
		CREATE TEMPORARY TABLE twin AS
		SELECT m.oid AS model, c.oid AS clone, m.relpages, m.reltuples, m.relallvisible
		FROM pg_class m JOIN pg_namespace f ON f.oid = m.relnamespace AND f.nspname = 't_000001'
		JOIN pg_class c ON c.relname = m.relname AND c.relkind = m.relkind AND c.oid <> m.oid
		JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname ~ '^t_\d+$'
		WHERE m.relkind IN ('r', 'i');
		UPDATE pg_class c SET relpages = t.relpages, reltuples = t.reltuples, relallvisible = t.relallvisible FROM twin t WHERE t.clone = c.oid;
		INSERT INTO pg_statistic
		SELECT t.clone, staattnum, stainherit, stanullfrac, stawidth, stadistinct, stakind1, stakind2, stakind3, stakind4, stakind5,
			staop1, staop2, staop3, staop4, staop5, stacoll1, stacoll2, stacoll3, stacoll4, stacoll5,
			stanumbers1, stanumbers2, stanumbers3, stanumbers4, stanumbers5, stavalues1, stavalues2, stavalues3, stavalues4, stavalues5
		FROM pg_statistic s JOIN twin t ON t.model = s.starelid;
	SQL
	shops_sql stoa_cell1 -c "VACUUM ANALYZE pg_catalog.pg_attribute" -c "ANALYZE pg_catalog.pg_class" -c CHECKPOINT
}

shops_first_cell() {
	local j jobs=()
	# Without the settings, which each would say again, and the comments; rows between COPY and \. are left as they are.
	postgres_run "$PG_BIN/pg_dump" --schema=t_000001 stoa_cell1 |
		awk '/^COPY /, /^\\\.$/ { print; next } !/^(SET |SELECT pg_catalog.set_config|--|$)/' >"$HOME_DIR/model.sql"
	sed -i '1i SET LOCAL search_path = pg_catalog;' "$HOME_DIR/model.sql"
	for ((j = 0; j < SHOPS_JOBS; j++)); do
		shops_clone $((2 + j)) "$SHOPS_JOBS" &
		jobs+=($!)
	done
	for j in "${jobs[@]}"; do
		wait "$j" || {
			say "a clone failed" >&2
			exit 1
		}
	done
	shops_statistics
}

# shops_copy_cell NUMBER
shops_copy_cell() {
	local by=$((($1 - 1) * A_CELL))
	postgres_run "$PG_BIN/dropdb" "stoa_cell$1"
	postgres_run "$PG_BIN/psql" -XAtq -v ON_ERROR_STOP=1 -d postgres -c "CREATE DATABASE stoa_cell$1 TEMPLATE stoa_cell1 STRATEGY file_copy"
	shops_sql "stoa_cell$1" <<-SQL
		SELECT format('ALTER SCHEMA %I RENAME TO %I', nspname, 't_' || lpad((substr(nspname, 3)::bigint + $by)::text, 6, '0'))
		FROM pg_namespace WHERE nspname ~ '^t_\d+\$'
		\gexec
	SQL
}

# Rows of the platform, and of each cell what names a shop, made after those of the first shop, whatever columns they have.
shops_entered() {
	shops_sql stoa_platform <<-SQL
		INSERT INTO stoa.tenant SELECT (jsonb_populate_record(t, jsonb_build_object('id', i, 'name', 'shop' || i,
			'cell', 'cell' || (i - 1) / $A_CELL + 1))).* FROM stoa.tenant t, generate_series(2, $SHOPS) AS i WHERE t.id = 1;
		INSERT INTO stoa.domain SELECT (jsonb_populate_record(d, jsonb_build_object('tenant_id', i, 'host', 'shop' || i || '.localhost'))).*
			FROM stoa.domain d, generate_series(2, $SHOPS) AS i WHERE d.tenant_id = 1;
		SELECT setval('stoa.tenant_id_seq', $SHOPS);
		VACUUM ANALYZE;
	SQL
}

shops_make() {
	local began=$SECONDS c
	say "making $SHOPS shops in $CELLS cells"
	rm -rf "${HOME_DIR:?}"/{pg,media,originals,shops.made}
	mkdir -p "$HOME_DIR"/{media,originals}
	own "$HOME_DIR"/{media,originals}
	postgres_create
	shops_start -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c autovacuum=off -c max_wal_size=2GB -c min_wal_size=80MB -c wal_level=minimal \
		-c max_wal_senders=0 -c checkpoint_timeout=1h
	postgres_database stoa_platform
	for ((c = 1; c <= CELLS; c++)); do
		postgres_database stoa_cell$c
	done
	shops_model
	shops_first_cell
	for ((c = 2; c <= CELLS; c++)); do
		shops_copy_cell $c
	done
	shops_entered >/dev/null
	shops_stop
	sync -f "$HOME_DIR/pg"
	say "made in $((SECONDS - began)) s, $(du -sm "$HOME_DIR/pg" | cut -f 1) MB"
	echo $((SECONDS - began)) >"$HOME_DIR/shops.made"
}

shops_up() {
	local c
	HTTP_PORT=$(port_pick "$HOME_DIR/conf/http.port")
	SMTP_PORT=$(port_pick "$HOME_DIR/conf/smtp.port")
	stack_conf
	mail_create
	# What an earlier run kept of pages would make this one look warm.
	rm -rf "${HOME_DIR:?}"/cache/*
	[ -f "$HOME_DIR/shops.made" ] || shops_make
	shops_start "$@"
	mail_service "$SMTP_PORT"
	service_start mail
	"$STOACTL" migrate --contract >>"$HOME_DIR/log/stoactl.log" 2>&1 || stack_fail "stoactl migrate failed" "$HOME_DIR/log/stoactl.log"
	for ((c = 1; c <= CELLS; c++)); do
		stack_step_back stoa_cell$c
	done
}

shops_programs() {
	local processes=$1 p
	shift
	if [ $# = 0 ]; then
		stack_programs "$processes"
		return
	fi
	for p in "$@"; do
		service_add "$p" TERM "$HOME_DIR/inst/libexec/stoa/$p" --listen "unix:$RUN_DIR/$p.sock" --processes "$processes"
		service_start "$p"
		wait_until 60 "$p" "$p" test -S "$RUN_DIR/$p.sock"
	done
}

shops_web() {
	web_lighttpd lighttpd "$HTTP_PORT" stoa.conf
}
