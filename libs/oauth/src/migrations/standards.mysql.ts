/** Columns that the standard protocols added to the first tables. Each may be missing in a row from before. */
export const MYSQL_COLUMNS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  oauth_client: {
    jwks: 'TEXT NULL',
    jwks_uri: 'VARCHAR(2000) NULL',
    auth_signing_alg: 'VARCHAR(16) NULL',
    strict_assertion_audience: 'TINYINT NOT NULL DEFAULT 0',
    require_par: 'TINYINT NOT NULL DEFAULT 0',
    dpop_bound: 'TINYINT NOT NULL DEFAULT 0',
    refresh_policy: "VARCHAR(16) NOT NULL DEFAULT 'rotate'",
    post_logout_redirect_uris: 'MEDIUMTEXT NULL',
    backchannel_logout_uri: 'VARCHAR(2000) NULL',
    backchannel_logout_session_required: 'TINYINT NOT NULL DEFAULT 0',
  },
  oauth_session: { sid: 'BINARY(16) NULL', acr: 'VARBINARY(255) NULL', amr: 'TEXT NULL' },
  oauth_authorization: {
    offline: 'TINYINT NOT NULL DEFAULT 0',
    claims: 'TEXT NULL',
    acr: 'VARBINARY(255) NULL',
    amr: 'TEXT NULL',
  },
  oauth_authorization_code: { dpop_jkt: 'VARBINARY(43) NULL' },
  oauth_refresh_token: { dpop_jkt: 'VARBINARY(43) NULL' },
  oauth_access_token: { dpop_jkt: 'VARBINARY(43) NULL', act: 'TEXT NULL', exchanged_from: 'TEXT NULL' },
};

export const MYSQL_TABLES: readonly string[] = [
  `CREATE TABLE oauth_client_origin (
    origin VARBINARY(255) NOT NULL,
    client_id VARBINARY(255) NOT NULL,
    expires_at BIGINT NULL,
    PRIMARY KEY (origin, client_id),
    KEY oauth_client_origin_client (client_id),
    KEY oauth_client_origin_expiry (expires_at)
  )`,
  `CREATE TABLE oauth_client_document (
    client_id VARBINARY(255) NOT NULL PRIMARY KEY,
    document MEDIUMTEXT NOT NULL,
    fetched_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    KEY oauth_client_document_expiry (expires_at)
  )`,
  `CREATE TABLE oauth_pushed_request (
    id BINARY(16) NOT NULL PRIMARY KEY,
    digest BINARY(32) NOT NULL,
    client_id VARBINARY(255) NOT NULL,
    parameters TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    completed_at BIGINT NULL,
    KEY oauth_pushed_request_expiry (expires_at)
  )`,
  `CREATE TABLE oauth_device_code (
    id BINARY(16) NOT NULL PRIMARY KEY,
    digest BINARY(32) NOT NULL,
    user_code_digest BINARY(32) NOT NULL,
    client_id VARBINARY(255) NOT NULL,
    scopes TEXT NOT NULL,
    resources TEXT NOT NULL,
    status VARCHAR(16) NOT NULL,
    poll_interval INT NOT NULL,
    next_poll_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    consumed_at BIGINT NULL,
    UNIQUE KEY oauth_device_code_user_code (user_code_digest),
    KEY oauth_device_code_expiry (expires_at)
  )`,
  `CREATE TABLE oauth_used_jti (
    id BINARY(32) NOT NULL PRIMARY KEY,
    expires_at BIGINT NOT NULL,
    KEY oauth_used_jti_expiry (expires_at)
  )`,
  `CREATE TABLE oauth_attempt (
    id BINARY(32) NOT NULL PRIMARY KEY,
    count INT NOT NULL,
    window_ends_at BIGINT NOT NULL,
    KEY oauth_attempt_window (window_ends_at)
  )`,
  `CREATE TABLE oauth_logout_delivery (
    id BINARY(16) NOT NULL PRIMARY KEY,
    client_id VARBINARY(255) NOT NULL,
    subject VARBINARY(255) NOT NULL,
    session_id BINARY(16) NOT NULL,
    attempts INT NOT NULL,
    due_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    KEY oauth_logout_delivery_due (due_at),
    KEY oauth_logout_delivery_created (created_at)
  )`,
].map((sql) => sql.replace(/\n {2}\)$/, '\n  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4'));

/** What is looked up by the session that ends. */
export const MYSQL_INDEXES = {
  oauth_authorization: {
    oauth_authorization_session:
      'CREATE INDEX oauth_authorization_session ON oauth_authorization (session_id)',
  },
};
