let turn: Promise<void> | undefined;

/**
 * The end of this turn of the event loop, when everything that arrived in it has been read.
 *
 * Requests that wait for it go on one after the other, each in its own asynchronous context: the same code for all of
 * them while it is in the processor's caches, and what they ask of storage and of the keys comes together (ADR 0025).
 */
export function endOfTurn(): Promise<void> {
  return (turn ??= new Promise((resolve) => {
    setImmediate(() => {
      turn = undefined;
      resolve();
    });
  }));
}
