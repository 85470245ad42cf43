import { createTheme, type CSSVariablesResolver } from '@mantine/core';

/** Shades and greys with which every text keeps 4.5:1 against its background, in both schemes. */
export const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: { light: 8, dark: 8 },
  autoContrast: true,
  defaultRadius: 'md',
  fontFamily: 'system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  headings: { fontWeight: '650' },
});

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5c636a',
    '--mantine-color-error': '#c92a2a',
    '--mantine-color-placeholder': '#6b7279',
    '--page-background': '#f4f5f7',
    '--line': '#d5dade',
    '--line-soft': '#e9ecef',
    '--hover': '#f4f5f7',
    '--well': '#f4f5f7',
    '--accent': '#3b5bdb',
    '--mark': '#ffe066',
    '--removed': '#ffecec',
    '--added': '#e3f5ec',
  },
  dark: {
    '--mantine-color-dimmed': '#a6a7ab',
    '--mantine-color-error': '#ff8787',
    '--mantine-color-placeholder': '#909296',
    '--page-background': '#1a1b1e',
    '--line': '#3f4147',
    '--line-soft': '#34363b',
    '--hover': '#2a2c31',
    '--well': '#1a1b1e',
    '--accent': '#91a7ff',
    // Mantine's own are next to white there: a warning button would look like any other.
    '--mantine-color-indigo-light-color': '#bac8ff',
    '--mantine-color-red-light-color': '#ffa8a8',
    '--mark': '#fab005',
    '--removed': '#4a2326',
    '--added': '#173d33',
  },
});
