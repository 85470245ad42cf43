import { Injectable } from '@nestjs/common';
import { responseUrl } from '../authorize/authorization.response.js';
import { unknownClient, Unredirectable } from '../pages/unredirectable.js';
import type { Client } from '../clients/client.entity.js';
import { Clients } from '../clients/clients.js';
import { JwtReader } from '../keys/jwt-reader.js';
import type { Departure } from '../pages/departures.js';
import { lengthOf, type Parameters, type ParsedParameters } from '../primitives/parameters.js';
import type { LogoutRequest } from './logout.request.js';

/** All parameters together. Characters. */
const MAX_LENGTH = 8192;
/** It travels through our own addresses, sealed. Bytes. */
const MAX_STATE = 2048;
/** A longer list of languages is ignored, as at the authorization endpoint. Characters. */
const MAX_LOCALES = 255;

type Hint = Pick<LogoutRequest, 'subject' | 'sid'> & { readonly clientId: string };

/** Turns parameters into a checked sign-out request. */
@Injectable()
export class LogoutRequests {
  constructor(
    private readonly clients: Clients,
    private readonly jwts: JwtReader,
  ) {}

  /**
   * `logout_hint` needs no reading: a browser has one session.
   *
   * @throws Unredirectable for an ID token that is not ours, a client that is unknown or another one, an address that
   *   is not registered
   */
  async read(parsed: ParsedParameters): Promise<LogoutRequest> {
    checkShape(parsed);
    const { values } = parsed;
    const { id_token_hint: idToken, client_id: named, post_logout_redirect_uri: uri } = values;
    const hint = idToken === undefined ? null : this.hintIn(idToken);
    if (hint && named !== undefined && named !== hint.clientId) {
      throw refused('The client_id is not that of the id_token_hint.');
    }
    const client = await this.clientOf(hint?.clientId ?? named);
    if (client && uri !== undefined && !client.postLogoutRedirectUris.includes(uri)) {
      const description = 'The post_logout_redirect_uri in this request is not registered for this client.';
      throw new Unredirectable('redirect-mismatch', description, client, uri);
    }
    return {
      clientId: client?.clientId ?? null,
      // Whoever knows a client_id can write it: without an ID token nothing says that the client has sent the user.
      redirectUri: (hint && uri) ?? null,
      state: values['state'] ?? null,
      subject: hint?.subject ?? null,
      sid: hint?.sid ?? null,
      uiLocales: localesIn(values),
    };
  }

  /**
   * Where the user goes after signing out; null for nowhere. Judged again, because an administrator may have changed
   * the client while the user was on our page.
   */
  async destinationOf({
    clientId,
    redirectUri,
    state,
  }: LogoutRequest): Promise<Pick<Departure, 'href' | 'client'> | null> {
    const client = clientId === null ? null : await this.clients.findEnabled(clientId);
    if (redirectUri === null || !client?.postLogoutRedirectUris.includes(redirectUri)) return null;
    return { href: state === null ? redirectUri : responseUrl(redirectUri, { state }), client };
  }

  /** The ID token may have expired, but it must be one of ours. */
  private hintIn(idToken: string): Hint {
    const claims = this.jwts.read(idToken, 'JWT', true);
    if (!claims) throw refused('The id_token_hint is no ID token of this server.');
    const { aud, sub, sid } = claims;
    return { clientId: String(aud), subject: String(sub), sid: sid === undefined ? null : String(sid) };
  }

  private async clientOf(clientId: string | undefined): Promise<Client | null> {
    if (clientId === undefined) return null;
    const client = await this.clients.findEnabled(clientId);
    if (!client) throw unknownClient(clientId);
    return client;
  }
}

function checkShape({ values, malformed, tooMany }: ParsedParameters): void {
  if (tooMany || malformed.length > 0) throw refused('A parameter is repeated or is not a string.');
  if (lengthOf(values) > MAX_LENGTH) throw refused('The request is too long.');
  if (Buffer.byteLength(values['state'] ?? '') > MAX_STATE) {
    throw refused(`The state is longer than ${MAX_STATE} bytes.`);
  }
}

function localesIn({ ui_locales: locales }: Parameters): string | null {
  return locales !== undefined && locales.length <= MAX_LOCALES ? locales : null;
}

function refused(description: string): Unredirectable {
  return new Unredirectable('malformed', description, null, null);
}
