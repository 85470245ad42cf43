import type { Feature } from '../feature.js';
import { TokenPreviewController } from './token-preview.controller.js';

export const tokenPreviewFeature: Feature = { controllers: [TokenPreviewController], providers: [] };
