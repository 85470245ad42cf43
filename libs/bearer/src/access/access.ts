import 'reflect-metadata';

/** What a route asks of an access token. */
export interface Requirements {
  /** Scope tokens (RFC 6749 section 3.3), all of which the token must allow. */
  readonly scopes: readonly string[];
  /** Authentication contexts (RFC 9470), one of which must be the token's `acr`. */
  readonly acr?: readonly string[];
  /** Seconds that may lie between the user's sign-in and now. */
  readonly maxAge?: number;
}

/** What a route declares about who may call it. */
export type Access = { readonly kind: 'public' } | ({ readonly kind: 'bearer' } & Requirements);

const ACCESS = Symbol('portcullis:access');

/**
 * Records the declaration on a controller class or a route method. Requirements only ever add up; `@Public()` and
 * `@Bearer()` on the same target contradict each other, which is an error at start-up and not a question of order.
 */
export function declareAccess(access: Access): ClassDecorator & MethodDecorator {
  return (target: object, _key?: string | symbol, descriptor?: PropertyDescriptor) => {
    const carrier = (descriptor?.value ?? target) as object;
    const own = Reflect.getOwnMetadata(ACCESS, carrier) as Access | undefined;
    if (own && own.kind !== access.kind) {
      throw new Error(
        `${(carrier as { name?: string }).name} is declared both @Public() and @Bearer(). Keep one of them.`,
      );
    }
    const before = Reflect.getMetadata(ACCESS, carrier) as Access | undefined;
    Reflect.defineMetadata(ACCESS, together(before, access), carrier);
  };
}

/** By handler and controller: every request asks, and a method may be inherited by several controllers. */
const known = new WeakMap<object, WeakMap<object, Access | undefined>>();

/**
 * The declaration that holds for a route: the method's own, otherwise the controller's. A guarded method of a guarded
 * controller asks for the scopes of both, and for the stricter sign-in. What decorators say after the first request for
 * a route is not heard.
 *
 * @returns undefined where nobody declared anything, which guards treat as closed
 * @throws Error when no `acr` would satisfy both
 */
export function accessOf(handler: object, controller: object): Access | undefined {
  const ofHandler = known.get(handler) ?? new WeakMap<object, Access | undefined>();
  known.set(handler, ofHandler);
  if (!ofHandler.has(controller)) ofHandler.set(controller, readAccess(handler, controller));
  return ofHandler.get(controller);
}

function readAccess(handler: object, controller: object): Access | undefined {
  const own = Reflect.getMetadata(ACCESS, handler) as Access | undefined;
  const around = Reflect.getMetadata(ACCESS, controller) as Access | undefined;
  return own ? together(around, own) : around;
}

function together(outer: Access | undefined, inner: Access): Access {
  if (inner.kind === 'public' || outer?.kind !== 'bearer') return inner;
  const acr = common(outer.acr, inner.acr);
  const ages = [outer.maxAge, inner.maxAge].filter((age) => age !== undefined);
  return {
    kind: 'bearer',
    scopes: [...new Set([...outer.scopes, ...inner.scopes])],
    ...(acr && { acr }),
    ...(ages.length > 0 && { maxAge: Math.min(...ages) }),
  };
}

function common(
  outer: readonly string[] | undefined,
  inner: readonly string[] | undefined,
): readonly string[] | undefined {
  if (!outer || !inner) return inner ?? outer;
  const both = inner.filter((acr) => outer.includes(acr));
  if (both.length > 0) return both;
  throw new Error(
    `No token can have an acr among "${outer.join(' ')}" and among "${inner.join(' ')}". ` +
      'Name on the controller every acr that one of its routes accepts.',
  );
}
