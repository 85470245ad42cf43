import { Injectable } from '@nestjs/common';
import { Endpoints } from '../wire/endpoints.js';
import { DEFAULT_FEATURES, isSwitchedOn } from '../oauth.feature-switches.js';
import { OAuthExtras, type FeatureName } from '../oauth.extras.js';
import { ResolvedOptions, type OptionName } from '../oauth.options.js';

/** Where a value comes from. */
export type SettingSource = 'default' | 'option' | 'environment';

/** One value that is in force. */
export interface Setting {
  /** As it is written in the options, with a point for a part. */
  readonly name: string;
  readonly value: unknown;
  readonly source: SettingSource;
  /** The environment variable that it was read from. */
  readonly variable: string | null;
}

export interface ConfigurationDescription {
  readonly settings: readonly Setting[];
  /** Address of the pages' gallery; null where it is off. */
  readonly gallery: string | null;
}

/** Ports that a host may fill with a class of its own. */
const PORTS = ['accounts', 'pages', 'exchangePolicy', 'outgoing', 'mailer', 'metrics', 'clock'] as const;

/** Options that are told to nobody: a secret, and how the host's code puts the module together. */
export const NEVER_TOLD: readonly OptionName[] = ['masterKey', 'prefix', 'isGlobal', 'dataSource'];

/**
 * The options as they are in force. What is told is named here, one by one: an option that is added later, and may be
 * a secret, is not told by accident.
 */
@Injectable()
export class EffectiveConfiguration {
  constructor(
    private readonly options: ResolvedOptions,
    private readonly extras: OAuthExtras,
    private readonly endpoints: Endpoints,
  ) {}

  describe(): ConfigurationDescription {
    return {
      settings: [...this.values(), ...this.features(), ...this.ports()],
      gallery: isSwitchedOn('gallery', this.extras) ? this.endpoints.url('gallery') : null,
    };
  }

  private values(): Setting[] {
    const { brand, mail } = this.options;
    const values: Readonly<Record<string, unknown>> = {
      issuer: this.options.issuer,
      baseUrl: this.options.baseUrl ?? null,
      ...parts('brand', {
        name: brand.name,
        supportUrl: brand.supportUrl,
        termsUrl: brand.termsUrl,
        privacyUrl: brand.privacyUrl,
      }),
      theme: this.options.theme ?? null,
      strictFormAction: this.options.strictFormAction,
      legacy: this.options.legacy,
      ...parts('lifetimes', this.options.lifetimes),
      scopes: Object.keys(this.options.scopes),
      acrValues: this.options.acrValues,
      ...parts('secondFactor', this.options.secondFactor),
      ...parts('passwords', this.options.passwords),
      ...parts('refresh', this.options.refresh),
      ...parts('keys', this.options.keys),
      ...parts('dpop', this.options.dpop),
      'exchange.rules': this.options.exchange.rules,
      ...parts('clientIdMetadataDocuments', this.options.clientIdMetadataDocuments),
      ...parts('backchannelLogout', this.options.backchannelLogout),
      ...Object.fromEntries(
        Object.entries(this.options.limits).flatMap(([name, limit]) =>
          Object.entries(parts(`limits.${name}`, limit)),
        ),
      ),
      'mail.from': mail?.from ?? null,
      // Its address holds the user and the password of the mail server.
      'mail.smtp': mail && 'smtp' in mail ? withoutCredentials(mail.smtp) : null,
      'mail.folder': mail && 'folder' in mail ? mail.folder : null,
      pruneEverySeconds: this.options.pruneEverySeconds,
      sealEverySeconds: this.options.sealEverySeconds,
      'console.clientId': this.options.console?.clientId ?? null,
    };
    return Object.entries(values).map(([name, value]) =>
      this.setting(name, value, this.options.given.has(name)),
    );
  }

  private features(): Setting[] {
    const names = Object.keys(DEFAULT_FEATURES) as FeatureName[];
    return names.map((name) => {
      const given = this.extras.features?.[name] !== undefined;
      return this.setting(`features.${name}`, isSwitchedOn(name, this.extras), given);
    });
  }

  private ports(): Setting[] {
    return PORTS.map((name) => this.setting(name, this.extras[name]?.name ?? null, name in this.extras));
  }

  private setting(name: string, value: unknown, given: boolean): Setting {
    const variable = given ? this.variableOf(name) : null;
    return { name, value, source: variable ? 'environment' : given ? 'option' : 'default', variable };
  }

  /** Of the value itself, or of the structure that it is part of. */
  private variableOf(name: string): string | null {
    const variables = this.options.console?.variables ?? {};
    for (let whole = name; whole !== ''; whole = whole.slice(0, Math.max(0, whole.lastIndexOf('.')))) {
      if (Object.hasOwn(variables, whole)) return variables[whole]!;
    }
    return null;
  }
}

function parts(name: string, values: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([part, value]) => [`${name}.${part}`, value ?? null]),
  );
}

function withoutCredentials(address: string): string {
  const { protocol, host } = new URL(address);
  return `${protocol}//${host}`;
}
