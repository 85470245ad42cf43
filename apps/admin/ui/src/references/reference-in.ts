/** The first reference in a text: people paste the sentence around it, or the whole message. */
export function referenceIn(text: string): string | undefined {
  return /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(text.toLowerCase())?.[0];
}
