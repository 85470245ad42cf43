import type { LocalText, ScopeSettings } from '@portcullis/oauth';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsString, ValidateNested } from 'class-validator';
import { IfPresent } from '../wire/optional-field.js';
import { withoutDefaults, type ConfigFields } from './config-fields.js';

/** A text in some of the languages of the pages. */
export class ConfigText {
  @IfPresent()
  @IsString()
  en?: string;

  @IfPresent()
  @IsString()
  'zh-CN'?: string;
}

/** A scope as the document has it: what is left out has its default. What the values may be, the registry knows. */
export class ConfigScope {
  @IsString()
  name: string;

  @IfPresent()
  @ValidateNested()
  @Type(() => ConfigText)
  title?: ConfigText;

  @IfPresent()
  @ValidateNested()
  @Type(() => ConfigText)
  description?: ConfigText;

  @IfPresent()
  @IsArray()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  claims?: string[];

  @IfPresent()
  @IsBoolean()
  sensitive?: boolean;

  @IfPresent()
  @IsBoolean()
  default?: boolean;
}

export const SCOPE_DEFAULTS: ConfigFields = fieldsOfScope(scopeSettingsFrom({}));

export function toConfigScope(scope: ScopeSettings & { name: string }): ConfigScope {
  return { name: scope.name, ...withoutDefaults(fieldsOfScope(scope), SCOPE_DEFAULTS) };
}

export function scopeSettingsFrom(scope: Omit<ConfigScope, 'name'>): ScopeSettings {
  const { title, description, claims = [], sensitive = false, default: isDefault = false } = scope;
  return {
    title: inEveryLanguage(title),
    description: inEveryLanguage(description),
    claims: [...new Set(claims)],
    sensitive,
    isDefault,
  };
}

export function fieldsOfScope({
  title,
  description,
  claims,
  sensitive,
  isDefault,
}: ScopeSettings): ConfigFields {
  return { title, description, claims, sensitive, default: isDefault };
}

function inEveryLanguage(text: ConfigText | undefined): LocalText {
  return { en: text?.en ?? '', 'zh-CN': text?.['zh-CN'] ?? '' };
}
