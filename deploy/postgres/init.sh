#!/bin/sh
# Runs once, when the database volume is new: a role and two databases for Temporal, apart from ours.
set -eu
password=$(cat /run/secrets/temporal_db_password)
psql -v ON_ERROR_STOP=1 -v password="$password" --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE temporal LOGIN PASSWORD :'password';
CREATE DATABASE temporal OWNER temporal;
CREATE DATABASE temporal_visibility OWNER temporal;
SQL
