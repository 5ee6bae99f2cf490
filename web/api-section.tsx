// The API, as its own description tells it: what there is, with programs that run as they are copied.
import { Component } from 'preact';
import { type ApiDocument, type ApiOperation, type Call, operationsOf } from './api-calls.ts';
import { inCurl } from './call-in-curl.ts';
import { inJavaScript } from './call-in-javascript.ts';
import { inPython } from './call-in-python.ts';
import { callServer } from './call-server.ts';
import { Copyable } from './copyable.tsx';
import { Written } from './written.tsx';

const languages = { curl: inCurl, JavaScript: inJavaScript, Python: inPython } as const;
type Language = keyof typeof languages;
const languageNames = Object.keys(languages) as readonly Language[];

interface State {
  readonly language: Language;
  /** Null until it is there. */
  readonly operations: readonly ApiOperation[] | null;
  readonly isMissing: boolean;
}

export class ApiSection extends Component<object, State> {
  override state: State = { language: 'curl', operations: null, isMissing: false };

  override componentDidMount(): void {
    void this.load();
  }

  readonly load = async (): Promise<void> => {
    this.setState({ isMissing: false });
    try {
      const response = await callServer('openapi.json', { headers: { accept: 'application/json' } });
      if (!response.ok) throw new Error(`got ${response.status}`);
      // Of our own origin, and of its own schema's making.
      const document = (await response.json()) as ApiDocument;
      this.setState({ operations: operationsOf(document, new URL('.', location.href).href) });
    } catch {
      this.setState({ isMissing: true });
    }
  };

  override render() {
    const { language, operations, isMissing } = this.state;
    const calls = operations?.flatMap(operation => operation.calls) ?? [];
    return (
      <section>
        <h2>The API</h2>
        <p>
          The page uses nothing that your programs cannot use. Put pictures beside you as{' '}
          <code>picture.jpg</code> and <code>second.jpg</code>, then copy and run. Where a key is asked for, a
          picture must lie in the bucket under it (<code>inbox/zip.png</code>, or put another in its place).
          All of it is told in <a href="openapi.json">openapi.json</a>, from which these examples are made.
          {calls.some(call => call.needsToken) && (
            <>
              {' '}
              Programs show who they are by a token, which the examples take from the variable{' '}
              <code>TOKEN</code>.
            </>
          )}
        </p>
        <fieldset class="filters languages">
          <legend>In</legend>
          {languageNames.map(one => (
            <label key={one} class={one === language ? 'on' : ''}>
              <input
                type="radio"
                name="language"
                checked={one === language}
                onChange={() => this.setState({ language: one })}
              />
              {one}
            </label>
          ))}
        </fieldset>
        {isMissing && (
          <p class="notice" role="alert">
            The description did not arrive.{' '}
            <button type="button" onClick={this.load}>
              Load it again
            </button>
          </p>
        )}
        {operations === null && !isMissing && <p class="hint">Loading the description…</p>}
        {operations?.map(operation => (
          <Told key={operation.id} operation={operation} write={languages[language]} />
        ))}
      </section>
    );
  }
}

const Told = ({
  operation: { method, path, summary, options, answers, calls },
  write,
}: {
  readonly operation: ApiOperation;
  readonly write: (call: Call) => string;
}) => (
  <section class="operation" aria-label={`${method} ${path}`}>
    <h3>
      <code>
        {method} {path}
      </code>
    </h3>
    <p>
      <Written words={summary} />
    </p>
    {calls.map(call => (
      <Copyable key={call.title} name={call.title} code={write(call)} />
    ))}
    <details>
      <summary>{options.length > 0 ? 'Parameters and answers' : 'Answers'}</summary>
      <dl>
        {options.map(({ name, description }) => (
          <Row key={name} name={name} words={description} />
        ))}
        {answers.map(({ status, description }) => (
          <Row key={status} name={status} words={description} />
        ))}
      </dl>
    </details>
  </section>
);

const Row = ({ name, words }: { readonly name: string; readonly words: string }) => (
  <>
    <dt>
      <code>{name}</code>
    </dt>
    <dd>
      <Written words={words} />
    </dd>
  </>
);
