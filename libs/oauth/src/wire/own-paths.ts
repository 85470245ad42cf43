import type { Type } from '@nestjs/common';
import { PATH_METADATA } from '@nestjs/common/constants.js';

/**
 * The paths that these controllers serve, as Nest hands them to its router, such as `/api/oauth/assets/:name`.
 *
 * @param mount where they are mounted: the host's global prefix and the module's own
 */
export function ownPaths(controllers: readonly Type[], ...mount: readonly string[]): string[] {
  const paths = controllers.flatMap((controller) =>
    pathsOf(controller).flatMap((base) =>
      handlersOf(controller)
        .flatMap(pathsOf)
        .map((path) => join(...mount, base, path)),
    ),
  );
  return [...new Set(paths)];
}

/**
 * Matches a request target that Express's router takes for one of these paths: in any case, with a slash at its end too,
 * and with scheme and host before it (RFC 9112 section 3.2.2).
 */
export function patternOf(paths: readonly string[]): RegExp {
  const patterns = paths.map((path) =>
    path
      .split('/')
      .map((segment) => (segment.startsWith(':') ? '[^/?]+' : segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
      .join('/'),
  );
  return new RegExp(`^(?:https?://[^/?]*)?(?:${patterns.join('|')})/?(?:\\?|$)`, 'i');
}

function handlersOf(controller: Type): object[] {
  const prototype = controller.prototype as Readonly<Record<string, object>>;
  return Object.getOwnPropertyNames(prototype)
    .filter((name) => name !== 'constructor')
    .map((name) => prototype[name]!)
    .filter((member) => Reflect.hasMetadata(PATH_METADATA, member));
}

/** Of a controller or one of its handlers; both may have several. */
function pathsOf(target: object): string[] {
  return [Reflect.getMetadata(PATH_METADATA, target) as string | string[]].flat();
}

function join(...parts: readonly string[]): string {
  const names = parts.map((part) => part.replace(/^\/+|\/+$/g, '')).filter(Boolean);
  return `/${names.join('/')}`;
}
