import { Injectable, type OnModuleInit } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { accessOf, type Access } from './access.js';
import { BearerAuthenticator } from './bearer.authenticator.js';
import { BearerGuard } from './bearer.guard.js';

interface Declaration {
  readonly handler: object;
  readonly name: string;
  readonly access: Access | undefined;
}

/** Names of @nestjs/graphql, which need not be installed. */
const FIELD_RESOLVER = 'graphql:resolve_property';
const GRAPHQL_OPTIONS = 'GqlModuleOptions';

/** What the handlers that this module guards declare, read once the application is put together. */
@Injectable()
export class DeclaredAccess implements OnModuleInit {
  private readonly scanner = new MetadataScanner();

  constructor(
    private readonly modules: ModulesContainer,
    private readonly authenticator: BearerAuthenticator,
  ) {}

  /** @throws Error when a declaration cannot be met or would not be heeded */
  onModuleInit(): void {
    // Reading every declaration finds the impossible ones.
    const guarded = this.declarations().filter(({ access }) => access?.kind === 'bearer');
    if (this.guardsFieldResolvers()) return;
    const unheeded = guarded.find(({ handler }) => Reflect.getMetadata(FIELD_RESOLVER, handler) === true);
    if (unheeded) {
      throw new Error(
        `${unheeded.name} is a field resolver under @Bearer(), but GraphQLModule runs no guards on field resolvers, ` +
          "so it would be open. Write fieldResolverEnhancers: ['guards'] in the options of GraphQLModule, or @Public() " +
          'on the field resolver.',
      );
    }
  }

  /** Every scope that some handler asks for, in order. */
  scopes(): string[] {
    const scopes = this.declarations().flatMap(({ access }) =>
      access?.kind === 'bearer' ? access.scopes : [],
    );
    return [...new Set(scopes)].sort();
  }

  private declarations(): Declaration[] {
    const found: Declaration[] = [];
    for (const module of this.modules.values()) {
      // Nest makes one guard for each module with guarded handlers; it knows whose tokens it takes.
      const guard = module.injectables.get(BearerGuard)?.instance as BearerGuard | undefined;
      if (!guard?.asks(this.authenticator)) continue;
      for (const { metatype } of [...module.controllers.values(), ...module.providers.values()]) {
        if (typeof metatype === 'function' && metatype.prototype)
          found.push(...this.declarationsOf(metatype));
      }
    }
    return found;
  }

  private declarationsOf(
    type: object & { readonly name?: string; readonly prototype?: object },
  ): Declaration[] {
    const prototype = type.prototype as Record<string, object>;
    return this.scanner.getAllMethodNames(prototype).map((method) => {
      const handler = prototype[method]!;
      const name = `${type.name}.${method}`;
      return { handler, name, access: declared(name, handler, type) };
    });
  }

  private guardsFieldResolvers(): boolean {
    const options = [...this.modules.values()].flatMap(({ providers }) => {
      const wrapper = providers.get(GRAPHQL_OPTIONS);
      return wrapper ? [wrapper.instance as { fieldResolverEnhancers?: readonly string[] } | undefined] : [];
    });
    return options.every((one) => one?.fieldResolverEnhancers?.includes('guards') ?? false);
  }
}

/** @throws Error that says which handler it is about */
function declared(name: string, handler: object, type: object): Access | undefined {
  try {
    return accessOf(handler, type);
  } catch (error) {
    throw new Error(`${name}: ${(error as Error).message}`, { cause: error });
  }
}
