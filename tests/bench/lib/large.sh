# Benches of one large shop: its stack, its goods, its orders. Sourced behind contrib/lib/stack.sh; STACK names where the data are kept.

PROCESSES=2

say() {
	printf 'bench: %s\n' "$*" >&2
}

cell() {
	postgres_run "$PG_BIN/psql" -XAtq -d stoa_cell1 -c "$1"
}

# The load gets one core, the stack the others, two at least where there are so many.
large_pin() {
	local list n
	mapfile -t list < <(python3 -c 'import os; print(*sorted(os.sched_getaffinity(0)), sep="\n")')
	n=${#list[@]}
	LOAD_CORES=${list[0]} STACK_CORES=$(IFS=,; echo "${list[*]:$((n > 1 ? 1 : 0))}")
	[ "$n" -gt 1 ] || say "one core only: who asks disturbs what is measured"
}

# large_load COMMAND...: on the load's core.
large_load() {
	taskset -c "$LOAD_CORES" "$@"
}

# Takes the lock, builds, and sets where everything is.
large_begin() {
	large_pin
	mkdir -p "$VAR"
	stack_lock || {
		say "another bench has this shop"
		exit 1
	}
	stack_home
	say "building in build-bench/"
	stack_build build-bench "$(nproc)"
}

# large_stack POSTGRES OPTION...: Postgres with the installation, up. No page is kept.
large_stack() {
	HTTP_PORT=$(port_pick "$HOME_DIR/conf/http.port")
	SMTP_PORT=$(port_pick "$HOME_DIR/conf/smtp.port")
	CACHE_MEGABYTES=0
	stack_conf
	say "stack on cores $STACK_CORES, load on core $LOAD_CORES"
	taskset -pc "$STACK_CORES" $$ >/dev/null
	postgres_clean
	postgres_create
	mail_create
	postgres_service -c max_wal_size=8GB -c shared_buffers=1GB "$@"
	service_start postgres
	wait_until 60 Postgres postgres postgres_ready
	postgres_database stoa_platform
	postgres_database stoa_cell1
	stack_installation
}

# large_schema SHOP
large_schema() {
	printf 't_%06d\n' "$(postgres_run "$PG_BIN/psql" -XAtq -d stoa_platform -c "SELECT id FROM stoa.tenant WHERE name = '$1' AND state = 'active'")"
}

# large_shop NAME PRODUCTS LANGUAGES: as stoactl import makes it, 50,000 products a file; goes on where an earlier run was cut short.
large_shop() {
	local log=$HOME_DIR/log/goods.log first n
	"$STOACTL" tenant show "$1" >/dev/null 2>&1 || "$STOACTL" tenant create "$1" --host "$1.localhost" --locales "$3" >"$log"
	for ((first = 0; first < $2; first += 50000)); do
		[ ! -f "$HOME_DIR/conf/goods-$1.$first" ] || continue
		n=$(($2 - first < 50000 ? $2 - first : 50000))
		say "importing products $((first + 1)) to $((first + n))"
		python3 "$TOP/tests/bench/lib/catalog_csv.py" "$HOME_DIR/products.csv" --first "$first" --products $n --languages "$3"
		"$STOACTL" import "$1" "$HOME_DIR/products.csv" >>"$log" 2>&1 || stack_fail "the import failed" "$log"
		rm "$HOME_DIR/products.csv"
		touch "$HOME_DIR/conf/goods-$1.$first"
		cell "VACUUM ANALYZE"
	done
}

# large_orders SHOP ORDERS
large_orders() {
	local log=$HOME_DIR/log/orders.log
	[ ! -f "$HOME_DIR/conf/orders-$1" ] || return 0
	say "making $2 orders"
	postgres_run "$PG_BIN/psql" -Xq -d stoa_cell1 -v shop="$(large_schema "$1")" -v orders="$2" <"$TOP/tests/bench/lib/catalog_orders.sql" >"$log" 2>&1 ||
		stack_fail "the orders failed" "$log"
	cell "VACUUM ANALYZE"
	touch "$HOME_DIR/conf/orders-$1"
}

# large_programs NAME...: and lighttpd before them.
large_programs() {
	local p
	cell CHECKPOINT
	for p in "$@"; do
		service_add "$p" TERM "$HOME_DIR/inst/libexec/stoa/$p" --listen "unix:$RUN_DIR/$p.sock" --processes $PROCESSES
		service_start "$p"
		wait_until 30 "$p" "$p" test -S "$RUN_DIR/$p.sock"
	done
	web_lighttpd lighttpd "$HTTP_PORT" stoa.conf
}

large_machine() {
	printf 'machine.cores\t%s\tcores\t\t\n' "$(nproc --all)"
	printf 'machine.stack_cores\t%s\tcores\t\t\n' "$(tr -cd , <<<"$STACK_CORES," | wc -c)"
	printf 'machine.kernel\t%s\trelease\t\t\n' "$(uname -r)"
	printf 'machine.load\t%s\tprocesses that wanted a core in the last minute\t\t\n' "$(cut -d ' ' -f 1 /proc/loadavg)"
}

large_table() {
	awk -F '\t' 'NR == 1 { printf "\n%-44s %12s  %-6s %8s %3s\n", $1, $2, $3, $4, $5; next } { printf "%-44s %12s  %-6s %8s %3s\n", $1, $2, substr($3, 1, 6), $4, $5 }' "$1"
	echo
}
