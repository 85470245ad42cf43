import { Title, type TitleProps } from '@mantine/core';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';

/** The page's h1. Names the browser tab, and takes the focus after a change of page so that it is read out. */
export function PageTitle({
  children,
  ...props
}: { children: string } & Omit<TitleProps, 'children'>): ReactNode {
  const { t } = useTranslation();
  const { key, pathname } = useLocation();
  const heading = useRef<HTMLHeadingElement>(null);
  const name = t('app.name');
  useEffect(() => {
    document.title = `${children} · ${name}`;
  }, [children, name]);
  useEffect(() => {
    // 'default' is the first page of a visit: there the browser's own start of the page is right.
    if (key !== 'default') heading.current?.focus();
    // The path and not the key: a search or another page of a list must not pull the focus away.
  }, [pathname]);
  return (
    <Title order={1} size="h2" ref={heading} tabIndex={-1} {...props}>
      {children}
    </Title>
  );
}
