// The page: what is shown of it, and the pictures that it holds.
import { Component } from 'preact';
import { Account, AccountNotice } from './account.tsx';
import { Help } from './help.tsx';
import { createHouse, type House, type State } from './house.ts';
import { Inputs } from './inputs.tsx';
import { ReadingView } from './reading-view.tsx';
import { ResultTable } from './result-table.tsx';

interface PageState {
  readonly held: State;
  readonly isHelp: boolean;
}

const isHelpAsked = (): boolean => location.hash === '#help';

export class Page extends Component<object, PageState> {
  readonly house: House = createHouse(held => this.setState({ held }));

  override state: PageState = { held: this.house.state(), isHelp: isHelpAsked() };

  override componentDidMount(): void {
    addEventListener('hashchange', () => this.setState({ isHelp: isHelpAsked() }));
    // Nothing is kept when the page goes: whoever has something on it is asked.
    addEventListener('beforeunload', event => {
      if (this.house.state().items.length > 0) event.preventDefault();
    });
  }

  override render() {
    const { held, isHelp } = this.state;
    const selected = held.items.find(({ id }) => id === held.selectedId) ?? null;
    return (
      <>
        <header class="top">
          <h1>digitdrop</h1>
          <nav aria-label="Views">
            <a href="#read" aria-current={isHelp ? undefined : 'page'}>
              Read
            </a>
            <a href="#help" aria-current={isHelp ? 'page' : undefined}>
              Help
            </a>
          </nav>
          <Account />
        </header>
        <AccountNotice isHolding={held.items.length > 0} />
        <main class="reading" hidden={isHelp}>
          <Inputs house={this.house} notice={held.notice} expect={held.expect} isShown={!isHelp} />
          <ReadingView key={selected?.id ?? 0} item={selected} onRetry={this.house.retryFailed} />
          <ResultTable held={held} house={this.house} />
        </main>
        {isHelp && <Help />}
      </>
    );
  }
}
