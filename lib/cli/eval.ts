// `digitdrop eval`: reads labelled pictures and says how often the readings are right, and how well they know it.
import { resolve } from 'node:path';
import { describeEvaluation } from '../evaluation/describe.ts';
import { evaluate } from '../evaluation/evaluate.ts';
import { type Label, parseLabels } from '../evaluation/labels.ts';
import { type Outcome, outcomeOf } from '../evaluation/outcome.ts';
import type { Reader } from '../reading/reader.ts';
import { streamInOrder } from '../stream-in-order.ts';
import { parseEvalArguments } from './eval-arguments.ts';
import { folderOfUser } from './folder-of-user.ts';
import { formats } from './formats.ts';
import { checkKeepsInputs, type Input } from './keep-inputs.ts';
import { findLabelled, type LabelsFile, readLabelsFile } from './labelled-files.ts';
import { openFileReader } from './open-file-reader.ts';
import { type OutputFile, openToWrite } from './open-to-write.ts';
import { optionUsage } from './option-flags.ts';
import { writeTo } from './output.ts';
import { openProgress } from './progress.ts';
import { filesAtOnce, readOneFile } from './read-one-file.ts';
import type { Command, Terminal } from './terminal.ts';
import { mostErrorsShown, writeErrorSheet } from './write-error-sheet.ts';

const usage = `Usage: digitdrop eval [options] DIR|LABELS.CSV

Reads the pictures of a folder with a labels.csv (columns filename and value, RFC 4180, UTF-8) and prints how
many values are right, with intervals at 95%, the share of wrong digits, what is accepted and how much of that
is wrong, the calibration error (and what chance alone makes of it on so few files), and which digits are taken
for which. Pictures lie beside the labels or in images/; a filename never leads out of the folder. An empty
value means that there is no number in the picture: what is accepted there is counted by itself. The values
of several lines, top to bottom, are parted by |, and all must be right; lines are then counted one by one too.

More columns, where the labels have them: text (the number as written, separators and all), and expect,
max-error, length, pattern or check: an option for its row.

Options:
  --by folder          the figures of every sub-folder too, as the filenames state them
  --json               all figures as JSON
  --errors OUT.png     the ${mostErrorsShown} surest errors as a sheet of pictures: L label, P reading, confidence
  --readings FILE      the readings as NDJSON, as read prints them
${optionUsage}
  -h, --help           print this

Exit: 0 every picture was read, 1 one is missing or cannot be opened (said on stderr, and counted in no figure),
2 wrong usage, labels that cannot be understood among it.
`;

/** The command over any reader; tests bring their own. */
export const createEvalCommand = (openReader: (terminal: Terminal) => Promise<Reader>): Command => ({
  usage,
  run: async (args, terminal) => {
    const asked = parseEvalArguments(args);
    const userFolder = folderOfUser(terminal);
    const labelsFile = await readLabelsFile(resolve(userFolder, asked.path));
    const { folder, text } = labelsFile;
    const labels = parseLabels(text, asked.stated);
    const outputs = { '--readings': asked.readings, '--errors': asked.errors };
    await checkKeepsInputs(outputs, userFolder, inputsOf(labelsFile, labels));
    const reader = await openReader(terminal);
    for (const { options } of labels) reader.checkOptions(options);
    const readings = await openToWrite('--readings', userFolder, asked.readings);
    const errors = await openToWrite('--errors', userFolder, asked.errors);
    try {
      const outcomes = await readAll(labels, folder, reader, readings, terminal);
      const evaluation = evaluate(outcomes, {
        missing: labels.length - outcomes.length,
        byFolder: asked.byFolder,
      });
      const shown = asked.json ? `${JSON.stringify(evaluation)}\n` : describeEvaluation(evaluation);
      await writeTo(terminal.stdout, shown);
      if (errors !== null) await writeErrorSheet(errors, folder, evaluation.errors);
      if (errors !== null && evaluation.errors.length === 0)
        await writeTo(terminal.stderr, 'digitdrop: no reading was wrong: --errors shows nothing\n');
      return evaluation.missing === 0 ? 0 : 1;
    } finally {
      await readings?.close();
      await errors?.close();
    }
  },
});

export const evalCommand = createEvalCommand(openFileReader);

/** What is read, as far as it is there. */
async function* inputsOf({ path, folder }: LabelsFile, labels: readonly Label[]): AsyncGenerator<Input> {
  yield { path, what: 'the labels file' };
  for (const { filename } of labels) {
    const found = await findLabelled(folder, filename);
    if (typeof found.path === 'string') yield { path: found.path, what: 'one of the pictures' };
  }
}

/** What an evaluation keeps of each picture, in the labels' order; readings themselves pass through. */
const readAll = async (
  labels: readonly Label[],
  folder: string,
  reader: Reader,
  readings: OutputFile | null,
  { stderr }: Terminal,
): Promise<readonly Outcome[]> => {
  const progress = openProgress(stderr, { shown: stderr.isTTY === true });
  progress.tellTotal(labels.length);
  const outcomes: Outcome[] = [];
  const answers = streamInOrder(each(labels), filesAtOnce, async label => ({
    label,
    answer: await readOneFile(await findLabelled(folder, label.filename), reader, label.options),
  }));
  try {
    for await (const { label, answer } of answers) {
      progress.step();
      if ('fault' in answer) progress.say(`digitdrop: ${JSON.stringify(answer.file)}: ${answer.fault}`);
      else {
        outcomes.push(outcomeOf(label, answer.reading));
        await readings?.write(formats.ndjson.line(answer.file, answer.reading));
      }
    }
    return outcomes;
  } finally {
    progress.close();
  }
};

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
