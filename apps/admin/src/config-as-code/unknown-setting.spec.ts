import { describe, expect, it } from '@jest/globals';
import { IsOptional, IsString } from 'class-validator';
import { unknownSetting } from './unknown-setting.js';

class Base {
  @IsOptional() @IsString() redirectUris?: string;
}
class Settings extends Base {
  @IsString() name: string;
  @IsString() scopes: string;
}

describe('a setting that there is not', () => {
  it.each([
    ['redirectUri', 'There is no setting redirectUri; did you mean redirectUris?'],
    ['RedirectURIs', 'There is no setting RedirectURIs; did you mean redirectUris?'],
    ['nmae', 'There is no setting nmae.'],
    ['scope', 'There is no setting scope; did you mean scopes?'],
    ['secret', 'There is no setting secret.'],
  ])('is called %s', (name, message) => expect(unknownSetting(name, new Settings())).toBe(message));
});
