// What the networks got of a picture, as the server shows it.
import { Component } from 'preact';
import type { Reading } from '../lib/reading/reading.ts';

type Seen = NonNullable<Reading['seen']>[number];

/** The policy of the page lets no picture load from a data address. */
const blobOf = (dataUrl: string): Blob => {
  const [, base64 = ''] = dataUrl.split(',');
  return new Blob([Uint8Array.from(atob(base64), letter => letter.charCodeAt(0))], { type: 'image/png' });
};

const placeOf = ({ box }: Seen): string => `${box.x} ${box.y} ${box.width} ${box.height}`;

/** Views are of one place, lines of several. */
const nameOf = ({ model, width, height }: Seen, at: number, places: number, all: number): string => {
  const size = `${width} × ${height} pixels`;
  if (model === 'digit') return `The character, ${size}`;
  if (places > 1) return `Line ${at + 1}, ${size}`;
  return all > 1 ? `View ${at + 1} of the field, ${size}` : `The field, ${size}`;
};

export const SeenPictures = ({ seen }: { readonly seen: readonly Seen[] }) =>
  seen.length === 0 ? (
    <p class="hint">No network looked at this picture.</p>
  ) : (
    <>
      <ul class="seen">
        {seen.map((one, at) => (
          <li key={one.png}>
            <SeenPicture seen={one} name={nameOf(one, at, new Set(seen.map(placeOf)).size, seen.length)} />
          </li>
        ))}
      </ul>
      <p class="hint">{seen.some(({ model }) => model === 'number') ? ofNumbers : ofDigits}</p>
    </>
  );

const ofDigits =
  'The character alone, brought to one size with its weight in the middle. Paper is white, full ink is black.';
const ofNumbers =
  'A field or line, brought to 48 pixels of height and to the same contrast; where it was not sure, narrower and wider ' +
  'too. What is as light as the paper is the lighter grey, what is darker than the ink is black.';

/** One is made for each picture, by its key. */
class SeenPicture extends Component<{ readonly seen: Seen; readonly name: string }> {
  readonly url = URL.createObjectURL(blobOf(this.props.seen.png));

  override componentWillUnmount(): void {
    URL.revokeObjectURL(this.url);
  }

  override render() {
    const { seen, name } = this.props;
    return (
      <figure>
        <img
          src={this.url}
          width={seen.width * 2}
          height={seen.height * 2}
          style={{ width: `${seen.width * 2}px` }}
          alt={`What the network got. ${name}`}
        />
        <figcaption>{name}</figcaption>
      </figure>
    );
  }
}
