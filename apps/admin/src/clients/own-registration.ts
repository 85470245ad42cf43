import { Injectable } from '@nestjs/common';
import { ClientRegistry } from '@portcullis/oauth';
import { ApiError } from '../errors/api-error.js';
import { AdminSettings } from '../settings.js';
import type { UpdateClientRequest } from './update-client.request.js';

/** What may be edited about our own registration without locking everybody out. */
const HARMLESS: readonly string[] = ['name', 'description', 'owner', 'uri', 'logoUri', 'accent'];

/** Keeps people from sawing off the branch this app sits on. */
@Injectable()
export class OwnRegistration {
  constructor(
    private readonly settings: AdminSettings,
    private readonly registry: ClientRegistry,
  ) {}

  get clientId(): string {
    return this.settings.clientId;
  }

  /** Is an address of ours registered as one to return to after signing out? */
  async returnsTo(uri: string): Promise<boolean> {
    return (await this.registry.get(this.clientId))?.postLogoutRedirectUris.includes(uri) ?? false;
  }

  /** Nor disabled, nor deleted, nor are its tokens and its secrets revoked all together. */
  refuseEnding(clientId: string): void {
    if (clientId === this.clientId)
      throw protectedClient('It is how you are signed in; it cannot be ended here.');
  }

  refuseEdit(clientId: string, changes: UpdateClientRequest): void {
    const risky = Object.entries(changes).filter(
      ([field, value]) => value !== undefined && !HARMLESS.includes(field),
    );
    if (clientId === this.clientId && risky.length) {
      throw protectedClient(
        `It is how you are signed in; ${risky.map(([field]) => field).join(', ')} cannot be set here.`,
      );
    }
  }

  /** A second secret may be added and an old one disabled, but never the one this process uses. */
  async refuseDisablingSecret(clientId: string, secretId: string): Promise<void> {
    if (clientId !== this.clientId) return;
    const secret = (await this.registry.secrets(clientId)).find(({ id }) => id === secretId);
    if (secret && this.settings.clientSecret.startsWith(secret.prefix)) {
      throw protectedClient(
        'The admin app is using this secret. Give it another one first (ADMIN_CLIENT_SECRET).',
      );
    }
  }
}

function protectedClient(reason: string): ApiError {
  return new ApiError(409, 'protected_client', `This is the admin app's own client. ${reason}`);
}
