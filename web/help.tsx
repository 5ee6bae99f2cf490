// Help: how to use the page, how to take a good picture, what a status means, and the API.
import { type Example, examplesFor } from './examples.ts';
import blurred from './pictures/bad-blurred.webp';
import cutOff from './pictures/bad-cut.webp';
import tiny from './pictures/bad-tiny.webp';
import croppedField from './pictures/good-field.webp';
import evenLight from './pictures/good-light.webp';
import wholeNumber from './pictures/good-whole.webp';
import { reasonWords } from './words.ts';

interface Pair {
  readonly good: string;
  readonly bad: string;
  readonly goodWords: string;
  readonly badWords: string;
}

const pairs: readonly Pair[] = [
  {
    good: croppedField,
    bad: tiny,
    goodWords: 'Near enough: the number fills the picture',
    badWords: 'Too far away: the digits are a few pixels high',
  },
  {
    good: evenLight,
    bad: blurred,
    goodWords: 'Sharp; uneven light does no harm',
    badWords: 'Out of focus or moved',
  },
  {
    good: wholeNumber,
    bad: cutOff,
    goodWords: 'The whole number, with some paper around it',
    badWords: 'Cut off at the edge',
  },
];

export const Help = () => (
  <main class="help">
    <section>
      <h2>How to use it</h2>
      <ol>
        <li>
          Add pictures: drop files or folders on the page, choose them, paste one with Ctrl+V, take one with
          the camera, give a web address, or draw.
        </li>
        <li>
          Each picture gets a row in the table, and its reading as soon as it is there. If the connection
          drops, the page tries again by itself and says so.
        </li>
        <li>
          Choose a row to see the picture with a box over each digit, how sure the reading is, and what else
          it could be. The arrow keys go from row to row.
        </li>
        <li>
          Sort by a click on a column’s name, show one status alone, and save what the table shows as CSV or
          NDJSON.
        </li>
      </ol>
      <p>
        Pictures go to this server alone. Up to 4.7 MB they are kept neither by it nor by this page, unless
        you choose so: save the table before you close it. Larger ones, up to 20 MB, go into the server’s
        bucket, if it has one, and are kept there. JPEG, PNG, WebP, GIF, TIFF, AVIF and SVG are read.
      </p>
    </section>
    <section>
      <h2>How to take a good picture</h2>
      <div class="pairs">
        {pairs.map(({ good, bad, goodWords, badWords }) => (
          <div class="pair" key={good}>
            <Shown kind="Good" src={good} words={goodWords} />
            <Shown kind="Bad" src={bad} words={badWords} />
          </div>
        ))}
      </div>
      <p>
        Show one field, not the whole form. Any pen, any colour of paper, lines and boxes are fine; printed
        text and letters are not read.
      </p>
    </section>
    <section>
      <h2>What the statuses mean</h2>
      <dl class="statuses">
        <dt>
          <span class="mark accepted">Accepted</span>
        </dt>
        <dd>
          The reading is sure enough to be used as it is. How rarely such readings are wrong is told with each
          one.
        </dd>
        <dt>
          <span class="mark review">Please look</span>
        </dt>
        <dd>
          A person should look. The value is the best guess, or empty where any guess would mislead. The
          reasons:{' '}
          {listReasons([
            'low-confidence',
            'several-characters',
            'several-lines',
            'several-pages',
            'breaks-rule',
          ])}
          .
        </dd>
        <dt>
          <span class="mark rejected">Nothing to read</span>
        </dt>
        <dd>
          There is no value. The reasons:{' '}
          {listReasons([
            'blank',
            'not-a-digit',
            'not-an-image',
            'image-broken',
            'image-too-large',
            'image-too-small',
          ])}
          .
        </dd>
        <dt>
          <span class="mark failed">Failed</span>
        </dt>
        <dd>
          No reading came back: the connection or the server failed, or the file is too large to be sent from
          here.
        </dd>
      </dl>
    </section>
    <section>
      <h2>The API</h2>
      <p>
        The page uses nothing that your programs cannot use. Put a picture beside you as{' '}
        <code>picture.jpg</code>, then copy and run. The whole description is{' '}
        <a href="openapi.json">openapi.json</a>.
      </p>
      {examplesFor(new URL('.', location.href).href).map(example => (
        <Copyable key={example.language} {...example} />
      ))}
    </section>
  </main>
);

const listReasons = (reasons: readonly (keyof typeof reasonWords)[]): string =>
  reasons.map(reason => reasonWords[reason]).join('; ');

const Shown = ({ kind, src, words }: { kind: 'Good' | 'Bad'; src: string; words: string }) => (
  <figure class={kind.toLowerCase()}>
    <img src={src} width="320" height="160" alt={`${kind} example. ${words}`} />
    <figcaption>
      <b>{kind}.</b> {words}
    </figcaption>
  </figure>
);

const copy = async (event: Event, code: string): Promise<void> => {
  const button = event.currentTarget as HTMLButtonElement;
  const isCopied = await navigator.clipboard.writeText(code).then(
    () => true,
    () => false,
  );
  button.textContent = isCopied ? 'Copied' : 'Select and copy it';
};

const Copyable = ({ language, code }: Example) => (
  <div class="example">
    <div class="bar">
      <h3>{language}</h3>
      <button type="button" aria-label={`Copy the ${language} example`} onClick={event => copy(event, code)}>
        Copy
      </button>
    </div>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse must be able to scroll it */}
    <section tabIndex={0} aria-label={`${language} example`}>
      <pre>
        <code>{code}</code>
      </pre>
    </section>
  </div>
);
