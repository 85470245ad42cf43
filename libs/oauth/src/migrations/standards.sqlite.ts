/** SQLite 3: the same columns and tables. */
export const SQLITE_STANDARDS: readonly string[] = [
  `ALTER TABLE oauth_client ADD COLUMN jwks TEXT`,
  `ALTER TABLE oauth_client ADD COLUMN jwks_uri TEXT`,
  `ALTER TABLE oauth_client ADD COLUMN auth_signing_alg TEXT`,
  `ALTER TABLE oauth_client ADD COLUMN strict_assertion_audience INTEGER NOT NULL DEFAULT 0`,
  `ALTER TABLE oauth_client ADD COLUMN require_par INTEGER NOT NULL DEFAULT 0`,
  `ALTER TABLE oauth_client ADD COLUMN dpop_bound INTEGER NOT NULL DEFAULT 0`,
  `ALTER TABLE oauth_client ADD COLUMN refresh_policy TEXT NOT NULL DEFAULT 'rotate'`,
  `ALTER TABLE oauth_client ADD COLUMN post_logout_redirect_uris TEXT`,
  `ALTER TABLE oauth_client ADD COLUMN backchannel_logout_uri TEXT`,
  `ALTER TABLE oauth_client ADD COLUMN backchannel_logout_session_required INTEGER NOT NULL DEFAULT 0`,
  `ALTER TABLE oauth_session ADD COLUMN sid BLOB`,
  `ALTER TABLE oauth_session ADD COLUMN acr BLOB`,
  `ALTER TABLE oauth_session ADD COLUMN amr TEXT`,
  `ALTER TABLE oauth_authorization ADD COLUMN offline INTEGER NOT NULL DEFAULT 0`,
  `ALTER TABLE oauth_authorization ADD COLUMN claims TEXT`,
  `ALTER TABLE oauth_authorization ADD COLUMN acr BLOB`,
  `ALTER TABLE oauth_authorization ADD COLUMN amr TEXT`,
  `CREATE INDEX oauth_authorization_session ON oauth_authorization (session_id)`,
  `ALTER TABLE oauth_authorization_code ADD COLUMN dpop_jkt BLOB`,
  `ALTER TABLE oauth_refresh_token ADD COLUMN dpop_jkt BLOB`,
  `ALTER TABLE oauth_access_token ADD COLUMN dpop_jkt BLOB`,
  `ALTER TABLE oauth_access_token ADD COLUMN act TEXT`,
  `ALTER TABLE oauth_access_token ADD COLUMN exchanged_from TEXT`,
  `CREATE TABLE oauth_client_origin (
    origin BLOB NOT NULL,
    client_id BLOB NOT NULL,
    expires_at INTEGER,
    PRIMARY KEY (origin, client_id)
  ) WITHOUT ROWID`,
  `CREATE INDEX oauth_client_origin_client ON oauth_client_origin (client_id)`,
  `CREATE INDEX oauth_client_origin_expiry ON oauth_client_origin (expires_at)`,
  `CREATE TABLE oauth_client_document (
    client_id BLOB NOT NULL PRIMARY KEY,
    document TEXT NOT NULL,
    fetched_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
  ) WITHOUT ROWID`,
  `CREATE INDEX oauth_client_document_expiry ON oauth_client_document (expires_at)`,
  `CREATE TABLE oauth_pushed_request (
    id BLOB NOT NULL PRIMARY KEY,
    digest BLOB NOT NULL,
    client_id BLOB NOT NULL,
    parameters TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    completed_at INTEGER
  ) WITHOUT ROWID`,
  `CREATE INDEX oauth_pushed_request_expiry ON oauth_pushed_request (expires_at)`,
  `CREATE TABLE oauth_device_code (
    id BLOB NOT NULL PRIMARY KEY,
    digest BLOB NOT NULL,
    user_code_digest BLOB NOT NULL UNIQUE,
    client_id BLOB NOT NULL,
    scopes TEXT NOT NULL,
    resources TEXT NOT NULL,
    status TEXT NOT NULL,
    poll_interval INTEGER NOT NULL,
    next_poll_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    consumed_at INTEGER
  ) WITHOUT ROWID`,
  `CREATE INDEX oauth_device_code_expiry ON oauth_device_code (expires_at)`,
  `CREATE TABLE oauth_used_jti (
    id BLOB NOT NULL PRIMARY KEY,
    expires_at INTEGER NOT NULL
  ) WITHOUT ROWID`,
  `CREATE INDEX oauth_used_jti_expiry ON oauth_used_jti (expires_at)`,
  `CREATE TABLE oauth_attempt (
    id BLOB NOT NULL PRIMARY KEY,
    count INTEGER NOT NULL,
    window_ends_at INTEGER NOT NULL
  ) WITHOUT ROWID`,
  `CREATE INDEX oauth_attempt_window ON oauth_attempt (window_ends_at)`,
  `CREATE TABLE oauth_logout_delivery (
    id BLOB NOT NULL PRIMARY KEY,
    client_id BLOB NOT NULL,
    subject BLOB NOT NULL,
    session_id BLOB NOT NULL,
    attempts INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL
  ) WITHOUT ROWID`,
  `CREATE INDEX oauth_logout_delivery_due ON oauth_logout_delivery (due_at)`,
  `CREATE INDEX oauth_logout_delivery_created ON oauth_logout_delivery (created_at)`,
];
