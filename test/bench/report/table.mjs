/** @returns a Markdown table whose columns are as wide as what is in them; all but the first `left` are set right */
export function table(head, rows, left = 1) {
  const lines = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(3, ...lines.map((row) => row[column].length)));
  const set = (cell, column) => (column < left ? cell.padEnd(widths[column]) : cell.padStart(widths[column]));
  const rule = widths.map(
    (width, column) => '-'.repeat(width - (column < left ? 0 : 1)) + (column < left ? '' : ':'),
  );
  const [first, ...others] = lines.map((row) => `| ${row.map(set).join(' | ')} |`);
  return [first, `| ${rule.join(' | ')} |`, ...others].join('\n');
}

/** Three figures that count, with commas in between: 12,300. */
export function round(value) {
  if (!Number.isFinite(value)) return '–';
  return Number(value.toPrecision(3)).toLocaleString('en', { maximumFractionDigits: 2 });
}

/** `median (least–largest)` */
export function spreadText({ median, min, max }) {
  return `${round(median)} (${round(min)}–${round(max)})`;
}

export function percent(share) {
  return Number.isFinite(share) ? `${Math.round(share * 100)} %` : '–';
}
