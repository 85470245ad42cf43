import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.js';
import { PAGES } from '../page-list.js';
import { useAllowed, type Allowed } from '../session/use-permission.js';
import type { IconName } from '../shell/icon.js';
import { letterOf } from '../shell/places.js';
import { destinationOf, maySee, type SearchHit } from './destination.js';

/** One line of the palette. */
export interface PaletteEntry {
  readonly to: string;
  readonly title: string;
  readonly detail: string | null;
  readonly icon: IconName;
  /** After `g` it leads there from everywhere. */
  readonly letter?: string | undefined;
  readonly disabled: boolean;
}

export interface PaletteGroup {
  readonly name: 'pages' | 'clients' | 'users' | 'keys' | 'references';
  readonly entries: readonly PaletteEntry[];
}

export interface PaletteGroups {
  readonly groups: readonly PaletteGroup[];
  /** What is shown belongs to what is typed. */
  readonly isSettled: boolean;
  readonly problem: unknown;
}

const KINDS: Readonly<Record<SearchHit['kind'], { group: PaletteGroup['name']; icon: IconName }>> = {
  client: { group: 'clients', icon: 'apps' },
  user: { group: 'users', icon: 'person' },
  key: { group: 'keys', icon: 'key' },
  error: { group: 'references', icon: 'warning' },
  event: { group: 'references', icon: 'log' },
};

const ORDER: readonly PaletteGroup['name'][] = ['references', 'pages', 'clients', 'users', 'keys'];

/** What the palette offers for a text: pages at once, what the server finds a moment later. */
export function usePaletteGroups(typed: string): PaletteGroups {
  const { t } = useTranslation();
  const allowed = useAllowed();
  const text = typed.trim().slice(0, 2000);
  const [asked] = useDebouncedValue(text, 150);
  const found = useQuery({
    queryKey: ['search', asked],
    queryFn: () => call('get', '/api/search', { query: { q: asked } }),
    enabled: asked !== '',
    placeholderData: keepPreviousData,
  });
  const hits = text === '' ? [] : (found.data?.hits ?? []);
  const groups = [pageGroup(text, t, allowed), ...hitGroups(hits, t, allowed)]
    .filter(({ entries }) => entries.length > 0)
    .sort((a, b) => ORDER.indexOf(a.name) - ORDER.indexOf(b.name));
  const isSettled = text === '' || (text === asked && !found.isFetching);
  return { groups, isSettled, problem: text === '' ? null : found.error };
}

function pageGroup(text: string, t: TFunction, allowed: Allowed): PaletteGroup {
  const wanted = text.toLowerCase();
  const entries = PAGES.filter((page) => maySee(page, allowed)).flatMap((page) => {
    const key = page.link?.label ?? page.title;
    if (key === undefined) return [];
    const title = t(key as 'app.name');
    if (!title.toLowerCase().includes(wanted) && !page.path.includes(wanted)) return [];
    const icon = page.link?.icon ?? 'next';
    return [{ to: page.path, title, detail: null, icon, letter: letterOf(page.path), disabled: false }];
  });
  return { name: 'pages', entries };
}

function hitGroups(hits: readonly SearchHit[], t: TFunction, allowed: Allowed): PaletteGroup[] {
  return (['clients', 'users', 'keys', 'references'] as const).map((name) => ({
    name,
    entries: hits
      .filter(({ kind }) => KINDS[kind].group === name)
      .flatMap((hit) => {
        const to = destinationOf(hit, allowed);
        if (to === undefined) return [];
        const { kind, detail, disabled } = hit;
        const title = kind === 'error' ? t('palette.error') : hit.title;
        return [{ to, title, detail, icon: KINDS[kind].icon, disabled }];
      }),
  }));
}
