/**
 * MySQL 8 and MariaDB 10.6+. Digests are BINARY(32), ids BINARY(16), identifiers VARBINARY, so that every
 * comparison is exact. Every look-up on the token path goes through a primary key, and those are ordered by time.
 * Secondary indexes are for the rest: what pruning looks for by its instant, what belongs to a user, a client or a
 * browser, and names that must be unique or are listed in order.
 */
export const MYSQL_UP: readonly string[] = [
  `CREATE TABLE oauth_client (
    client_id VARBINARY(255) NOT NULL PRIMARY KEY,
    name VARCHAR(200) NOT NULL,
    token_endpoint_auth_method VARCHAR(32) NOT NULL,
    grant_types TEXT NOT NULL,
    redirect_uris MEDIUMTEXT NOT NULL,
    scopes TEXT NOT NULL,
    audiences TEXT NOT NULL,
    access_token_format VARCHAR(16) NOT NULL,
    access_token_alg VARCHAR(16) NOT NULL,
    id_token_alg VARCHAR(16) NOT NULL,
    access_token_seconds INT NULL,
    require_pkce TINYINT NOT NULL,
    first_party TINYINT NOT NULL,
    may_introspect TINYINT NOT NULL,
    uri VARCHAR(2000) NULL,
    logo_uri VARCHAR(2000) NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    disabled_at BIGINT NULL,
    version INT NOT NULL,
    KEY oauth_client_name (name, client_id)
  )`,
  `CREATE TABLE oauth_client_secret (
    id BINARY(16) NOT NULL PRIMARY KEY,
    client_id VARBINARY(255) NOT NULL,
    name VARCHAR(100) NOT NULL,
    prefix VARCHAR(16) NOT NULL,
    digest BINARY(32) NOT NULL,
    created_at BIGINT NOT NULL,
    created_by VARCHAR(255) NOT NULL,
    expires_at BIGINT NULL,
    last_used_at BIGINT NULL,
    disabled_at BIGINT NULL,
    KEY oauth_client_secret_client (client_id)
  )`,
  `CREATE TABLE oauth_user (
    subject VARBINARY(255) NOT NULL PRIMARY KEY,
    username VARCHAR(255) NOT NULL,
    username_key VARBINARY(1020) NOT NULL,
    password_hash VARCHAR(255) NOT NULL,
    claims TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    credentials_changed_at BIGINT NOT NULL,
    disabled_at BIGINT NULL,
    UNIQUE KEY oauth_user_username (username_key)
  )`,
  `CREATE TABLE oauth_authorization (
    id BINARY(16) NOT NULL PRIMARY KEY,
    client_id VARBINARY(255) NOT NULL,
    subject VARBINARY(255) NOT NULL,
    session_id BINARY(16) NULL,
    scopes TEXT NOT NULL,
    resources TEXT NOT NULL,
    may_refresh TINYINT NOT NULL,
    authenticated_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT NULL,
    KEY oauth_authorization_expiry (expires_at),
    KEY oauth_authorization_subject (subject, client_id)
  )`,
  `CREATE TABLE oauth_authorization_code (
    id BINARY(16) NOT NULL PRIMARY KEY,
    digest BINARY(32) NOT NULL,
    redirect_uri VARBINARY(2100) NOT NULL,
    code_challenge VARBINARY(43) NULL,
    nonce VARBINARY(1000) NULL,
    expires_at BIGINT NOT NULL,
    consumed_at BIGINT NULL,
    KEY oauth_authorization_code_expiry (expires_at)
  )`,
  `CREATE TABLE oauth_refresh_token (
    id BINARY(16) NOT NULL PRIMARY KEY,
    generation INT NOT NULL,
    digest BINARY(32) NOT NULL,
    previous_digest BINARY(32) NULL,
    rotations VARCHAR(255) NOT NULL,
    answer BLOB NULL,
    repeats INT NOT NULL,
    answer_until BIGINT NULL,
    idle_expires_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    KEY oauth_refresh_token_idle (idle_expires_at),
    KEY oauth_refresh_token_answer (answer_until)
  )`,
  `CREATE TABLE oauth_access_token (
    id BINARY(16) NOT NULL PRIMARY KEY,
    digest BINARY(32) NULL,
    authorization_id BINARY(16) NULL,
    client_id VARBINARY(255) NOT NULL,
    subject VARBINARY(255) NOT NULL,
    scopes TEXT NOT NULL,
    audience TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT NULL,
    KEY oauth_access_token_expiry (expires_at)
  )`,
  `CREATE TABLE oauth_consent (
    subject VARBINARY(255) NOT NULL,
    client_id VARBINARY(255) NOT NULL,
    scope VARBINARY(128) NOT NULL,
    granted_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (subject, client_id, scope),
    KEY oauth_consent_expiry (expires_at)
  )`,
  `CREATE TABLE oauth_session (
    id BINARY(16) NOT NULL PRIMARY KEY,
    digest BINARY(32) NOT NULL,
    subject VARBINARY(255) NOT NULL,
    authenticated_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    KEY oauth_session_expiry (expires_at),
    KEY oauth_session_subject (subject)
  )`,
  `CREATE TABLE oauth_interaction (
    id BINARY(16) NOT NULL PRIMARY KEY,
    digest BINARY(32) NOT NULL,
    browser BINARY(32) NOT NULL,
    request TEXT NOT NULL,
    username VARBINARY(1020) NULL,
    failure VARCHAR(16) NULL,
    decision VARCHAR(16) NULL,
    allowed_scopes TEXT NULL,
    decided_by VARBINARY(255) NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    completed_at BIGINT NULL,
    KEY oauth_interaction_expiry (expires_at),
    KEY oauth_interaction_browser (browser)
  )`,
  `CREATE TABLE oauth_signing_key (
    alg VARBINARY(16) NOT NULL,
    sequence INT NOT NULL,
    kid VARBINARY(64) NOT NULL,
    public_jwk TEXT NOT NULL,
    sealed_private_key BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    activates_at BIGINT NOT NULL,
    PRIMARY KEY (alg, sequence),
    UNIQUE KEY oauth_signing_key_kid (kid)
  )`,
  `CREATE TABLE oauth_audit_event (
    id BINARY(16) NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    event VARCHAR(64) NOT NULL,
    actor VARBINARY(255) NULL,
    client_id VARBINARY(255) NULL,
    subject VARBINARY(255) NULL,
    data MEDIUMTEXT NOT NULL,
    KEY oauth_audit_event_at (at),
    KEY oauth_audit_event_event (event, at)
  )`,
].map((sql) =>
  // The charset matters only for the few columns that people read; binary columns have none.
  sql.replace(/\n {2}\)$/, '\n  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4'),
);
