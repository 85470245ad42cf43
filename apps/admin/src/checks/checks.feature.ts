import { APP_INTERCEPTOR } from '@nestjs/core';
import type { Feature } from '../feature.js';
import { ChangedClients } from './changed-clients.js';
import { CheckList } from './check-list.js';
import { CheckScans } from './check-scans.js';
import { ChecksController } from './checks.controller.js';
import { CheckCircumstances } from './circumstances.js';
import { ClientChecks } from './client-checks.js';
import { Findings } from './findings.js';
import { Fixes } from './fixes.js';
import { InstallationChecks } from './installation-checks.js';
import { Mutes } from './mutes.js';
import { SettlingInterceptor } from './settling.interceptor.js';

export const checksFeature: Feature = {
  controllers: [ChecksController],
  providers: [
    ChangedClients,
    CheckCircumstances,
    CheckList,
    CheckScans,
    ClientChecks,
    Findings,
    Fixes,
    InstallationChecks,
    Mutes,
    { provide: APP_INTERCEPTOR, useClass: SettlingInterceptor },
  ],
};
