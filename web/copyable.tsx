// A block of code that can be scrolled by key and copied by a button, which tells that it did.
import { Component, createRef } from 'preact';

interface Props {
  /** Names it among others. */
  readonly name: string;
  readonly code: string;
}

type State = { readonly said: '' | 'Copied' | 'Press Ctrl+C' };

/** Long enough to be read. */
const saidMs = 4000;

export class Copyable extends Component<Props, State> {
  override state: State = { said: '' };
  readonly block = createRef<HTMLPreElement>();
  timer: ReturnType<typeof setTimeout> | null = null;

  override componentDidUpdate({ code }: Props): void {
    if (code !== this.props.code && this.state.said !== '') this.setState({ said: '' });
  }

  override componentWillUnmount(): void {
    if (this.timer !== null) clearTimeout(this.timer);
  }

  readonly copy = async (): Promise<void> => {
    this.setState({ said: (await this.write()) ? 'Copied' : 'Press Ctrl+C' });
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => this.setState({ said: '' }), saidMs);
  };

  /** Where the page may not write the clipboard itself, the code is selected for whoever copies it by hand. */
  async write(): Promise<boolean> {
    try {
      await navigator.clipboard.writeText(this.props.code);
      return true;
    } catch {
      if (this.block.current !== null) getSelection()?.selectAllChildren(this.block.current);
      return document.execCommand('copy');
    }
  }

  override render() {
    const { name, code } = this.props;
    return (
      <div class="example">
        <div class="bar">
          <h4>{name}</h4>
          <span class="copy">
            <span role="status">{this.state.said}</span>
            <button type="button" aria-label={`Copy: ${name}`} onClick={this.copy}>
              Copy
            </button>
          </span>
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse must be able to scroll it */}
        <section tabIndex={0} aria-label={`Code: ${name}`}>
          <pre ref={this.block}>
            <code>{code}</code>
          </pre>
        </section>
      </div>
    );
  }
}
