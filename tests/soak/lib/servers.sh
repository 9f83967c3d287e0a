# Two Postgres servers in step, and the monitor that says which is the primary: pg_auto_failover (Debian: pg-auto-failover-cli,
# postgresql-15-auto-failover), as README's "Two database servers" has it. Sourced after stack.sh, of which it takes the place of postgres.sh.
#
# All listen on 127.0.0.1 and trust it: that is for a machine of tests.

servers_missing() {
	local p missing=
	for p in pg-auto-failover-cli postgresql-15-auto-failover; do
		dpkg-query -W -f='${db:Status-Status}\n' $p 2>/dev/null | grep -qx installed || missing="$missing $p"
	done
	[ -n "$missing" ] || return 1
	echo "missing:$missing" >&2
}

autoctl() {
	as_owner env PATH="$PG_BIN:/usr/bin:/bin" HOME="$HOME_DIR/servers" XDG_RUNTIME_DIR="$HOME_DIR/servers/run" PG_AUTOCTL_DEBUG= pg_autoctl "$@"
}

monitor_url() {
	echo "postgresql://autoctl_node@127.0.0.1:$MONITOR_PORT/pg_auto_failover"
}

postgres_url() {
	echo "postgresql://$PG_OWNER@127.0.0.1:$NODE1_PORT,127.0.0.1:$NODE2_PORT/$1?target_session_attrs=read-write&connect_timeout=3"
}

postgres_services() {
	local service
	for service in stoa_platform cell1; do
		printf '[%s]\nhost=127.0.0.1,127.0.0.1\nport=%s,%s\ndbname=stoa_%s\n\n' $service "$NODE1_PORT" "$NODE2_PORT" ${service#stoa_}
	done >"$HOME_DIR/conf/pg_service.conf"
}

# service NAME: pg_autoctl keeps that server, and starts its Postgres.
server_service() {
	service_add "$1" TERM env PATH="$PG_BIN:/usr/bin:/bin" HOME="$HOME_DIR/servers" XDG_RUNTIME_DIR="$HOME_DIR/servers/run" \
		pg_autoctl run --pgdata "$HOME_DIR/servers/$1"
	service_start "$1"
}

server_create() {
	local name=$1 port=$2
	autoctl create postgres --pgdata "$HOME_DIR/servers/$name" --pgport "$port" --listen 127.0.0.1 --hostname 127.0.0.1 --name "$name" --pgctl "$PG_BIN/pg_ctl" \
		--monitor "$(monitor_url)" --auth trust --no-ssl --dbname postgres >"$HOME_DIR/log/create-$name.log" 2>&1 ||
		stack_fail "the server $name could not be made" "$HOME_DIR/log/create-$name.log"
}

# node_state NAME: what the monitor says that it is.
node_state() {
	"$PG_BIN/psql" -XAtq "$(monitor_url)" -c "SELECT reportedstate FROM pgautofailover.node WHERE nodename = '$1' AND reportedstate = goalstate" 2>/dev/null
}

node_is() {
	[ "$(node_state "$1")" = "$2" ]
}

servers_up() {
	local log=$HOME_DIR/log/create-monitor.log
	mkdir -p "$HOME_DIR/servers/run"
	own "$HOME_DIR/servers/run"
	autoctl create monitor --pgdata "$HOME_DIR/servers/monitor" --pgport "$MONITOR_PORT" --hostname 127.0.0.1 --pgctl "$PG_BIN/pg_ctl" --auth trust --no-ssl >"$log" 2>&1 ||
		stack_fail "the monitor could not be made" "$log"
	servers_tune
	server_service monitor
	wait_until 30 "the monitor" monitor port_answers "$MONITOR_PORT"
	server_create node1 "$NODE1_PORT"
	# Who joins copies all from the other, which begins with a checkpoint there: it need not take its time.
	printf '%s\n' "max_connections = 200" "checkpoint_completion_target = 0" >>"$HOME_DIR/servers/node1/postgresql.conf"
	server_service node1
	wait_until 60 "the first server" node1 "$PG_BIN/pg_isready" -q -h 127.0.0.1 -p "$NODE1_PORT"
	wait_until 30 "the first server" node1 node_is node1 single
	"$PG_BIN/psql" -XAtq "postgresql://postgres@127.0.0.1:$NODE1_PORT/postgres" -c "CREATE ROLE $PG_OWNER SUPERUSER LOGIN" \
		-c "CREATE DATABASE stoa_platform OWNER $PG_OWNER" -c "CREATE DATABASE stoa_cell1 OWNER $PG_OWNER" >"$HOME_DIR/log/databases.log" 2>&1 ||
		stack_fail "the databases could not be made" "$HOME_DIR/log/databases.log"
	server_create node2 "$NODE2_PORT"
	server_service node2
	wait_until 90 "the second server" node2 node_is node2 secondary
	wait_until 30 "the first server" node1 node_is node1 primary
}

# How soon a server counts as gone, and how long its successor waits for it to have stopped: see README.
servers_tune() {
	cat >>"$HOME_DIR/servers/monitor/postgresql.conf" <<-CONF
		pgautofailover.health_check_period = 1000
		pgautofailover.health_check_timeout = 1000
		pgautofailover.health_check_max_retries = 1
		pgautofailover.health_check_retry_delay = 500
		pgautofailover.node_considered_unhealthy_timeout = 3000
		pgautofailover.primary_demote_timeout = 2000
		pgautofailover.startup_grace_period = 3000
	CONF
}
