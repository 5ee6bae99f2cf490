// Which rows the table shows, and in what order.
import { type Item, type ItemStatus, readingOf, statusOf } from './items.ts';

export type Column = 'name' | 'value' | 'status' | 'confidence';
export type Filter = 'all' | ItemStatus;

export interface Order {
  /** Null: as they came. */
  readonly column: Column | null;
  readonly isDescending: boolean;
}

/** What needs a person comes first. */
const ranks: Readonly<Record<ItemStatus, number>> = {
  failed: 0,
  review: 1,
  rejected: 2,
  open: 3,
  accepted: 4,
};

const collator = new Intl.Collator('en', { numeric: true });

const compareBy: Readonly<Record<Column, (a: Item, b: Item) => number>> = {
  name: (a, b) => collator.compare(a.name, b.name),
  value: (a, b) => collator.compare(readingOf(a)?.value ?? '', readingOf(b)?.value ?? ''),
  status: (a, b) => ranks[statusOf(a)] - ranks[statusOf(b)],
  confidence: (a, b) => (readingOf(a)?.confidence ?? 0) - (readingOf(b)?.confidence ?? 0),
};

const isMissing = (item: Item, column: Column): boolean =>
  (column === 'value' || column === 'confidence') && (readingOf(item)?.[column] ?? null) === null;

/** Equal rows stay as they came; rows without what is sorted by stand last either way. */
export const orderItems = (items: readonly Item[], { column, isDescending }: Order): readonly Item[] => {
  if (column === null) return items;
  const compare = compareBy[column];
  const sign = isDescending ? -1 : 1;
  return items.toSorted((a, b) => {
    const [lacksA, lacksB] = [isMissing(a, column), isMissing(b, column)];
    if (lacksA || lacksB) return Number(lacksA) - Number(lacksB);
    return sign * compare(a, b);
  });
};

export const filterItems = (items: readonly Item[], filter: Filter): readonly Item[] =>
  filter === 'all' ? items : items.filter(item => statusOf(item) === filter);

export const countByStatus = (items: readonly Item[]): Readonly<Record<ItemStatus, number>> => {
  const counts = { open: 0, accepted: 0, review: 0, rejected: 0, failed: 0 };
  for (const item of items) counts[statusOf(item)] += 1;
  return counts;
};

/** A first click sorts upwards, a second downwards, a third puts back what was. */
export const nextOrder = (order: Order, column: Column): Order => {
  if (order.column !== column) return { column, isDescending: false };
  return order.isDescending ? { column: null, isDescending: false } : { column, isDescending: true };
};
