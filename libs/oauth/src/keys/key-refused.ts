/** Why a change to the keys was refused. */
export type KeyRefusal =
  | 'too_soon'
  | 'too_late'
  | 'too_many_waiting'
  | 'already_signing'
  | 'already_retired'
  | 'still_in_use'
  | 'live_tokens'
  | 'no_keys'
  | 'other_master_key';

/** The change would harm, or comes too late. */
export class KeyRefused extends Error {
  /** @param at when it can be done, or from when on; milliseconds since the epoch */
  constructor(
    readonly reason: KeyRefusal,
    message: string,
    readonly at: number | null = null,
  ) {
    super(message);
  }
}

/** No key has this kid. */
export class UnknownKey extends Error {}
