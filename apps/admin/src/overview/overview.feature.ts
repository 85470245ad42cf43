import type { Feature } from '../feature.js';
import { Checklist } from './checklist.js';
import { EventHours } from './event-hours.js';
import { OverviewController } from './overview.controller.js';
import { Overview } from './overview.js';

export const overviewFeature: Feature = {
  controllers: [OverviewController],
  providers: [Checklist, EventHours, Overview],
};
