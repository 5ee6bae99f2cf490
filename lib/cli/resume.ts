// How a command that was interrupted says where to go on.

/** A word of a shell, whatever it holds. */
const quoted = (text: string): string =>
  /^[\w@%+=:,./][\w@%+=:,./-]*$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/** `doneThrough`: the last key of which all is done up to it; null where nothing is. */
export const tellResume = (doneThrough: string | null): string =>
  doneThrough === null
    ? 'the same command begins anew'
    : `the same command goes on with --start-after=${quoted(doneThrough)}`;
