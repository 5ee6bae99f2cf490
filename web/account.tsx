// Who is signed in, and what to do where nobody is.
import { Component } from 'preact';
import { callServer } from './call-server.ts';
import { currentSession, howToSignIn, type Session, watchSession } from './session.ts';
import { signIn, signOut } from './sign-in.ts';

interface Watched {
  readonly session: Session;
}

/** At the end of the page's head. */
export class Account extends Component<object, Watched> {
  override state: Watched = { session: currentSession() };
  #stop: () => void = () => {};

  override componentDidMount(): void {
    this.#stop = watchSession(() => this.setState({ session: currentSession() }));
    // Whoever opens the page is told at once that they have to sign in; where that cannot be asked, the first request will.
    void howToSignIn().catch(() => {});
  }

  override componentWillUnmount(): void {
    this.#stop();
  }

  override render() {
    const { session } = this.state;
    if (session.state !== 'in') return null;
    return (
      <div class="account">
        <span class="who" title={session.name}>
          {session.name}
        </span>
        <button type="button" onClick={() => void signOut()}>
          Sign out
        </button>
      </div>
    );
  }
}

interface NoticeState extends Watched {
  /** Null until the server has said. */
  readonly roles: readonly string[] | null;
}

/** Below the head: sign in, or why signing in is not enough. */
export class AccountNotice extends Component<{ readonly isHolding: boolean }, NoticeState> {
  override state: NoticeState = { session: currentSession(), roles: null };
  #stop: () => void = () => {};

  override componentDidMount(): void {
    const look = (): void => {
      const session = currentSession();
      if (session.state === 'in' && this.state.session.state !== 'in') void this.#askRoles();
      this.setState(session.state === 'in' ? { session } : { session, roles: null });
    };
    this.#stop = watchSession(look);
    if (currentSession().state === 'in') void this.#askRoles();
  }

  override componentWillUnmount(): void {
    this.#stop();
  }

  async #askRoles(): Promise<void> {
    const response = await callServer('v1/me').catch(() => null);
    if (response?.ok !== true) return;
    // Of our own origin, and of its own schema's making.
    const { roles } = (await response.json()) as { readonly roles: readonly string[] };
    this.setState({ roles });
  }

  override render() {
    const { session, roles } = this.state;
    return (
      <div class="account-notice" role="status">
        {session.state === 'out' && (
          <p>
            <span>{session.why ?? 'Sign in to have pictures read.'}</span>
            <button type="button" onClick={() => void signIn({ isHolding: this.props.isHolding })}>
              Sign in
            </button>
          </p>
        )}
        {session.state === 'shut' && (
          <p>
            This server asks who you are, and the page cannot sign in here. Use the API with a token or a key.
          </p>
        )}
        {session.state === 'in' && roles?.length === 0 && (
          <p>
            You are signed in as {session.name}, and this account may do nothing here yet: it has no role. Ask
            whoever runs this server to make you a reader.
          </p>
        )}
      </div>
    );
  }
}
