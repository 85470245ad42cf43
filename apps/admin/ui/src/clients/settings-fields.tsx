import { NativeSelect, Switch, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { problemLines } from './problem-lines.js';
import type { SettingsDraft } from './settings-draft.js';
import { useSettingsForm } from './settings-form.js';

type FieldsOf<T> = {
  [F in keyof SettingsDraft]: SettingsDraft[F] extends T ? F : never;
}[keyof SettingsDraft];

interface FieldProps<F> {
  readonly field: F;
  readonly label: string;
  readonly hint?: string;
}

interface TextProps extends FieldProps<FieldsOf<string>> {
  readonly required?: boolean;
  readonly mono?: boolean;
  readonly placeholder?: string;
  readonly type?: 'url' | 'text';
  readonly maxLength?: number;
}

export function TextField({ field, label, hint, required, mono, ...input }: TextProps): ReactNode {
  const { t } = useTranslation();
  const { draft, set, check, problemsWith } = useSettingsForm();
  return (
    <TextInput
      name={field}
      label={label}
      description={hint}
      required={required}
      error={problemLines(problemsWith(field), t('newClient.nameMissing'), t)}
      classNames={mono ? { input: 'mono' } : undefined}
      spellCheck={!mono}
      autoComplete="off"
      {...input}
      value={draft[field]}
      onChange={({ currentTarget }) => set({ [field]: currentTarget.value })}
      onBlur={() => check(field)}
    />
  );
}

interface LinesProps extends FieldProps<FieldsOf<string>> {
  readonly placeholder?: string;
  readonly prose?: boolean;
  readonly minRows?: number;
}

export function LinesField({
  field,
  label,
  hint,
  prose = false,
  minRows = 2,
  ...input
}: LinesProps): ReactNode {
  const { t } = useTranslation();
  const { draft, set, check, problemsWith } = useSettingsForm();
  return (
    <Textarea
      name={field}
      label={label}
      description={hint}
      error={problemLines(problemsWith(field), t('newClient.redirectUrisMissing'), t)}
      autosize
      minRows={minRows}
      maxRows={16}
      spellCheck={prose}
      classNames={prose ? undefined : { input: 'mono' }}
      {...input}
      value={draft[field]}
      onChange={({ currentTarget }) => set({ [field]: currentTarget.value })}
      onBlur={() => check(field)}
    />
  );
}

interface SwitchProps extends FieldProps<FieldsOf<boolean>> {
  readonly disabled?: boolean;
}

export function SwitchField({ field, label, hint, disabled }: SwitchProps): ReactNode {
  const { t } = useTranslation();
  const { draft, set, problemsWith } = useSettingsForm();
  return (
    <Switch
      name={field}
      label={label}
      description={hint}
      disabled={disabled}
      error={problemLines(problemsWith(field), '', t)}
      checked={draft[field]}
      onChange={({ currentTarget }) => set({ [field]: currentTarget.checked })}
    />
  );
}

interface ChoiceProps extends FieldProps<FieldsOf<string | null>> {
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

/** One of several; an empty value stands for null. */
export function ChoiceField({ field, label, hint, options }: ChoiceProps): ReactNode {
  const { t } = useTranslation();
  const { draft, set, problemsWith } = useSettingsForm();
  return (
    <NativeSelect
      name={field}
      label={label}
      description={hint}
      error={problemLines(problemsWith(field), '', t)}
      data={[...options]}
      value={draft[field] ?? ''}
      onChange={({ currentTarget }) => set({ [field]: currentTarget.value || null })}
    />
  );
}
