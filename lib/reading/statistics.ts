// Quantiles and thresholds of samples.

/** At most about `count` of the samples, evenly spread: enough for a histogram, whatever the picture's size. */
export const spread = (samples: Float32Array, count: number): Float32Array => {
  // Odd, so that the steps do not fall on the same few columns of an even width.
  const step = Math.floor(samples.length / count) | 1;
  const some = new Float32Array(Math.ceil(samples.length / step));
  for (let i = 0, from = 0; i < some.length; i++, from += step) some[i] = samples[from]!;
  return some;
};

/** The value below which `share` of the samples lie. Sorts a copy. */
export const quantile = (samples: Float32Array, share: number): number => {
  const sorted = Float32Array.from(samples).sort();
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.floor(share * sorted.length)))] ?? 0;
};

export const median = (samples: Float32Array): number => quantile(samples, 0.5);

/**
 * The threshold that parts samples (0 to 1) best into two classes, and how well: the share of the variance that lies
 * between the classes. Otsu, "A threshold selection method from gray-level histograms", 1979.
 */
export const otsu = (
  samples: Float32Array,
): { readonly threshold: number; readonly separability: number } => {
  const bins = 256;
  const histogram = new Float64Array(bins);
  let total = 0;
  let squares = 0;
  for (const sample of samples) {
    const bin = Math.min(bins - 1, Math.max(0, Math.floor(sample * bins)));
    histogram[bin]! += 1;
    total += bin;
    squares += bin * bin;
  }
  let best = { between: 0, low: 0, high: 0 };
  let count = 0;
  let sum = 0;
  for (let i = 0; i < bins - 1; i++) {
    count += histogram[i]!;
    sum += i * histogram[i]!;
    if (count === 0 || count === samples.length) continue;
    const gap = sum / count - (total - sum) / (samples.length - count);
    const between = count * (samples.length - count) * gap * gap;
    // Between two classes far apart every threshold is as good: the middle one is kept.
    if (between > best.between * (1 + 1e-9)) best = { between, low: i, high: i };
    else if (between >= best.between * (1 - 1e-9)) best = { ...best, high: i };
  }
  const variance = squares * samples.length - total * total;
  return {
    threshold: ((best.low + best.high) / 2 + 1) / bins,
    separability: variance > 0 ? best.between / variance : 0,
  };
};
