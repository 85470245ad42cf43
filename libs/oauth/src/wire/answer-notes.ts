import type { ServerResponse } from 'node:http';

/** What those who make an answer say about it, for whoever counts answers. */
export interface AnswerNotes {
  grantType: string;
  /** Empty unless it is an error. */
  error: string;
}

/** On the response itself: on the way of every token, a WeakMap would cost as much as all the rest of it. */
const NOTES = Symbol('notes');

type Noted = ServerResponse & { [NOTES]?: AnswerNotes };
type AnyResponse = ServerResponse | { readonly raw: ServerResponse };

/** Starts to take notes. Without it nothing is noted, and noting costs next to nothing. */
export function takeNotes(response: ServerResponse): AnswerNotes {
  return ((response as Noted)[NOTES] = { grantType: '', error: '' });
}

/** @param grantType of a registered grant */
export function noteGrant(response: AnyResponse, grantType: string): void {
  const taken = notesOf(response);
  if (taken) taken.grantType = grantType;
}

/** @param code an OAuth error code */
export function noteError(response: AnyResponse, code: string): void {
  const taken = notesOf(response);
  if (taken) taken.error = code;
}

function notesOf(response: AnyResponse): AnswerNotes | undefined {
  return (('raw' in response ? response.raw : response) as Noted)[NOTES];
}
