import { Injectable } from '@nestjs/common';
import { Clock, ResourceRegistry, ScopeRegistry } from '@portcullis/oauth';
import { Console } from '../authority/console.js';
import { AdminSettings } from '../settings.js';
import type { CheckedScope, Circumstances, ServerConfiguration } from './rule.js';

/** Gathers what rules have to know beside the object that they judge. */
@Injectable()
export class CheckCircumstances {
  constructor(
    private readonly clock: Clock,
    private readonly settings: AdminSettings,
    private readonly scopes: ScopeRegistry,
    private readonly resources: ResourceRegistry,
    private readonly console: Console,
  ) {}

  async now(): Promise<Circumstances> {
    const { issuer } = this.settings;
    const [scopes, resources, server] = await Promise.all([
      this.knownScopes(),
      this.resources.list(),
      this.server(),
    ]);
    return {
      now: this.clock.now(),
      issuer,
      production: issuer.startsWith('https:'),
      scopes,
      resources,
      server,
    };
  }

  private async knownScopes(): Promise<CheckedScope[]> {
    const listed = await this.scopes.list();
    return listed.map(({ name, source, title, claims }) => ({
      name,
      // The words of the standard ones come with the pages.
      languages:
        source === 'built-in' ? null : Object.keys(title).filter((tag) => title[tag as keyof typeof title]),
      isAboutUser: source === 'built-in' || claims.length > 0,
    }));
  }

  /** Null while the server does not answer, or does not know this app: then nothing is said about its options. */
  private async server(): Promise<ServerConfiguration | null> {
    const described = await this.console.configuration().catch(() => null);
    if (!described) return null;
    const values = new Map(described.settings.map(({ name, value }) => [name, value]));
    return {
      accessToken: Number(values.get('lifetimes.accessToken')),
      refreshIdle: Number(values.get('lifetimes.refreshIdle')),
      refreshAbsolute: Number(values.get('lifetimes.refreshAbsolute')),
      rotateKeysEvery: Number(values.get('keys.rotateEverySeconds')),
      sendsMail: ['mail.smtp', 'mail.folder', 'mailer'].some((name) => Boolean(values.get(name))),
    };
  }
}
