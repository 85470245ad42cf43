import { useEffect, useRef } from 'react';

export interface Shortcuts {
  /** Ctrl or Cmd with K: it types nothing, so it works everywhere and always. */
  readonly onPalette: () => void;
  readonly onHelp: () => void;
  /** The address that a letter leads to after `g`. */
  readonly destinationOf: (letter: string) => string | undefined;
  readonly onGo: (to: string) => void;
  /** Single letters do something; people who dictate or have a tremor switch that off (WCAG 2.1.4). */
  readonly letters: boolean;
}

/** How long the second letter of a chord may take. Milliseconds. */
const CHORD = 1500;

const TAKES_LETTERS =
  'input, textarea, select, [contenteditable]:not([contenteditable="false"]), [role="menu"], [role="listbox"], [role="combobox"]';

/** Keys that work on every page. None of them while a dialog is open: it may be one that must not be left. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => {
    let chordEnds = 0;
    const press = (event: KeyboardEvent): void => {
      const { onPalette, onHelp, destinationOf, onGo, letters } = latest.current;
      const isChord = event.timeStamp < chordEnds;
      chordEnds = 0;
      if (event.defaultPrevented || event.isComposing || event.repeat) return;
      if (document.querySelector('[role="dialog"]')) return;
      const key = event.key.toLowerCase();
      const isAlone = !event.ctrlKey && !event.metaKey && !event.altKey;
      if (!isAlone && key === 'k' && isMod(event)) {
        event.preventDefault();
        return onPalette();
      }
      if (!letters || !isAlone || takesLetters(event.target)) return;
      const to = isChord ? destinationOf(key) : undefined;
      if (to !== undefined) onGo(to);
      else if (key === '?') onHelp();
      else if (key === 'g' && !isChord) chordEnds = event.timeStamp + CHORD;
      else if (key === '/') focusSearch(event);
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}

function isMod({ ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean {
  return ctrlKey !== metaKey && !altKey && !shiftKey;
}

function takesLetters(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(TAKES_LETTERS) !== null;
}

/** The slash itself must not land in the field. */
function focusSearch(event: KeyboardEvent): void {
  const field = document.querySelector<HTMLInputElement>('main input[type="search"]');
  if (!field) return;
  event.preventDefault();
  field.focus();
}
