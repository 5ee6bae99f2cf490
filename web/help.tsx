// Help: how to use the page, how to take a good picture, what a status means, and the API.
import { Fragment } from 'preact';
import {
  type Reason,
  reasonMeanings,
  reasonsOf,
  statuses,
  statusMeanings,
} from '../lib/reading/verdict-words.ts';
import type { HelpAnswer } from '../samples/read-help-pictures.ts';
import './help.css';
import { ApiSection } from './api-section.tsx';
import written from './pictures/answers.json' with { type: 'json' };
import blurred from './pictures/bad-blurred.webp';
import cutOff from './pictures/bad-cut.webp';
import tiny from './pictures/bad-tiny.webp';
import croppedField from './pictures/good-field.webp';
import evenLight from './pictures/good-light.webp';
import wholeNumber from './pictures/good-whole.webp';
import { percent, statusNames } from './words.ts';
import { Written } from './written.tsx';

/** As `npm run samples` wrote them: what the reader answered. */
const answers = written as Readonly<Record<keyof typeof written, HelpAnswer>>;

interface Pair {
  readonly good: string;
  readonly bad: string;
  readonly goodAnswer: HelpAnswer;
  readonly badAnswer: HelpAnswer;
  readonly goodWords: string;
  readonly badWords: string;
}

const pairs: readonly Pair[] = [
  {
    good: croppedField,
    bad: tiny,
    goodAnswer: answers['good-field.webp'],
    badAnswer: answers['bad-tiny.webp'],
    goodWords: 'Near enough: the number fills the picture',
    badWords: 'Too far away: the digits are a few pixels high',
  },
  {
    good: evenLight,
    bad: blurred,
    goodAnswer: answers['good-light.webp'],
    badAnswer: answers['bad-blurred.webp'],
    goodWords: 'Sharp; uneven light does no harm',
    badWords: 'Out of focus or moved',
  },
  {
    good: wholeNumber,
    bad: cutOff,
    goodAnswer: answers['good-whole.webp'],
    badAnswer: answers['bad-cut.webp'],
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
        bucket, if it has one, and are kept there. JPEG, PNG, WebP, GIF, TIFF and AVIF are read.
      </p>
    </section>
    <section>
      <h2>How to take a good picture</h2>
      <div class="pairs">
        {pairs.map(({ good, bad, goodWords, badWords, goodAnswer, badAnswer }) => (
          <div class="pair" key={good}>
            <Shown kind="Good" src={good} words={goodWords} answer={goodAnswer} />
            <Shown kind="Bad" src={bad} words={badWords} answer={badAnswer} />
          </div>
        ))}
      </div>
      <p>Under each stands what this service reads in it.</p>
      <p>
        Show one field, not the whole form. Any pen, any colour of paper, lines and boxes are fine; printed
        text and letters are not read.
      </p>
    </section>
    <section>
      <h2>What the statuses mean</h2>
      <dl class="statuses">
        {statuses.map(status => (
          <Fragment key={status}>
            <dt>
              <span class={`mark ${status}`}>{statusNames[status]}</span> <code>{status}</code>
            </dt>
            <dd>
              <Written words={statusMeanings[status]} />
              <Reasons reasons={reasonsOf(status)} />
            </dd>
          </Fragment>
        ))}
        <dt>
          <span class="mark failed">{statusNames.failed}</span>
        </dt>
        <dd>
          No reading came back: the connection or the server failed, or the file is too large to be sent from
          here.
        </dd>
      </dl>
    </section>
    <ApiSection />
  </main>
);

const Reasons = ({ reasons }: { readonly reasons: readonly Reason[] }) =>
  reasons.length === 0 ? null : (
    <ul class="reasons">
      {reasons.map(reason => (
        <li key={reason}>
          <code>{reason}</code> {reasonMeanings[reason].words}
        </li>
      ))}
    </ul>
  );

interface Example {
  readonly kind: 'Good' | 'Bad';
  readonly src: string;
  readonly words: string;
  readonly answer: HelpAnswer;
}

const Shown = ({ kind, src, words, answer }: Example) => (
  <figure class={kind.toLowerCase()}>
    <img src={src} width="320" height="160" alt={`${kind} example. ${words}`} />
    <figcaption>
      <b>{kind}.</b> {words}
      <span class="answer">
        <span class={`mark ${answer.status}`}>{statusNames[answer.status]}</span>{' '}
        {answer.value === null ? 'no value' : <strong class="value">{answer.text ?? answer.value}</strong>}
        {answer.confidence !== null && ` ${percent(answer.confidence)} sure`}
        {answer.reason !== null && `: ${reasonMeanings[answer.reason].words}`}
      </span>
    </figcaption>
  </figure>
);
