// One picture and its reading: a box over each digit, the value, what it is worth, what else it could be.
import { Component } from 'preact';
import type { Reading } from '../lib/reading/reading.ts';
import './reading-view.css';
import { type Item, readingOf } from './items.ts';
import { ModelView } from './model-view.tsx';
import { megabytes } from './post-image.ts';
import { describeStatus, percent } from './words.ts';

type Digit = Reading['digits'][number];

/** Of every line where there are several; else the digits of the one value. */
const digitsOf = ({ lines, digits }: Reading): readonly Digit[] =>
  lines.length > 0 ? lines.flatMap(line => line.digits) : digits;

interface Props {
  readonly item: Item | null;
  readonly onRetry: () => void;
}

/** One is made for each item, by its key. */
export class ReadingView extends Component<Props, { readonly isBroken: boolean }> {
  override state = { isBroken: false };
  readonly url = this.props.item === null ? null : URL.createObjectURL(this.props.item.file);

  override componentWillUnmount(): void {
    if (this.url !== null) URL.revokeObjectURL(this.url);
  }

  override render() {
    const { item, onRetry } = this.props;
    if (item === null || this.url === null)
      return (
        <section class="detail none" aria-labelledby="detail-name">
          <h2 id="detail-name">Reading</h2>
          <p class="hint">The picture and what was read in it will stand here.</p>
        </section>
      );
    const reading = readingOf(item);
    return (
      <section class="detail" aria-labelledby="detail-name">
        <h2 id="detail-name" title={item.name}>
          {item.name}
        </h2>
        <div class="picture">
          {this.state.isBroken ? (
            <Unseen reading={reading} />
          ) : (
            <img
              src={this.url}
              alt={`What was given: ${item.name}`}
              onError={() => this.setState({ isBroken: true })}
            />
          )}
          {reading !== null && <Boxes reading={reading} />}
        </div>
        {reading === null ? <Pending item={item} onRetry={onRetry} /> : <Told reading={reading} />}
        {reading !== null && <ModelView file={item.file} expect={item.expect} />}
      </section>
    );
  }
}

/** Browsers do not show TIFF; the boxes still tell where the digits are. */
const Unseen = ({ reading }: { readonly reading: Reading | null }) => {
  const { width, height } = reading?.image ?? { width: null, height: null };
  return (
    <svg class="unseen" viewBox={`0 0 ${width ?? 320} ${height ?? 120}`} role="img">
      <title>This browser cannot show the picture</title>
    </svg>
  );
};

export const Boxes = ({ reading }: { readonly reading: Reading }) => {
  const { width, height } = reading.image;
  const digits = digitsOf(reading);
  if (width === null || height === null || digits.length === 0) return null;
  // In pixels of the image, so that labels and lines look the same whatever its size.
  const unit = Math.max(width / 420, height / 300);
  return (
    <svg class="boxes" viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {digits.map(({ box, value, confidence }) => (
        <g key={`${box.x} ${box.y} ${value}`} class={confidence < reading.promise.threshold ? 'unsure' : ''}>
          <rect {...box} stroke-width={1.6 * unit} rx={3 * unit} />
          <text
            x={box.x + box.width / 2}
            y={box.y > 17 * unit ? box.y - 4 * unit : box.y + box.height + 13 * unit}
            font-size={13 * unit}
            stroke-width={3.2 * unit}
          >
            {value}
          </text>
        </g>
      ))}
    </svg>
  );
};

const Pending = ({ item, onRetry }: { readonly item: Item; readonly onRetry: () => void }) => {
  const { progress } = item;
  if (progress.state === 'failed')
    return (
      <div class="told failed">
        <p>{progress.message}</p>
        {progress.canRetry && (
          <button type="button" onClick={onRetry}>
            Try the failed ones again
          </button>
        )}
      </div>
    );
  return (
    <div class="told">
      <p>{sayPending(item)}</p>
      {progress.state === 'uploading' && (
        <progress max={item.file.size} value={progress.sentBytes} aria-label="Sent of this file" />
      )}
    </div>
  );
};

const sayPending = ({ progress, file }: Item): string => {
  if (progress.state === 'retrying') return progress.message;
  if (progress.state === 'to-bucket') return 'Waits to be sent to the bucket, where it will be kept.';
  if (progress.state === 'uploading')
    return `On its way to the bucket: ${megabytes(progress.sentBytes)} of ${megabytes(file.size)}`;
  return progress.state === 'uploaded' ? 'In the bucket; its reading comes in a moment…' : 'Reading…';
};

const Told = ({ reading }: { readonly reading: Reading }) => {
  const {
    status,
    text,
    value,
    confidence,
    alternatives,
    message,
    lines,
    writing,
    image,
    durationMs,
    source,
  } = reading;
  const written = text ?? value;
  const told = describeStatus(reading);
  return (
    <div class={`told ${status}`}>
      <p class="written">
        <strong class="value">{written ?? '–'}</strong>
        {confidence !== null && <span class="sure">{percent(confidence)} sure</span>}
      </p>
      <p class="status">{told}</p>
      {message !== null && !told.includes(message) && <p class="hint">{message}</p>}
      <dl>
        {value !== null && value !== written && <Fact name="Digits alone">{value}</Fact>}
        {alternatives.length > 0 && (
          <Fact name="Could also be">
            {alternatives
              .slice(0, 4)
              .map(other => `${other.value} (${percent(other.confidence)})`)
              .join(', ')}
          </Fact>
        )}
        {lines.length > 0 && (
          <Fact name="Lines">{lines.map(line => line.text ?? line.value ?? '–').join('  ·  ')}</Fact>
        )}
        {writing !== null && (
          <Fact name="Writing">
            {`${Math.round(writing.heightPixels)} px high, pen ${writing.strokeWidthPixels.toFixed(1)} px, slant ${Math.round(writing.slantDegrees)}°`}
          </Fact>
        )}
        <Fact name="Picture">
          {[
            image.format ?? 'unknown format',
            image.width === null ? null : `${image.width} × ${image.height} px`,
            `read in ${Math.round(durationMs.total)} ms`,
          ]
            .filter(part => part !== null)
            .join(', ')}
        </Fact>
        {source.key !== null && <Fact name="Kept as">{source.key}</Fact>}
      </dl>
      <DigitTable digits={digitsOf(reading)} />
    </div>
  );
};

const Fact = ({ name, children }: { readonly name: string; readonly children: string }) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
);

const DigitTable = ({ digits }: { readonly digits: readonly Digit[] }) =>
  digits.length === 0 ? null : (
    <table class="digits">
      <caption>Each digit</caption>
      <thead>
        <tr>
          <th scope="col">Digit</th>
          <th scope="col">Sure</th>
          <th scope="col">Others</th>
        </tr>
      </thead>
      <tbody>
        {digits.map(({ value, confidence, box, alternatives }) => (
          <tr key={`${box.x} ${box.y}`}>
            <td>{value}</td>
            <td>{percent(confidence)}</td>
            <td>
              {alternatives
                .filter(other => other.value !== value)
                .slice(0, 3)
                .map(other => `${other.value} ${percent(other.confidence)}`)
                .join(', ')}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
