# A real SMTP server that asks for STARTTLS and a login and keeps every mail as a file.

MAIL_USER=stoa

mail_create() {
	local tls="$HOME_DIR/conf/smtp"
	if [ ! -f "$tls.crt" ] || ! openssl x509 -in "$tls.crt" -noout -checkend 86400 >/dev/null; then
		openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj "/CN=localhost" \
			-addext "subjectAltName=DNS:localhost,IP:127.0.0.1" -keyout "$tls.key" -out "$tls.crt" 2>/dev/null
	fi
	[ -f "$tls.password" ] || openssl rand -hex 16 >"$tls.password"
	chmod 600 "$tls.key" "$tls.password"
	mkdir -p "$HOME_DIR/mail"
	own "$tls.key" "$tls.crt" "$tls.password" "$HOME_DIR/mail"
}

# mail_service PORT
mail_service() {
	service_add mail TERM /usr/bin/python3 "$HOME_DIR/bin/mail-keeper.py" --port "$1" --directory "$HOME_DIR/mail" \
		--certificate "$HOME_DIR/conf/smtp.crt" --key "$HOME_DIR/conf/smtp.key" \
		--user $MAIL_USER --password-file "$HOME_DIR/conf/smtp.password"
}
