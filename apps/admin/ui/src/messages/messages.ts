import type { en } from './en.js';

/** The shape of every language: what English says, each text of any length. A missing key fails the type check. */
export type Messages = Texts<typeof en>;

export type Texts<T> = { readonly [K in keyof T]: T[K] extends string ? string : Texts<T[K]> };
