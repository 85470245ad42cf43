/** Columns that the pages of end users added. Each may be missing in a row from before. */
export const MYSQL_COLUMNS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  oauth_client: {
    tos_uri: 'VARCHAR(2000) NULL',
    policy_uri: 'VARCHAR(2000) NULL',
    initiate_login_uri: 'VARCHAR(2000) NULL',
    accent: 'VARCHAR(7) NULL',
  },
  oauth_client_document: {
    first_fetched_at: 'BIGINT NULL',
  },
  oauth_session: {
    user_agent: 'VARCHAR(400) NULL',
    source: 'VARBINARY(64) NULL',
    kept: 'TINYINT NOT NULL DEFAULT 0',
  },
  oauth_interaction: {
    language: 'VARCHAR(16) NULL',
    chosen: 'VARBINARY(255) NULL',
    proven_subject: 'VARBINARY(255) NULL',
    proven_at: 'BIGINT NULL',
    proven_amr: 'TEXT NULL',
    keep: 'TINYINT NOT NULL DEFAULT 0',
  },
};

export const MYSQL_TABLES: readonly string[] = [
  `CREATE TABLE oauth_browser_account (
    browser BINARY(32) NOT NULL,
    subject VARBINARY(255) NOT NULL,
    session_id BINARY(16) NULL,
    used_at BIGINT NOT NULL,
    PRIMARY KEY (browser, subject),
    KEY oauth_browser_account_used (used_at)
  )`,
  `CREATE TABLE oauth_password_reset (
    id BINARY(16) NOT NULL PRIMARY KEY,
    digest BINARY(32) NOT NULL,
    subject VARBINARY(255) NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT NULL,
    KEY oauth_password_reset_expiry (expires_at),
    KEY oauth_password_reset_subject (subject)
  )`,
  `CREATE TABLE oauth_totp (
    subject VARBINARY(255) NOT NULL PRIMARY KEY,
    secret VARBINARY(255) NOT NULL,
    last_step BIGINT NOT NULL,
    created_at BIGINT NOT NULL
  )`,
  `CREATE TABLE oauth_passkey (
    id BINARY(32) NOT NULL PRIMARY KEY,
    credential_id VARBINARY(1023) NOT NULL,
    subject VARBINARY(255) NOT NULL,
    public_key VARBINARY(2000) NOT NULL,
    counter BIGINT NOT NULL,
    transports TEXT NOT NULL,
    name VARCHAR(100) NOT NULL,
    backed_up TINYINT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT NULL,
    KEY oauth_passkey_subject (subject)
  )`,
  `CREATE TABLE oauth_passkey_challenge (
    id BINARY(32) NOT NULL PRIMARY KEY,
    purpose VARBINARY(300) NOT NULL,
    expires_at BIGINT NOT NULL,
    KEY oauth_passkey_challenge_expiry (expires_at)
  )`,
  `CREATE TABLE oauth_recovery_code (
    subject VARBINARY(255) NOT NULL,
    digest BINARY(32) NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (subject, digest)
  )`,
  `CREATE TABLE oauth_client_logo (
    client_id VARBINARY(255) NOT NULL PRIMARY KEY,
    uri VARCHAR(2000) NOT NULL,
    version BINARY(32) NULL,
    media_type VARCHAR(64) NULL,
    content MEDIUMBLOB NULL,
    fetched_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    KEY oauth_client_logo_expiry (expires_at)
  )`,
].map((sql) => sql.replace(/\n {2}\)$/, '\n  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4'));
