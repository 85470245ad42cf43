import { Button, Checkbox, Popover, Stack } from '@mantine/core';
import type { ReactNode } from 'react';

/** A property by which a list can be narrowed. */
export interface Facet {
  /** Name of the parameter, in the address and at the API. */
  readonly name: string;
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  /** Only one at a time. */
  readonly single?: boolean;
}

interface FacetMenuProps {
  readonly facet: Facet;
  readonly chosen: readonly string[];
  readonly onChoose: (values: readonly string[]) => void;
}

export function FacetMenu({ facet, chosen, onChoose }: FacetMenuProps): ReactNode {
  const labels = facet.options.filter(({ value }) => chosen.includes(value)).map(({ label }) => label);
  return (
    <Popover position="bottom-start" withinPortal={false} trapFocus returnFocus>
      <Popover.Target>
        <Button variant={chosen.length > 0 ? 'light' : 'default'} size="sm">
          {labels.length > 0 ? `${facet.label}: ${labels.join(', ')}` : facet.label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs" role="group" aria-label={facet.label}>
          {facet.options.map(({ value, label }) => (
            <Checkbox
              key={value}
              label={label}
              checked={chosen.includes(value)}
              onChange={({ currentTarget }) =>
                onChoose(
                  currentTarget.checked
                    ? [...(facet.single ? [] : chosen), value]
                    : chosen.filter((other) => other !== value),
                )
              }
            />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
