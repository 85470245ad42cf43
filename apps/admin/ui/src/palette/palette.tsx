import { Kbd, Modal, Text } from '@mantine/core';
import { useEffect, useId, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { problemText } from '../api/problem-alert.js';
import { useSession } from '../session/session-context.js';
import { Icon } from '../shell/icon.js';
import { useReturnedFocus } from '../shell/use-returned-focus.js';
import classes from './palette.module.css';
import { PaletteOption } from './palette-option.js';
import { usePaletteGroups } from './use-palette-groups.js';

/**
 * Goes to any page, client, user, key or error by a few letters of it. A combobox with a list of options in groups
 * (ARIA Authoring Practices, "Combobox"): the focus stays in the field, `aria-activedescendant` walks.
 */
export function Palette({ onClose }: { onClose: () => void }): ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { shortcuts } = useSession().preferences;
  const list = useId();
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const { groups, isSettled, problem } = usePaletteGroups(typed);
  const entries = groups.flatMap((group) => group.entries);
  const current = entries[Math.min(active, entries.length - 1)];
  const optionId = (to: string): string => `${list}-${entries.findIndex((entry) => entry.to === to)}`;
  useReturnedFocus();

  useEffect(() => {
    if (current) document.getElementById(optionId(current.to))?.scrollIntoView({ block: 'nearest' });
  });

  const go = (to: string): void => {
    onClose();
    void navigate(to);
  };
  const step = (by: number): void => {
    const from = Math.min(active, entries.length - 1);
    if (entries.length > 0) setActive((from + by + entries.length) % entries.length);
  };
  const press = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown') step(1);
    else if (event.key === 'ArrowUp') step(-1);
    else if (event.key === 'Enter' && current) go(current.to);
    else return;
    event.preventDefault();
  };

  return (
    <Modal.Root opened onClose={onClose} size="lg" yOffset="10vh">
      <Modal.Overlay />
      <Modal.Content aria-label={t('palette.title')}>
        <Modal.Body p={0}>
          <div className={classes.field}>
            <Icon name="search" />
            <input
              className={classes.input}
              role="combobox"
              aria-label={t('palette.label')}
              aria-expanded={entries.length > 0}
              aria-controls={list}
              aria-activedescendant={current && optionId(current.to)}
              aria-autocomplete="list"
              aria-busy={!isSettled}
              placeholder={t('palette.hint')}
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              maxLength={2000}
              data-autofocus
              value={typed}
              onChange={({ currentTarget }) => {
                setTyped(currentTarget.value);
                setActive(0);
              }}
              onKeyDown={press}
            />
          </div>
          <div role="listbox" id={list} aria-label={t('palette.results')} className={classes.list}>
            {groups.map(({ name, entries: own }) => (
              <div key={name} role="group" aria-labelledby={`${list}-${name}`}>
                <div id={`${list}-${name}`} role="presentation" className={classes.heading}>
                  {t(`palette.groups.${name}`)}
                </div>
                {own.map((entry) => (
                  <PaletteOption
                    key={entry.to}
                    id={optionId(entry.to)}
                    entry={shortcuts ? entry : { ...entry, letter: undefined }}
                    isActive={entry === current}
                    onPoint={() => setActive(entries.indexOf(entry))}
                    onChoose={() => go(entry.to)}
                  />
                ))}
              </div>
            ))}
          </div>
          <div className={classes.foot}>
            <Text size="sm" c="dimmed" role="status" span>
              {problem
                ? problemText(problem, t)
                : !isSettled
                  ? t('palette.searching')
                  : entries.length === 0
                    ? t('palette.nothing')
                    : t('palette.count', { count: entries.length })}
            </Text>
            <Text size="xs" c="dimmed" span className={classes.keys} aria-hidden="true">
              <Kbd size="xs">↑</Kbd> <Kbd size="xs">↓</Kbd> {t('palette.choose')} <Kbd size="xs">↵</Kbd>{' '}
              {t('palette.open')} <Kbd size="xs">{t('shortcuts.escape')}</Kbd> {t('palette.close')}
            </Text>
          </div>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
