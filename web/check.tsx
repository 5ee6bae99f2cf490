// The view "Check": one reading after another, for the keyboard alone.

import { Component, createRef } from 'preact';
import './check.css';
import { Boxes } from './reading-view.tsx';
import type { Outbox, OutboxState } from './review-outbox.ts';
import {
  openReviewSession,
  type ReviewSession,
  type SessionItem,
  type SessionState,
} from './review-session.ts';
import { describeReason, percent } from './words.ts';

interface Props {
  readonly outbox: Outbox;
}

interface State {
  readonly session: SessionState | null;
  readonly sending: OutboxState;
  readonly typed: string;
  readonly hint: string;
}

/** The longest number that is taken. */
const maxDigits = 64;

export class Check extends Component<Props, State> {
  override state: State = {
    session: null,
    sending: { unsent: 0, trouble: '', refusals: [] },
    typed: '',
    hint: '',
  };
  session: ReviewSession | null = null;
  readonly input = createRef<HTMLInputElement>();

  override componentDidMount(): void {
    this.props.outbox.listen(sending => this.setState({ sending }));
    this.session = openReviewSession(this.props.outbox, session => {
      const before = currentOf(this.state.session);
      const now = currentOf(session);
      const isAnother = before?.id !== now?.id;
      this.setState({ session, ...(isAnother ? { typed: startOf(now), hint: '' } : {}) }, () => {
        if (isAnother || before?.picture !== now?.picture) this.takeFocus(isAnother);
      });
    });
  }

  override componentWillUnmount(): void {
    this.props.outbox.listen(() => {});
    this.session?.close();
  }

  /** The value is selected: typing replaces it. */
  takeFocus(selects: boolean): void {
    const { current } = this.input;
    current?.focus();
    if (selects) current?.select();
  }

  readonly confirm = (): void => {
    const { typed } = this.state;
    const item = currentOf(this.state.session);
    if (item === null) return;
    if (item.picture === null || item.picture === 'failed')
      this.setState({ hint: 'The picture is not here yet. Wait for it, or skip.' });
    else if (typed === '') this.setState({ hint: 'Type the digits, or press N where there is no number.' });
    else this.session?.say(typed);
  };

  readonly sayNone = (): void => {
    const item = currentOf(this.state.session);
    if (item !== null && item.picture !== null && item.picture !== 'failed') this.session?.say(null);
  };

  readonly press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const actions: Readonly<Record<string, (() => void) | undefined>> = {
      n: this.sayNone,
      s: this.session?.skip,
      b: this.session?.back,
    };
    const action = actions[event.key.toLowerCase()];
    // A key that is held down would run through the queue unseen.
    const isRunning = event.repeat && (action !== undefined || event.key === 'Enter');
    if (action === undefined && !isRunning) return;
    event.preventDefault();
    if (!isRunning) action?.();
  };

  override render() {
    const { session, sending, typed, hint } = this.state;
    const item = currentOf(session);
    return (
      <main class="check" onKeyDown={this.press}>
        <Queue session={session} sending={sending} />
        {item === null ? (
          <section class="nothing">
            <h2>{sayNothing(session)}</h2>
            <p class="hint">
              Readings that a person should look at come here by themselves. This page looks again every few
              seconds.
            </p>
            {(session?.at ?? 0) > 0 && (
              <button type="button" onClick={() => this.session?.back()}>
                Back to the last one <kbd>B</kbd>
              </button>
            )}
          </section>
        ) : (
          <section aria-labelledby="check-name">
            <h2 id="check-name" title={item.key}>
              {item.key.split('/').at(-1) || item.key}
            </h2>
            <Picture item={item} />
            <form
              onSubmit={event => {
                event.preventDefault();
                this.confirm();
              }}
            >
              <label for="check-value">What stands there?</label>
              <input
                id="check-value"
                ref={this.input}
                value={typed}
                inputMode="numeric"
                autocomplete="off"
                maxLength={maxDigits}
                onInput={event => {
                  const entered = event.currentTarget.value;
                  const digits = entered.replace(/[^0-9]/g, '');
                  event.currentTarget.value = digits;
                  // Said until the next picture: the key after it would wipe it out unseen.
                  const isToSay = digits !== entered || hint === onlyDigits;
                  this.setState({ typed: digits, hint: isToSay ? onlyDigits : '' });
                }}
              />
              <div class="buttons">
                <button type="submit" class="main">
                  Confirm <kbd>Enter</kbd>
                </button>
                <button type="button" onClick={this.sayNone}>
                  No number <kbd>N</kbd>
                </button>
                <button type="button" onClick={() => this.session?.skip()}>
                  Skip <kbd>S</kbd>
                </button>
                <button type="button" disabled={session?.at === 0} onClick={() => this.session?.back()}>
                  Back <kbd>B</kbd>
                </button>
              </div>
            </form>
            <p class="hint" role="status">
              {hint === '' ? describe(item) : <b>{hint}</b>}
            </p>
          </section>
        )}
      </main>
    );
  }
}

const onlyDigits = 'Only digits count: signs, points and letters are left out.';

const currentOf = (session: SessionState | null): SessionItem | null => session?.items[session.at] ?? null;

/** Why there is nothing to check now. */
const sayNothing = (session: SessionState | null): string => {
  if (session !== null && session.trouble !== '') return 'Nothing can be fetched now';
  if (session === null || !session.isEmpty) return 'Looking for something to check…';
  const skipped = session.items.filter(({ isSkipped }) => isSkipped).length;
  if (skipped > 0) return `Nothing else waits: the ${skipped} skipped come back in about two minutes`;
  const held = (session.queue?.others ?? []).reduce((sum, { items }) => sum + items, 0);
  return held === 0
    ? 'Nothing waits to be checked'
    : `Nothing is free: the ${held} that wait are being looked at`;
};

/** What was said before, where one comes back; else what the model said. */
const startOf = (item: SessionItem | null): string =>
  (item?.said === undefined ? item?.reading.value : item.said) ?? '';

const describe = ({ reading, said, why }: SessionItem): string => {
  if (said !== undefined) return `You said ${said ?? '“no number”'}. Say it again, or mend it.`;
  const { value, text, confidence, alternatives, lines } = reading;
  if (lines.length > 1) {
    const all = lines.map(line => line.text ?? '?').join(', ');
    return `${lines.length} lines were read: ${all}. One value is kept for a picture: skip it where all of them count.`;
  }
  const reason = describeReason(reading);
  const read = value === null ? 'Nothing was read' : `Read as ${text ?? value}`;
  const sure = confidence === null ? '' : `, ${percent(confidence)} sure`;
  const because = why === 'audit' ? ' (accepted; a sample)' : reason === '' ? '' : `: ${reason}`;
  const others = alternatives.slice(0, 3).map(other => other.value);
  return `${read}${sure}${because}.${others.length === 0 ? '' : ` Could also be ${others.join(', ')}.`}`;
};

const Picture = ({ item: { picture, reading, key } }: { readonly item: SessionItem }) => (
  <div class="picture">
    {picture === null && <p>The picture is on its way…</p>}
    {picture === 'failed' && <p>The picture cannot be shown. Skip it, and look at it elsewhere.</p>}
    {picture !== null && picture !== 'failed' && (
      <>
        <img src={picture} alt={`What is to be read: ${key}`} />
        <Boxes reading={reading} />
      </>
    )}
  </div>
);

const Queue = ({
  session,
  sending,
}: {
  readonly session: SessionState | null;
  readonly sending: OutboxState;
}) => {
  const waiting = session?.queue?.waiting ?? null;
  const mine = session === null ? 0 : session.items.length - session.at;
  const others = session?.queue?.others ?? [];
  const count = waiting === null ? '…' : `${waiting.count + mine}${waiting.isMore ? '+' : ''}`;
  return (
    <div class="queue">
      <p>
        <b>{count}</b> to check, <b>{session?.done ?? 0}</b> done
        {others.length > 0 &&
          `; others look at ${others.map(({ who, items }) => `${items} (${who ?? 'somebody'})`).join(', ')}`}
      </p>
      <p role="status" class="sending">
        {sending.unsent > 0 && `${sending.unsent} not sent yet. ${sending.trouble} `}
        {sending.unsent === 0 && session !== null && session.trouble}
      </p>
      {sending.refusals.length > 0 && (
        <ul role="alert">
          {sending.refusals.map(refusal => (
            <li key={refusal}>{refusal}</li>
          ))}
        </ul>
      )}
    </div>
  );
};
