/** A number stands apart from the Chinese characters around it, as in the messages; `Intl` leaves that out. */
export function spaced(text: string): string {
  return text.replace(/\p{Script=Han}(?=\d)|\d(?=\p{Script=Han})/gu, '$& ');
}
