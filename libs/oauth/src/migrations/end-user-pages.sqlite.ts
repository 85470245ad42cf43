/** SQLite 3: the same columns and tables. */
export const SQLITE_END_USER_PAGES: readonly string[] = [
  `ALTER TABLE oauth_client ADD COLUMN tos_uri TEXT`,
  `ALTER TABLE oauth_client ADD COLUMN policy_uri TEXT`,
  `ALTER TABLE oauth_client ADD COLUMN initiate_login_uri TEXT`,
  `ALTER TABLE oauth_client ADD COLUMN accent TEXT`,
  `ALTER TABLE oauth_client_document ADD COLUMN first_fetched_at INTEGER`,
  `ALTER TABLE oauth_session ADD COLUMN user_agent TEXT`,
  `ALTER TABLE oauth_session ADD COLUMN source BLOB`,
  `ALTER TABLE oauth_session ADD COLUMN kept INTEGER NOT NULL DEFAULT 0`,
  `ALTER TABLE oauth_interaction ADD COLUMN language TEXT`,
  `ALTER TABLE oauth_interaction ADD COLUMN chosen BLOB`,
  `ALTER TABLE oauth_interaction ADD COLUMN proven_subject BLOB`,
  `ALTER TABLE oauth_interaction ADD COLUMN proven_at INTEGER`,
  `ALTER TABLE oauth_interaction ADD COLUMN proven_amr TEXT`,
  `ALTER TABLE oauth_interaction ADD COLUMN keep INTEGER NOT NULL DEFAULT 0`,
  `CREATE TABLE oauth_browser_account (
    browser BLOB NOT NULL,
    subject BLOB NOT NULL,
    session_id BLOB,
    used_at INTEGER NOT NULL,
    PRIMARY KEY (browser, subject)
  ) WITHOUT ROWID`,
  `CREATE INDEX oauth_browser_account_used ON oauth_browser_account (used_at)`,
  `CREATE TABLE oauth_password_reset (
    id BLOB NOT NULL PRIMARY KEY,
    digest BLOB NOT NULL,
    subject BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
  ) WITHOUT ROWID`,
  `CREATE INDEX oauth_password_reset_expiry ON oauth_password_reset (expires_at)`,
  `CREATE INDEX oauth_password_reset_subject ON oauth_password_reset (subject)`,
  `CREATE TABLE oauth_totp (
    subject BLOB NOT NULL PRIMARY KEY,
    secret BLOB NOT NULL,
    last_step INTEGER NOT NULL,
    created_at INTEGER NOT NULL
  ) WITHOUT ROWID`,
  `CREATE TABLE oauth_passkey (
    id BLOB NOT NULL PRIMARY KEY,
    credential_id BLOB NOT NULL,
    subject BLOB NOT NULL,
    public_key BLOB NOT NULL,
    counter INTEGER NOT NULL,
    transports TEXT NOT NULL,
    name TEXT NOT NULL,
    backed_up INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER
  ) WITHOUT ROWID`,
  `CREATE INDEX oauth_passkey_subject ON oauth_passkey (subject)`,
  `CREATE TABLE oauth_passkey_challenge (
    id BLOB NOT NULL PRIMARY KEY,
    purpose BLOB NOT NULL,
    expires_at INTEGER NOT NULL
  ) WITHOUT ROWID`,
  `CREATE INDEX oauth_passkey_challenge_expiry ON oauth_passkey_challenge (expires_at)`,
  `CREATE TABLE oauth_recovery_code (
    subject BLOB NOT NULL,
    digest BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (subject, digest)
  ) WITHOUT ROWID`,
  `CREATE TABLE oauth_client_logo (
    client_id BLOB NOT NULL PRIMARY KEY,
    uri TEXT NOT NULL,
    version BLOB,
    media_type TEXT,
    content BLOB,
    fetched_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
  ) WITHOUT ROWID`,
  `CREATE INDEX oauth_client_logo_expiry ON oauth_client_logo (expires_at)`,
];
