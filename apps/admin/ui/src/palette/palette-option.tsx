import { Kbd, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../shell/icon.js';
import classes from './palette.module.css';
import type { PaletteEntry } from './use-palette-groups.js';

interface Props {
  id: string;
  entry: PaletteEntry;
  isActive: boolean;
  onPoint: () => void;
  onChoose: () => void;
}

export function PaletteOption({ id, entry, isActive, onPoint, onChoose }: Props): ReactNode {
  const { t } = useTranslation();
  return (
    <div
      role="option"
      id={id}
      aria-selected={isActive}
      className={classes.option}
      onPointerMove={isActive ? undefined : onPoint}
      // The field keeps the focus.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onChoose}
    >
      <Icon name={entry.icon} />
      <span className={classes.title}>
        <bdi>{entry.title}</bdi>
        {entry.disabled && (
          <Text span size="xs" c="dimmed">
            {' '}
            {t('palette.disabled')}
          </Text>
        )}
        {entry.detail !== null && entry.detail !== entry.title && (
          <Text span className={`mono ${classes.detail}`}>
            {entry.detail}
          </Text>
        )}
      </span>
      {entry.letter !== undefined && (
        <span className={classes.chord} aria-hidden="true">
          <Kbd size="xs">g</Kbd> <Kbd size="xs">{entry.letter}</Kbd>
        </span>
      )}
    </div>
  );
}
