/** The client, scope or resource was edited or deleted since it was read. */
export class StaleVersion extends Error {}

/** Nobody has this client id, or the client has no such secret. */
export class UnknownClient extends Error {}

/** A secret that still works cannot be deleted: disabling it can be undone, deleting cannot. */
export class SecretInUse extends Error {}
