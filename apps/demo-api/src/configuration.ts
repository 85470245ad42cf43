import { readPort, requireEnv } from '@portcullis/boot';
import type { BearerOptions } from '@portcullis/bearer';

export interface Configuration {
  readonly port: number;
  /** How the routes of the story verify tokens. */
  readonly bearer: BearerOptions;
  /** The same in mode `introspect`, when this API has credentials of its own. */
  readonly introspecting?: BearerOptions;
}

/** Reads the environment; ends the process with one line when something is missing. */
export function readConfiguration(): Configuration {
  const issuer = requireEnv(
    'ISSUER',
    'Write the issuer of the authorization server, such as http://localhost:3000.',
  );
  const audience = requireEnv('AUDIENCE', "Write this API's own URL, such as http://127.0.0.1:3002.");
  const mode = process.env['BEARER_MODE'] ?? 'jwt';
  const introspecting =
    mode === 'introspect' || process.env['CLIENT_ID'] ? introspectOptions(issuer, audience) : undefined;
  return {
    port: readPort(3002),
    // An unknown mode is passed on: BearerModule refuses it and says what to write.
    bearer:
      mode === 'introspect' && introspecting ? introspecting : { issuer, audience, mode: mode as 'jwt' },
    ...(introspecting && { introspecting }),
  };
}

function introspectOptions(issuer: string, audience: string): BearerOptions {
  const hint = "Introspection needs this API's own client id and secret at the authorization server.";
  const introspect = {
    clientId: requireEnv('CLIENT_ID', hint),
    clientSecret: requireEnv('CLIENT_SECRET', hint),
  };
  return { issuer, audience, mode: 'introspect', introspect };
}
