// All pictures in a table: how far they are, sorted, filtered, a hundred at a time, and out as a file.
import { Component } from 'preact';
import './result-table.css';
import { exportItems } from './export-items.ts';
import type { State as Held, House } from './house.ts';
import { type Item, type ItemStatus, readingOf, statusOf } from './items.ts';
import {
  type Column,
  countByStatus,
  type Filter,
  filterItems,
  nextOrder,
  type Order,
  orderItems,
} from './table-order.ts';
import { UploadOffer } from './upload-offer.tsx';
import { percent, statusNames } from './words.ts';

interface Props {
  readonly held: Held;
  readonly house: House;
}

interface State {
  readonly order: Order;
  readonly filter: Filter;
  readonly sheet: number;
}

const rowsOnSheet = 100;
const columns: readonly (readonly [Column, string])[] = [
  ['name', 'File'],
  ['value', 'Value'],
  ['status', 'Status'],
  ['confidence', 'Sure'],
];
const filters: readonly ItemStatus[] = ['accepted', 'review', 'rejected', 'failed', 'open'];

export class ResultTable extends Component<Props, State> {
  override state: State = { order: { column: null, isDescending: false }, filter: 'all', sheet: 0 };

  rows(): readonly Item[] {
    return orderItems(filterItems(this.props.held.items, this.state.filter), this.state.order);
  }

  /** Readings of posted pictures are kept nowhere else. */
  readonly clear = (): void => {
    const { held, house } = this.props;
    const count = held.items.length;
    if (count > 1 && !confirm(`Remove all ${count} pictures and their readings from this table?`)) return;
    house.clear();
    this.setState({ filter: 'all', sheet: 0 });
  };

  readonly save = (format: 'csv' | 'ndjson'): void => {
    const type = format === 'csv' ? 'text/csv' : 'application/x-ndjson';
    const url = URL.createObjectURL(new Blob([exportItems(this.rows(), format)], { type }));
    const link = document.createElement('a');
    link.href = url;
    link.download = `readings.${format}`;
    link.click();
    // The browser has taken it by then.
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  };

  /** Arrows go from file to file. */
  readonly move = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined || !(event.target instanceof HTMLButtonElement)) return;
    const buttons = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLButtonElement>('button')];
    const next = buttons[buttons.indexOf(event.target) + step];
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
    next.click();
  };

  override render() {
    const { held, house } = this.props;
    const { order, filter } = this.state;
    const counts = countByStatus(held.items);
    const rows = this.rows();
    const waiting = held.isMany
      ? held.items.filter(({ progress }) => progress.state === 'waiting').length
      : 0;
    const sheets = Math.max(1, Math.ceil(rows.length / rowsOnSheet));
    const sheet = Math.min(this.state.sheet, sheets - 1);
    const savable = rows.filter(item => statusOf(item) !== 'open').length;
    if (held.items.length === 0) return null;
    return (
      <section class="results" aria-labelledby="results-name">
        <div class="bar">
          <h2 id="results-name">Readings</h2>
          <Done total={held.items.length} open={counts.open} items={held.items} />
          <div class="buttons">
            {counts.failed > 0 && (
              <button type="button" onClick={house.retryFailed}>
                Try failed again
              </button>
            )}
            <button type="button" disabled={savable === 0} onClick={() => this.save('csv')}>
              CSV
            </button>
            <button type="button" disabled={savable === 0} onClick={() => this.save('ndjson')}>
              NDJSON
            </button>
            <button type="button" onClick={this.clear}>
              Remove all
            </button>
          </div>
        </div>
        {held.isMany && waiting > 0 && <UploadOffer waiting={waiting} house={house} />}
        <fieldset class="filters">
          <legend>Show</legend>
          {(['all', ...filters] as const).map(one => (
            <label key={one} class={one === filter ? 'on' : ''}>
              <input
                type="radio"
                name="filter"
                value={one}
                checked={one === filter}
                onChange={() => this.setState({ filter: one, sheet: 0 })}
              />
              {one === 'all' ? `All ${held.items.length}` : `${statusNames[one]} ${counts[one]}`}
            </label>
          ))}
        </fieldset>
        <table class="items">
          <thead>
            <tr>
              {columns.map(([column, label]) => (
                <th key={column} scope="col" class={column} aria-sort={sortOf(order, column)}>
                  <button type="button" onClick={() => this.setState({ order: nextOrder(order, column) })}>
                    {label}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody onKeyDown={this.move}>
            {rows.slice(sheet * rowsOnSheet, (sheet + 1) * rowsOnSheet).map(item => (
              <Row
                key={item.id}
                item={item}
                isSelected={item.id === held.selectedId}
                onSelect={house.select}
              />
            ))}
          </tbody>
        </table>
        {rows.length === 0 && <p class="hint">Nothing of this kind.</p>}
        {sheets > 1 && (
          <nav class="sheets" aria-label="Rows">
            <button type="button" disabled={sheet === 0} onClick={() => this.setState({ sheet: sheet - 1 })}>
              Before
            </button>
            <span>
              {sheet * rowsOnSheet + 1} to {Math.min(rows.length, (sheet + 1) * rowsOnSheet)} of {rows.length}
            </span>
            <button
              type="button"
              disabled={sheet === sheets - 1}
              onClick={() => this.setState({ sheet: sheet + 1 })}
            >
              After
            </button>
          </nav>
        )}
      </section>
    );
  }
}

const sortOf = (order: Order, column: Column) => {
  if (order.column !== column) return undefined;
  return order.isDescending ? 'descending' : 'ascending';
};

const Done = ({ total, open, items }: { total: number; open: number; items: readonly Item[] }) => {
  const waits =
    open === 0 ? undefined : items.find(({ progress }) => progress.state === 'retrying')?.progress;
  return (
    <div class="done">
      <progress max={total} value={total - open} aria-label="Pictures done" />
      <span role="status">
        {open === 0 ? `${total} done` : `${total - open} of ${total} done`}
        {waits?.state === 'retrying' && <b class="waits">{waits.message}</b>}
      </span>
    </div>
  );
};

/**
 * Where the picture stands above the table, a tap goes to it; keys stay in the table (their clicks have no detail). Once
 * the new picture's reading is laid out: one of another height moves all that is below it, and what is in view with it.
 */
const showDetail = ({ detail }: MouseEvent): void => {
  if (detail > 0 && matchMedia('(max-width: 860px)').matches)
    requestAnimationFrame(() => document.querySelector('.detail')?.scrollIntoView({ block: 'start' }));
};

interface RowProps {
  readonly item: Item;
  readonly isSelected: boolean;
  readonly onSelect: (id: number) => void;
}

/** Drawn anew only where it has changed: there may be many. */
class Row extends Component<RowProps> {
  override shouldComponentUpdate({ item, isSelected }: RowProps): boolean {
    return item !== this.props.item || isSelected !== this.props.isSelected;
  }

  override render() {
    const { item, isSelected, onSelect } = this.props;
    const reading = readingOf(item);
    const status = statusOf(item);
    return (
      <tr class={isSelected ? 'selected' : ''}>
        <th scope="row" class="name">
          <button
            type="button"
            aria-pressed={isSelected}
            title={item.name}
            onClick={event => {
              onSelect(item.id);
              showDetail(event);
            }}
          >
            {item.name}
          </button>
        </th>
        <td class="value">{reading?.text ?? reading?.value ?? ''}</td>
        <td class="status">
          {item.progress.state === 'uploading' ? (
            <progress
              max={item.file.size}
              value={item.progress.sentBytes}
              aria-label={`${item.name} on its way to the bucket`}
            />
          ) : (
            <span class={`mark ${status}`}>{openWords[item.progress.state] ?? statusNames[status]}</span>
          )}
        </td>
        <td class="confidence">
          {reading === null || reading.confidence === null ? '' : percent(reading.confidence)}
        </td>
      </tr>
    );
  }
}

const openWords: Readonly<Partial<Record<Item['progress']['state'], string>>> = {
  reading: 'Reading…',
  retrying: 'Trying again',
  uploaded: 'In the bucket…',
};
