// Stands still for half a second when told to, as a process does whose event loop is blocked. Nest takes SIGUSR2 for an end.
process.on('SIGWINCH', () => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
});
