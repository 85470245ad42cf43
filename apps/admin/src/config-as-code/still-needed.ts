import type { Client } from '@portcullis/oauth';
import { settingsFrom } from './client-config.js';
import type { ConfigDocument } from './config-document.js';
import type { ConfigProblem } from './config-problem.js';

/** What an import would delete. */
export interface Removed {
  readonly scopes: readonly string[];
  readonly audiences: readonly string[];
}

type Lists = Pick<Client, 'scopes' | 'audiences'>;

/**
 * Where something is asked for that the import itself would delete.
 *
 * @param staying clients that the document does not name, and that stay as they are
 */
export function stillNeeded(
  { clients = [], resources = [] }: ConfigDocument,
  removed: Removed,
  staying: readonly Client[],
): ConfigProblem[] {
  const missing = (list: 'scopes' | 'audiences', client: Lists): string[] =>
    removed[list].filter((value) => client[list].includes(value));
  return [
    ...resources.flatMap(({ scopes = [] }, i) =>
      missing('scopes', { scopes, audiences: [] }).map((scope) => ({
        path: `resources[${i}].scopes`,
        message: `The scope "${scope}" would be deleted: it is not in the document.`,
      })),
    ),
    ...clients.flatMap((client, i) => {
      const settings = settingsFrom(client);
      return [
        ...missing('scopes', settings).map((scope) => ({
          path: `clients[${i}].scopes`,
          message: `The scope "${scope}" would be deleted: it is not in the document.`,
        })),
        ...missing('audiences', settings).map((audience) => ({
          path: `clients[${i}].audiences`,
          message: `The resource "${audience}" would be deleted: it is not in the document.`,
        })),
      ];
    }),
    ...staying.flatMap((client) => [
      ...missing('scopes', client).map((scope) => ({
        path: 'scopes',
        message: `"${scope}" is not among them, but the client "${client.clientId}" has it.`,
      })),
      ...missing('audiences', client).map((audience) => ({
        path: 'resources',
        message: `"${audience}" is not among them, but the client "${client.clientId}" has it.`,
      })),
    ]),
  ];
}
