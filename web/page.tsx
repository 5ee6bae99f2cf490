// The page: what is shown of it, and the pictures that it holds.
import { Component } from 'preact';
import { Account, AccountNotice } from './account.tsx';
import { Check } from './check.tsx';
import { corrections } from './corrections.ts';
import { Help } from './help.tsx';
import { createHouse, type House, type State } from './house.ts';
import { Inputs } from './inputs.tsx';
import { ReadingView } from './reading-view.tsx';
import { ResultTable } from './result-table.tsx';

interface PageState {
  readonly held: State;
  readonly isHelp: boolean;
  readonly isCheck: boolean;
}

const isHelpAsked = (): boolean => location.hash === '#help';
const isCheckAsked = (): boolean => location.hash === '#check';

export class Page extends Component<object, PageState> {
  readonly house: House = createHouse(held => this.setState({ held }));

  override state: PageState = { held: this.house.state(), isHelp: isHelpAsked(), isCheck: isCheckAsked() };

  override componentDidMount(): void {
    addEventListener('hashchange', () => this.setState({ isHelp: isHelpAsked(), isCheck: isCheckAsked() }));
    corrections.start();
    // Nothing is kept when the page goes: whoever has something on it is asked.
    addEventListener('beforeunload', event => {
      if (this.house.state().items.length > 0) event.preventDefault();
    });
  }

  override render() {
    const { held, isHelp, isCheck } = this.state;
    const isRead = !isHelp && !isCheck;
    const selected = held.items.find(({ id }) => id === held.selectedId) ?? null;
    return (
      <>
        <header class="top">
          <h1>digitdrop</h1>
          <nav aria-label="Views">
            <a href="#read" aria-current={isRead ? 'page' : undefined}>
              Read
            </a>
            <a href="#check" aria-current={isCheck ? 'page' : undefined}>
              Check
            </a>
            <a href="#help" aria-current={isHelp ? 'page' : undefined}>
              Help
            </a>
          </nav>
          <Account />
        </header>
        <AccountNotice isHolding={held.items.length > 0} />
        <main class="reading" hidden={!isRead}>
          <Inputs house={this.house} notice={held.notice} expect={held.expect} isShown={isRead} />
          <ReadingView key={selected?.id ?? 0} item={selected} onRetry={this.house.retryFailed} />
          <ResultTable held={held} house={this.house} />
        </main>
        {isCheck && <Check outbox={corrections} />}
        {isHelp && <Help />}
      </>
    );
  }
}
