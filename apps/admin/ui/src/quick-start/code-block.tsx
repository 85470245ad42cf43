import type { ReactNode } from 'react';
import { CopyButton } from '../shell/copy-button.js';
import classes from './quick-start.module.css';

interface CodeBlockProps {
  /** What it is, for readers who do not see it. */
  readonly label: string;
  readonly text: string;
  readonly children?: ReactNode;
}

/** Text to copy. It scrolls by itself, so it takes the keyboard too (WCAG 2.1.1). */
export function CodeBlock({ label, text, children }: CodeBlockProps): ReactNode {
  return (
    <div className={classes.block}>
      <div className={classes.tools}>
        {children}
        <CopyButton value={text} what={label} />
      </div>
      <pre className={classes.code} tabIndex={0} role="region" aria-label={label}>
        {text}
      </pre>
    </div>
  );
}
