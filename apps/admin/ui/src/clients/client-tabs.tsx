import type { ReactNode } from 'react';
import type { Permission } from '../../../src/access/permissions.js';
import { ClientActivity } from '../audit/client-activity.js';
import type { Client } from '../api/types.js';
import { ClientCredentials } from './client-credentials.js';
import { ClientGrants } from '../grants/client-grants.js';
import { QuickStart } from '../quick-start/quick-start.js';
import { ClientIssues } from '../checks/client-issues.js';
import { IssueCount } from '../checks/issue-count.js';
import { ClientDangerZone } from './client-danger-zone.js';
import { ClientFacts } from './client-facts.js';
import { ClientSettings } from './client-settings.js';
import {
  AboutSection,
  AccessTokenSection,
  AddressSection,
  ConsentSection,
  GrantSection,
  LooksSection,
  OtherTokenSection,
  ScopeSection,
  SecuritySection,
} from './settings-sections.js';

/** A part of a client's page, with an address of its own. */
export interface ClientTab {
  /** The last part of the address. */
  readonly key: string;
  /** Key of the message. */
  readonly label: string;
  readonly needs: Permission;
  readonly show: (client: Client) => ReactNode;
  /** Beside the label: how many there are. */
  readonly count?: (client: Client) => ReactNode;
  /** False where it makes no sense. */
  readonly fits?: (client: Client) => boolean;
}

const isEditable = (client: Client): boolean => !client.protected;

/** In this order; the first one that fits is shown at the address of the client. */
export const CLIENT_TABS: readonly ClientTab[] = [
  {
    key: 'quick-start',
    label: 'quickStart.title',
    needs: 'clients.read',
    show: (client) => <QuickStart client={client} />,
    fits: (client) => !client.protected,
  },
  {
    key: 'settings',
    label: 'client.settings',
    needs: 'clients.read',
    show: (client) => (
      <ClientFacts client={client}>
        <ClientSettings client={client}>
          <AboutSection />
          <AddressSection />
          <LooksSection />
          <SecuritySection />
        </ClientSettings>
      </ClientFacts>
    ),
  },
  {
    key: 'scopes',
    label: 'client.scopesTab',
    needs: 'clients.edit',
    show: (client) => (
      <ClientSettings client={client}>
        <ConsentSection />
        <ScopeSection />
        <GrantSection />
      </ClientSettings>
    ),
    fits: isEditable,
  },
  {
    key: 'tokens',
    label: 'client.tokensTab',
    needs: 'clients.edit',
    show: (client) => (
      <ClientSettings client={client}>
        <AccessTokenSection />
        <OtherTokenSection />
      </ClientSettings>
    ),
    fits: isEditable,
  },
  {
    key: 'credentials',
    label: 'client.credentials',
    needs: 'clients.read',
    show: (client) => <ClientCredentials client={client} />,
  },
  {
    key: 'activity',
    label: 'audit.activity',
    needs: 'audit.read',
    show: (client) => <ClientActivity client={client} />,
  },
  {
    key: 'grants',
    label: 'grants.tab',
    needs: 'grants.read',
    show: (client) => <ClientGrants client={client} />,
  },
  {
    key: 'issues',
    label: 'checks.issues',
    needs: 'checks.read',
    show: (client) => <ClientIssues client={client} />,
    count: (client) => <IssueCount client={client} />,
  },
  {
    key: 'danger-zone',
    label: 'client.danger',
    needs: 'clients.edit',
    show: (client) => <ClientDangerZone client={client} />,
    fits: isEditable,
  },
];
