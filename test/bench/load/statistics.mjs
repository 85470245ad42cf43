/** @returns the value below which this share of all lies, or NaN of nothing; `sorted` is in ascending order */
export function percentile(sorted, share) {
  return sorted.length === 0 ? NaN : sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

export function ascending(values) {
  return Float64Array.from(values).sort();
}

export function median(values) {
  const sorted = ascending(values);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** @returns the median with the least and the largest */
export function spread(values) {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}
