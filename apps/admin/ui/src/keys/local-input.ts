/** An instant as `<input type="datetime-local">` takes it: in the reader's time zone, to the minute. */
export function localInput(iso: string): string {
  const time = new Date(iso);
  const local = new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}
