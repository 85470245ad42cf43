import { describe, expect, it } from '@jest/globals';
import { ApplicationConfig } from '@nestjs/core';
import type { OAuthExtras } from '../oauth.extras.js';
import { OPTION_NAMES, resolveOptions } from '../oauth.options.js';
import { Metrics } from '../primitives/metrics.js';
import { Endpoints } from '../wire/endpoints.js';
import { EffectiveConfiguration, NEVER_TOLD, type Setting } from './effective-configuration.js';

const MASTER_KEY = 'VnQ0m0oW7d1yJk3cXbR9sT5uLpZeAhGfQwMi2N8xK4E';

class CountingMetrics extends Metrics {}

const settings = (more: object = {}, given: Partial<OAuthExtras> = {}): readonly Setting[] => {
  const options = resolveOptions({ issuer: 'https://sso.example.com', masterKey: MASTER_KEY, ...more });
  const extras = { prefix: 'oauth', ...given };
  const endpoints = new Endpoints(options, extras, new ApplicationConfig());
  return new EffectiveConfiguration(options, extras, endpoints).describe().settings;
};

describe('the configuration in force', () => {
  it.each(OPTION_NAMES)('tells %s, or it is named among what is never told', (name) => {
    const told = settings().some((setting) => setting.name.split('.')[0] === name);
    expect(told).toBe(!NEVER_TOLD.includes(name));
  });

  it.each([
    ['sealEverySeconds', 5, 'default', {}, {}],
    ['sealEverySeconds', 0, 'option', { sealEverySeconds: 0 }, {}],
    ['metrics', null, 'default', {}, {}],
    ['metrics', 'CountingMetrics', 'option', {}, { metrics: CountingMetrics }],
  ])('tells that %s is %j, by %s', (name, value, source, options, extras) => {
    const setting = settings(options, extras).find((each) => each.name === name);
    expect(setting).toEqual({ name, value, source, variable: null });
  });
});
