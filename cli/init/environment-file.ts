/**
 * The `.env` and `.env.example` that `init` writes. The trap: a variable that is named here must exist in
 * runtime/env-variables.ts; a test compares them.
 */

/** Every variable with its default, where its value comes from, and who needs it. */
export const ENVIRONMENT_EXAMPLE = `# Settings of the processes. Copy to .env; the real environment wins over it.
# Every secret may also be given as NAME_FILE (a file that holds it).

# --- where things are kept ---
# Folder of the store, Temporal's database and the keys.
#ML_CONNECTOR_HOME=./.data
# PostgreSQL instead of the SQLite file in that folder (secret).
#DATABASE_URL=postgres://user:password@host:5432/ml_connector
# Folder of connection files, or one file.
#ML_CONNECTOR_CONFIG=./connections

# --- keys (secret) ---
# From \`ml-connector keys generate\`. Lose it and every credential and history is lost: keep a copy in a safe place.
# Without it the file master.key in ML_CONNECTOR_HOME is used, which \`init\` makes.
#ML_CONNECTOR_MASTER_KEY=
#ML_CONNECTOR_MASTER_KEY_FILE=./.data/master.key
# Old keys that must still open what they sealed.
#ML_CONNECTOR_PREVIOUS_KEYS=

# --- Temporal: unset = \`ml-connector up\` starts a server of our own ---
#TEMPORAL_ADDRESS=temporal.example.com:7233
#TEMPORAL_NAMESPACE=ml-connector
#TEMPORAL_API_KEY=
#TEMPORAL_TLS_CERT=
#TEMPORAL_TLS_KEY=
#TEMPORAL_TLS_CA=
#ML_CONNECTOR_TEMPORAL_PORT=7233
#ML_CONNECTOR_TEMPORAL_UI_PORT=8233
# Days that finished workflows stay visible in Temporal; the ledger keeps its own.
#ML_CONNECTOR_RETENTION=30

# --- webhooks: the address that the vendors call; must lead to the ingress from outside ---
#ML_CONNECTOR_PUBLIC_URL=https://hooks.example.com
#ML_CONNECTOR_INGRESS_HOST=127.0.0.1
#ML_CONNECTOR_INGRESS_PORT=8080
# Whose X-Forwarded-For to believe (addresses or networks of your proxies, or true).
#ML_CONNECTOR_INGRESS_TRUST_PROXY=
# Its /livez /readyz /metrics, apart from the public door.
#ML_CONNECTOR_INGRESS_HEALTH_HOST=127.0.0.1
#ML_CONNECTOR_INGRESS_HEALTH_PORT=8083

# --- codec server: lets Temporal's Web UI show histories in clear text ---
#ML_CONNECTOR_CODEC_HOST=127.0.0.1
#ML_CONNECTOR_CODEC_PORT=8081
#ML_CONNECTOR_CODEC_TOKEN=
#ML_CONNECTOR_CODEC_ORIGINS=http://localhost:8233

# --- worker: /livez /readyz /metrics ---
#ML_CONNECTOR_WORKER_HOST=127.0.0.1
#ML_CONNECTOR_WORKER_PORT=8082

# --- log: trace debug info warn error; json or pretty ---
#ML_CONNECTOR_LOG_LEVEL=info
#ML_CONNECTOR_LOG_FORMAT=json
`;

export const ENVIRONMENT = `# Settings of this machine; every variable is explained in .env.example. Not for git.
ML_CONNECTOR_LOG_FORMAT=pretty
`;
