# Web servers before the programs: the files that a hoster copies, with a short file around them that says where things are.

web_paths() {
	cat <<-CONF
		var.stoa_run = "$RUN_DIR"
		var.stoa_libexec = "$HOME_DIR/inst/libexec/stoa"
		var.stoa_assets = "$HOME_DIR/inst/share/stoa/assets"
		var.stoa_media = "$HOME_DIR/media"
	CONF
}

# lighttpd_conf PORT FILE: conf/lighttpd-FILE, around a copy of the file that a hoster copies; FILE is stoa.conf or stoa-cgi.conf.
lighttpd_conf() {
	local out=$HOME_DIR/conf/lighttpd-$2
	cp "$TOP/contrib/lighttpd/$2" "$HOME_DIR/conf/hoster-$2"
	mkdir -p "$HOME_DIR/upload"
	own "$HOME_DIR/upload"
	{
		web_paths
		cat <<-CONF
			server.port = $1
			server.bind = "127.0.0.1"
			server.document-root = "$HOME_DIR/inst/share/stoa/assets"
			server.upload-dirs = ( "$HOME_DIR/upload" )
			server.errorlog = "$HOME_DIR/log/$2.error.log"
			server.tag = "lighttpd"
			server.modules = ()
		CONF
		[ "$2" = stoa.conf ] || cat <<-CONF
			server.modules += ( "mod_setenv" )
			setenv.set-environment = ( "STOA_CONF" => "$HOME_DIR/conf/stoa.conf",
				"PGSERVICEFILE" => "$HOME_DIR/conf/pg_service.conf", "STOA_STACK" => "$HOME_DIR",
				"ASAN_OPTIONS" => "${ASAN_OPTIONS:-}", "UBSAN_OPTIONS" => "${UBSAN_OPTIONS:-}" )
		CONF
		echo "include \"$HOME_DIR/conf/hoster-$2\""
	} >"$out"
	own "$out" "$HOME_DIR/conf/hoster-$2"
}

# web_lighttpd SERVICE PORT FILE: up when this returns.
web_lighttpd() {
	lighttpd_conf "$2" "$3"
	service_add "$1" TERM /usr/sbin/lighttpd -D -f "$HOME_DIR/conf/lighttpd-$3"
	service_start "$1"
	wait_until 20 "lighttpd ($1)" "$1" port_answers "$2"
}

# apache_conf PORT: conf/apache.conf, around a copy of the file that a hoster includes.
apache_conf() {
	local out=$HOME_DIR/conf/apache.conf m
	cp "$TOP/contrib/apache/stoa.conf" "$HOME_DIR/conf/apache-stoa.conf"
	{
		for m in mpm_event unixd authz_core alias mime headers filter deflate proxy proxy_fcgi setenvif; do
			[ ! -f /usr/lib/apache2/modules/mod_$m.so ] || echo "LoadModule ${m}_module /usr/lib/apache2/modules/mod_$m.so"
		done
		cat <<-CONF
			Define STOA_PORT $1
			Define STOA_RUN "$RUN_DIR"
			Define STOA_ASSETS "$HOME_DIR/inst/share/stoa/assets"
			Define STOA_MEDIA "$HOME_DIR/media"
			ServerName localhost
			ServerRoot "$HOME_DIR"
			DocumentRoot "$HOME_DIR/inst/share/stoa/assets"
			Listen 127.0.0.1:$1
			PidFile "$RUN_DIR/apache.httpd"
			DefaultRuntimeDir "$RUN_DIR"
			Mutex pthread
			ErrorLog "$HOME_DIR/log/apache.error.log"
			TypesConfig /dev/null
			StartServers 1
			ThreadsPerChild 25
			MaxRequestWorkers 100
			Include "$HOME_DIR/conf/apache-stoa.conf"
		CONF
	} >"$out"
	own "$out" "$HOME_DIR/conf/apache-stoa.conf"
}

# web_apache SERVICE PORT: up when this returns.
web_apache() {
	apache_conf "$2"
	service_add "$1" TERM /usr/sbin/apache2 -D FOREGROUND -f "$HOME_DIR/conf/apache.conf"
	service_start "$1"
	wait_until 20 "Apache" "$1" port_answers "$2"
}
