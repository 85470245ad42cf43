let turn: Promise<void> | undefined;

/**
 * The end of this turn of the event loop, when everything that arrived in it has been read.
 *
 * What waits for it goes on one after the other, each in its own asynchronous context: the same code and the same
 * tables for all of them while they are in the processor's caches. A signature alone reads so large a table that it
 * would drive the code of the requests around it out of them, and they its table. Whoever is alone waits for nothing.
 */
export function endOfTurn(): Promise<void> {
  return (turn ??= new Promise((resolve) => {
    setImmediate(() => {
      turn = undefined;
      resolve();
    });
  }));
}
