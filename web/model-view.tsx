// How the model sees a picture: asked of the server when somebody opens it, since few ever do.
import { Component } from 'preact';
import type { Reading } from '../lib/reading/reading.ts';
import { type Expect, postImage, tooLargeToPost } from './post-image.ts';
import { SeenPictures } from './seen-pictures.tsx';

interface Props {
  readonly file: Blob;
  /** What was asked of the reading that is shown. */
  readonly expect: Expect;
}

type State =
  | { readonly is: 'closed' | 'asking' }
  | { readonly is: 'there'; readonly seen: NonNullable<Reading['seen']> }
  | { readonly is: 'failed'; readonly why: string; readonly canRetry: boolean };

const timeoutMs = 60_000;

/** One is made for each picture, by its key. */
export class ModelView extends Component<Props, State> {
  override state: State = { is: 'closed' };
  readonly gone = new AbortController();

  override componentWillUnmount(): void {
    this.gone.abort();
  }

  readonly ask = async (): Promise<void> => {
    const { file, expect } = this.props;
    if (tooLargeToPost(file.size))
      return this.setState({
        is: 'failed',
        why: 'The file is too large to be sent from here.',
        canRetry: false,
      });
    this.setState({ is: 'asking' });
    const signal = AbortSignal.any([this.gone.signal, AbortSignal.timeout(timeoutMs)]);
    try {
      const answer = await postImage(file, { expect, signal, showsInput: true });
      if (answer.kind === 'reading') this.setState({ is: 'there', seen: answer.reading.seen ?? [] });
      else this.setState({ is: 'failed', why: `${answer.why}.`, canRetry: true });
    } catch (error) {
      // Another picture is looked at by now.
      if (!this.gone.signal.aborted) throw error;
    }
  };

  readonly toggle = ({ open }: HTMLDetailsElement): void => {
    if (open && (this.state.is === 'closed' || this.state.is === 'failed')) void this.ask();
  };

  override render() {
    return (
      <details class="model-view" onToggle={({ currentTarget }) => this.toggle(currentTarget)}>
        <summary>How the model sees it</summary>
        <div role="status">{this.state.is === 'asking' && <p class="hint">Asking the server…</p>}</div>
        {this.state.is === 'there' && <SeenPictures seen={this.state.seen} />}
        {this.state.is === 'failed' && (
          <p class="notice" role="alert">
            {this.state.why}{' '}
            {this.state.canRetry && (
              <button type="button" onClick={this.ask}>
                Ask again
              </button>
            )}
          </p>
        )}
      </details>
    );
  }
}
