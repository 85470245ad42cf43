/** Where somebody gets a new password who has lost theirs, for mails that warn them. */
export abstract class RecoveryAddress {
  /** @returns an absolute URL, or null when this server has no such page */
  abstract url(): string | null;
}
