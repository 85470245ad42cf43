import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import {
  ClientRegistry,
  Database,
  InvalidClientSettings,
  deriveKey,
  open,
  seal,
  type Client,
} from '@portcullis/oauth';
import { ApiError } from '../errors/api-error.js';
import { AdminSettings } from '../settings.js';
import { PlaygroundSecret } from './playground-secret.entity.js';

export const PLAYGROUND_CLIENT = 'portcullis-playground';
const ACTOR = { subject: 'portcullis-admin', name: 'Portcullis admin' };
/** Whom to ask about the client: this app keeps it. */
const OWNER = ACTOR.name;
const GRANT_TYPES = [
  'authorization_code',
  'refresh_token',
  'client_credentials',
  'urn:ietf:params:oauth:grant-type:device_code',
];
const USER_SCOPES = ['openid', 'profile', 'email', 'offline_access'];

export interface OwnClient {
  readonly client: Client;
  readonly secret: string;
}

/** The client that the playground acts as. It is there while PLAYGROUND is on, and disabled once it is off. */
@Injectable()
export class PlaygroundClient implements OnApplicationBootstrap {
  private readonly sealKey: Buffer;

  constructor(
    private readonly registry: ClientRegistry,
    private readonly database: Database,
    private readonly settings: AdminSettings,
  ) {
    this.sealKey = deriveKey(settings.masterKey, 'admin-playground');
  }

  get redirectUri(): string {
    return `${this.settings.url}/playground/callback`;
  }

  get isOn(): boolean {
    return this.settings.playground;
  }

  /** A playground that was switched off leaves no way in behind. */
  async onApplicationBootstrap(): Promise<void> {
    if (this.isOn) return;
    const left = await this.registry.get(PLAYGROUND_CLIENT);
    if (left && left.disabledAt === null) await this.registry.setDisabled(PLAYGROUND_CLIENT, true, ACTOR);
  }

  /**
   * The client with its secret; made when there is none yet.
   *
   * @throws ApiError 404 while the playground is off
   */
  async get(): Promise<OwnClient> {
    if (!this.isOn) {
      throw new ApiError(
        404,
        'playground_off',
        'There is no playground. Start the admin app with PLAYGROUND=on.',
      );
    }
    const known = await this.registry.get(PLAYGROUND_CLIENT);
    if (!known) return this.create();
    const client = await this.mended(known);
    const row = await this.database.find(PlaygroundSecret, { clientId: PLAYGROUND_CLIENT });
    const secret = row && (await this.live(row));
    return { client, secret: secret ?? (await this.renew()) };
  }

  /** Another process may be creating it too: then its secret is there in a moment. */
  private async create(): Promise<OwnClient> {
    try {
      const { client, secret } = await this.registry.create(
        {
          clientId: PLAYGROUND_CLIENT,
          name: 'Playground',
          owner: OWNER,
          redirectUris: [this.redirectUri],
          grantTypes: GRANT_TYPES,
          scopes: USER_SCOPES,
          mayIntrospect: true,
        },
        ACTOR,
      );
      await this.keep(secret!.value);
      return { client, secret: secret!.value };
    } catch (error) {
      if (error instanceof InvalidClientSettings && (await this.registry.get(PLAYGROUND_CLIENT))) {
        return this.get();
      }
      throw error;
    }
  }

  /** As it must be: this app may have moved or grown, or the playground have been off. */
  private async mended(client: Client): Promise<Client> {
    let current = client;
    const changes = {
      ...(client.owner === null && { owner: OWNER }),
      ...(!client.redirectUris.includes(this.redirectUri) && {
        redirectUris: [...client.redirectUris, this.redirectUri],
      }),
    };
    if (Object.keys(changes).length > 0) {
      current = await this.registry.update(PLAYGROUND_CLIENT, client.version, changes, ACTOR);
    }
    if (current.disabledAt === null) return current;
    return this.registry.setDisabled(PLAYGROUND_CLIENT, false, ACTOR);
  }

  /** The kept secret, unless somebody has disabled it or the master key is another one. */
  private async live(row: PlaygroundSecret): Promise<string | null> {
    try {
      const value = open(this.sealKey, row.sealed).toString();
      const secrets = await this.registry.secrets(PLAYGROUND_CLIENT);
      return secrets.some(({ prefix, disabledAt }) => disabledAt === null && value.startsWith(prefix))
        ? value
        : null;
    } catch {
      return null;
    }
  }

  private async renew(): Promise<string> {
    const input = { name: 'Playground', expiresAt: null };
    const { value } = await this.registry.addSecret(PLAYGROUND_CLIENT, input, ACTOR);
    await this.keep(value);
    return value;
  }

  private async keep(secret: string): Promise<void> {
    const row = { clientId: PLAYGROUND_CLIENT, sealed: seal(this.sealKey, secret) };
    await this.database.upsert(PlaygroundSecret, [row]);
  }
}
