import { lazy, type ComponentType, type ReactNode } from 'react';

/**
 * A page that the browser loads when somebody goes there.
 *
 * @param load imports its file
 * @param name under which the file exports it
 */
export function lazyPage<N extends string>(
  load: () => Promise<Readonly<Record<N, ComponentType>>>,
  name: N,
): ReactNode {
  const Page = lazy(async (): Promise<{ default: ComponentType }> => ({ default: (await load())[name] }));
  return <Page />;
}
