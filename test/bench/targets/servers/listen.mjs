/** Opens PORT, says so to the parent process, and ends with it. */
export function listen(app) {
  const server = app.listen(Number(process.env.PORT), '127.0.0.1', () =>
    process.send({ ready: true, port: server.address().port }),
  );
  process.once('disconnect', () => process.exit());
}
