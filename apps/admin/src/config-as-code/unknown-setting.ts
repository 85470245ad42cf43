import { getMetadataStorage } from 'class-validator';

/** A slip of the pen is not longer than this. */
const MOST_SLIPS = 2;

/** What to say about a name that no setting has: which one may have been meant. */
export function unknownSetting(name: string, settings: object): string {
  const rules = getMetadataStorage().getTargetValidationMetadatas(settings.constructor, '', false, false);
  const known = [...new Set(rules.map(({ propertyName }) => propertyName))];
  const meant = known
    .map((candidate) => ({ candidate, slips: slipsBetween(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, slips }) => slips <= MOST_SLIPS && slips < candidate.length / 2)
    .sort((a, b) => a.slips - b.slips)[0];
  const sentence = `There is no setting ${name}`;
  return meant ? `${sentence}; did you mean ${meant.candidate}?` : `${sentence}.`;
}

/** How many letters have to be added, taken away or replaced (Levenshtein). */
function slipsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
