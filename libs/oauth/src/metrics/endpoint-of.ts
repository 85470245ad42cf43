import type { Type } from '@nestjs/common';
import { ownPaths } from '../wire/own-paths.js';

/** Finds the endpoint of a request target; undefined for what is not ours. */
export type EndpointOf = (target: string) => string | undefined;

/**
 * The name of an endpoint is the first part of its path below the prefix: few, and never anything that a request
 * chooses. As Express's router does, it takes any case, and scheme and host before the path.
 *
 * @param prefix of our endpoints
 * @param globalPrefix of the host; it may leave our paths out of it
 */
export function endpointsOf(controllers: readonly Type[], prefix: string, globalPrefix: string): EndpointOf {
  const names = new Set(ownPaths(controllers).map((path) => path.split('/')[1]!));
  const mounts = [globalPrefix, ''].map((before) =>
    [...parts(before), ...parts(prefix)].map(escape).join('/'),
  );
  const below = [...new Set(mounts)].map((mount) => (mount === '' ? '' : `${mount}/`)).join('|');
  const pattern = new RegExp(
    `^(?:https?://[^/?]*)?/(?:(?:${below})([^/?]+)|(?:[^?]*/)?\\.well-known/(?:openid-configuration|oauth-authorization-server))(?=[/?]|$)`,
    'i',
  );
  return (target) => {
    const found = pattern.exec(target);
    if (!found) return undefined;
    const [, name] = found;
    if (name === undefined) return 'metadata';
    if (names.has(name)) return name;
    const lower = name.toLowerCase();
    return names.has(lower) ? lower : undefined;
  };
}

function parts(path: string): string[] {
  return path.split('/').filter(Boolean);
}

function escape(part: string): string {
  return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
