// One file to the address that was signed for it. XMLHttpRequest, since fetch does not tell how much has been sent.
import { typeOf } from './ask-uploads.ts';
import { type Put, type PutFile, readPutAnswer } from './put-answer.ts';

/** A line on which nothing moves for so long is taken for dropped. */
const stalledMs = 60_000;

export const putFile: PutFile = ({ url, headers }, file, { onSent, signal }) =>
  new Promise(resolve => {
    const request = new XMLHttpRequest();
    let stalled: ReturnType<typeof setTimeout>;
    const watch = (): void => {
      clearTimeout(stalled);
      stalled = setTimeout(() => request.abort(), stalledMs);
    };
    const stop = (): void => request.abort();
    const end = (put: Put): void => {
      clearTimeout(stalled);
      signal.removeEventListener('abort', stop);
      resolve(put);
    };
    // A browser tells no more, not even whether the bucket lets this page send anything.
    const drop = (): void =>
      end({ kind: 'again', why: 'The connection to the bucket dropped', afterMs: null });
    request.upload.onprogress = ({ loaded }) => {
      watch();
      onSent(loaded);
    };
    request.onload = () => end(readPutAnswer(request.status, request.responseText));
    request.onerror = drop;
    request.onabort = drop;
    request.open('PUT', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    signal.addEventListener('abort', stop);
    watch();
    // With a type of its own the browser would not obey the header's letters.
    request.send(file.type === typeOf(file) ? file : file.slice(0, file.size, typeOf(file)));
  });
