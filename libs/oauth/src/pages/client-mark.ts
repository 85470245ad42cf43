import { ownImage } from './own-image.js';
import { shortened } from './shortened.js';
import type { ClientView } from './views.js';

/** A client as it is drawn in a few square centimetres. */
export interface ClientMark {
  readonly name: string;
  /** Drawn where there is no logo. */
  readonly initial: string;
  readonly logo: string | null;
}

export function clientMark(client: Pick<ClientView, 'name' | 'logo'>): ClientMark {
  const name = shortened(client.name);
  return {
    name,
    initial: initialOf(name),
    logo: ownImage(client.logo),
  };
}

/** The first letter, in capitals; empty for an empty name. */
export function initialOf(name: string): string {
  return Array.from(name.trim())[0]?.toUpperCase() ?? '';
}
