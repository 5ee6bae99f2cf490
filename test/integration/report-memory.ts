// Loaded into a process under test with --import: tells its peak of memory, in MiB, when it ends.
process.on('exit', () => {
  process.stderr.write(`peak ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB\n`);
});
