// Where the user stands: npm changes to the package's folder before it runs a script, and says whence in INIT_CWD.
import { fileURLToPath } from 'node:url';
import type { Terminal } from './terminal.ts';

const packageFolder = fileURLToPath(new URL('../../', import.meta.url));

/**
 * The folder that relative paths start from. INIT_CWD counts only where npm has put us, in the package's own
 * folder: a script that npm started may have gone elsewhere since, and then that is where it stands.
 */
export const folderOfUser = ({ cwd, env }: Pick<Terminal, 'cwd' | 'env'>): string =>
  `${cwd}/` === packageFolder && env.INIT_CWD ? env.INIT_CWD : cwd;
