/** What the API answers when a change to the keys would harm, or comes too late. */
const KEY_REFUSALS = [
  'too_soon',
  'too_late',
  'key_too_many_waiting',
  'key_already_signing',
  'key_already_retired',
  'key_still_in_use',
  'key_live_tokens',
  'key_no_keys',
  'key_other_master_key',
] as const;

export function isKeyRefusal(error: string): error is (typeof KEY_REFUSALS)[number] {
  return (KEY_REFUSALS as readonly string[]).includes(error);
}
