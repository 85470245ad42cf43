import type { PageDefinition } from '../page-definition.js';
import { STRANGER, WIKI } from '../sample-views.js';
import type { ClientView } from '../views.js';

/** What the user decided about a device. The device learns of it by itself. */
export interface DeviceDonePage {
  readonly name: 'device-done';
  readonly outcome: 'allowed' | 'denied';
  /** The interaction that has ended: with it the page can be opened again. */
  readonly interaction: string;
  readonly client: ClientView;
}

export const DEVICE_DONE: PageDefinition<DeviceDonePage> = {
  endsAtClient: false,
  address: ({ interaction }) => ({ endpoint: 'device/done', query: { interaction } }),
  title: ({ outcome }) => `device.${outcome}.title`,
  details: ({ outcome }) => ({ allowed: outcome === 'allowed' }),
  says: () => ({}),
  contains: ({ client }) => [client.name],
  fixtures() {
    const done: DeviceDonePage = {
      name: 'device-done',
      outcome: 'allowed',
      interaction: 'fixture-interaction',
      client: WIKI,
    };
    return [
      { id: 'device/allowed', page: done },
      { id: 'device/denied', page: { ...done, outcome: 'denied', client: STRANGER } },
    ];
  },
};
