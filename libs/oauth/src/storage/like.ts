/** A pattern for `LIKE … ESCAPE '!'`: fits what has the text in it. No character of the text is a wildcard. */
export function containing(text: string): string {
  return `%${escaped(text)}%`;
}

/** A pattern for `LIKE … ESCAPE '!'`: fits what begins with the text. No character of the text is a wildcard. */
export function beginningWith(text: string): string {
  return `${escaped(text)}%`;
}

/** Every dialect takes the exclamation mark; a backslash would be an escape of the literal itself on some. */
function escaped(text: string): string {
  return text.replace(/[!%_]/g, '!$&');
}
