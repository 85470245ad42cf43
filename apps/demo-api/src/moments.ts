import { createHash } from 'node:crypto';

export interface Moment {
  readonly id: string;
  readonly text: string;
  readonly likes: number;
}

const TEXTS = [
  'Tea on the balcony, and the city is still asleep.',
  'Finally finished the bookshelf. It even stands straight.',
  'Rain all day. Soup all day.',
  'The cat has decided that my keyboard is hers.',
  'First run of the year along the river.',
  'Grandmother taught me how to fold dumplings today.',
  'New glasses, and trees have leaves again.',
  'Missed the last train and walked home under the stars.',
];

/** Demo data: three moments that are always the same for the same subject. */
export function momentsOf(subject: string): Moment[] {
  const seed = createHash('sha256').update(subject).digest();
  return [0, 1, 2].map((index) => ({
    id: seed.toString('hex', index * 4, index * 4 + 4),
    text: TEXTS[(seed[0]! + index * 3) % TEXTS.length]!,
    likes: seed[index + 1]! % 50,
  }));
}
