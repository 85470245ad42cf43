import type { Feature } from '../feature.js';
import { TokenUsage } from './token-usage.js';
import { UsageController } from './usage.controller.js';

export const usageFeature: Feature = { controllers: [UsageController], providers: [TokenUsage] };
