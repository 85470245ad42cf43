import { OutgoingFailure } from './outgoing-http.js';

/**
 * What a host's port has begun, for as long as we wait for it: it may not end by itself. The waiting alone keeps no
 * process alive.
 *
 * @throws OutgoingFailure when it takes longer
 */
export async function withPatience<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new OutgoingFailure('no answer in time')), milliseconds).unref();
  });
  return Promise.race([work, end]).finally(() => clearTimeout(timer));
}
