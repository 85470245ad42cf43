/**
 * A flow is a generator that yields requests and is given their answers; what it throws is a wrong answer. One drives
 * it without a promise in between: at twenty thousand requests a second those would be felt.
 *
 * @param connection the Connection it runs on
 * @param flow a started generator
 * @param onEnd gets what the flow returned
 * @param onFailure gets what went wrong
 */
export function drive(connection, flow, onEnd, onFailure) {
  const step = (answer) => {
    let next;
    try {
      next = flow.next(answer);
    } catch (error) {
      return onFailure(error);
    }
    if (next.done) return onEnd(next.value);
    connection.exchange(next.value, step, onFailure);
  };
  step(undefined);
}

/** The same as a promise, for what is not measured. */
export function walk(connection, flow) {
  return new Promise((resolve, reject) => drive(connection, flow, resolve, reject));
}
