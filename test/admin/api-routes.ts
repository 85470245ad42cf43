import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Permission } from '../../apps/admin/src/access/permissions.js';

interface Operation {
  readonly summary?: string;
  readonly security?: Record<string, unknown>[];
  readonly 'x-permission'?: Permission | 'member';
  readonly parameters?: readonly ApiParameter[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: { readonly $ref: string } }> };
}

interface ApiParameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly schema: { readonly type?: string; readonly enum?: readonly string[]; readonly items?: object };
}

export interface OpenApi {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: {
    readonly schemas: Record<string, { readonly properties?: Record<string, unknown> }>;
  };
}

/** A route of the JSON API, as its description has it. */
export interface ApiRoute {
  readonly method: string;
  /** With `{name}` for each part that varies. */
  readonly path: string;
  /** What it takes; undefined when the description does not say, which no test accepts. */
  readonly permission: Permission | 'member' | undefined;
  readonly security: readonly unknown[] | undefined;
  /** Is about one client, so that somebody may be limited to theirs. */
  readonly ofClient: boolean;
  /** Takes the version that the editor saw. */
  readonly ifMatch: boolean;
  /** What may stand in its query. */
  readonly query: readonly ApiParameter[];
  /** Names of what its body may have; null for a route without one. */
  readonly fields: readonly string[] | null;
}

export function routesOf({ paths, components }: OpenApi): ApiRoute[] {
  const fieldsOf = ({ requestBody }: Operation): string[] | null => {
    const name = requestBody?.content['application/json']?.schema.$ref.split('/').at(-1);
    return name === undefined ? null : Object.keys(components.schemas[name]?.properties ?? {});
  };
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      permission: operation['x-permission'],
      security: operation.security,
      ofClient: path.includes('{clientId}'),
      ifMatch: (operation.parameters ?? []).some(({ name }) => name === 'If-Match'),
      query: (operation.parameters ?? []).filter((parameter) => parameter.in === 'query'),
      fields: fieldsOf(operation),
    })),
  );
}

/** Every route of the API, from the description that the built app writes: a new one is tested without a word here. */
export const ROUTES: readonly ApiRoute[] = routesOf(describedApi());

function describedApi(): OpenApi {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-openapi-'));
  try {
    const file = join(folder, 'openapi.json');
    execFileSync(process.execPath, [join(import.meta.dirname, '../../apps/admin/dist/describe.js'), file]);
    return JSON.parse(readFileSync(file, 'utf8')) as OpenApi;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
