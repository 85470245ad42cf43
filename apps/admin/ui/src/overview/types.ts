import type { components } from '../api/schema.js';

export type Overview = components['schemas']['OverviewResponse'];
export type Count = components['schemas']['CountResponse'];
export type ChartHour = components['schemas']['ChartHourResponse'];
export type FirstStep = components['schemas']['FirstStepResponse'];
