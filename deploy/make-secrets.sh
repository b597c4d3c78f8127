#!/bin/sh
# Makes the secret files that docker-compose.yml needs; what exists already is left alone.
# Trap: whoever loses master_key loses every stored credential and every history. Keep a copy elsewhere.
set -eu
cd "$(dirname "$0")"
mkdir -p secrets
# The files are readable inside the containers, whose users differ; this folder keeps everybody else on the host out.
chmod 700 secrets

put() { # put <name> <text>
  [ -e "secrets/$1" ] && return
  printf '%s\n' "$2" > "secrets/$1"
  chmod 444 "secrets/$1"
  echo "made deploy/secrets/$1"
}

put postgres_password "$(openssl rand -hex 24)"
put temporal_db_password "$(openssl rand -hex 24)"
put codec_token "$(openssl rand -hex 24)"
put database_url "postgres://ml_connector:$(cat secrets/postgres_password)@postgres:5432/ml_connector"
put master_key "k$(date +%Y%m%d)-$(openssl rand -hex 3):$(openssl rand -base64 32)"
# The program warns when others can read its key; this works when it is run as root or as user 1000.
if chown 1000 secrets/master_key 2>/dev/null; then chmod 400 secrets/master_key; fi
