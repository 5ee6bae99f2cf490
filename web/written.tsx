// Words with code between backticks, as descriptions of the API are written.
import type { ComponentChildren } from 'preact';

export const Written = ({ words }: { readonly words: string }) => (
  <>
    {words.split('`').map((part, i): ComponentChildren => {
      // Every second part stood between two backticks.
      return i % 2 === 1 ? <code key={part}>{part}</code> : part;
    })}
  </>
);
