import 'reflect-metadata';

/** What a route declares about who may call it. */
export type Access =
  { readonly kind: 'public' } | { readonly kind: 'bearer'; readonly scopes: readonly string[] };

const ACCESS = Symbol('portcullis:access');

/**
 * Records the declaration on a controller class or a route method. Scopes only ever add up; `@Public()` and `@Bearer()`
 * on the same target contradict each other, which is an error at start-up and not a question of order.
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

/**
 * The declaration that holds for a route: the method's own, otherwise the controller's. A guarded method of a guarded
 * controller asks for the scopes of both.
 *
 * @returns undefined where nobody declared anything, which guards treat as closed
 */
export function accessOf(handler: object, controller: object): Access | undefined {
  const own = Reflect.getMetadata(ACCESS, handler) as Access | undefined;
  const around = Reflect.getMetadata(ACCESS, controller) as Access | undefined;
  return own ? together(around, own) : around;
}

function together(outer: Access | undefined, inner: Access): Access {
  if (inner.kind === 'public' || outer?.kind !== 'bearer') return inner;
  return { kind: 'bearer', scopes: [...new Set([...outer.scopes, ...inner.scopes])] };
}
