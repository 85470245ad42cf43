import type { ErrorPage } from './definitions/error.page.js';

type Told = Pick<ErrorPage, 'status' | 'kind'> & Partial<Omit<ErrorPage, 'name' | 'at'>>;

/**
 * The model of an error page; what is not told stays empty.
 *
 * @param at when it happened; milliseconds since the epoch
 */
export function errorPage(at: number, told: Told): ErrorPage {
  return {
    name: 'error',
    at: new Date(at).toISOString(),
    reference: '',
    code: '',
    description: '',
    received: null,
    client: null,
    signOutHref: null,
    ...told,
  };
}
