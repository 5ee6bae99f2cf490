// All samples, in the order of the demo's table.
import type { Drawing } from './drawing.ts';
import { formats } from './formats.ts';
import { numbers } from './numbers.ts';
import { pensAndGrounds } from './pens-and-grounds.ts';
import { unreadable } from './unreadable.ts';

export const drawings: readonly Drawing[] = [...pensAndGrounds, ...formats, ...numbers, ...unreadable];
