// One worker: the real upload function over the house of its environment, fed from the queue. It is killed, not stopped.
import { houseOfEnvironment } from '../../lib/house.ts';
import { invoke } from '../../lib/local/lambda-context.ts';
import { startPoller } from '../../lib/local/poller.ts';
import { openQueueClient } from '../../lib/queue/queue.ts';
import { createPlantedHandler, isPlant } from './plants.ts';

const [queueUrl = '', queueName = '', timeoutMs = '', plant = ''] = process.argv.slice(2);
if (!isPlant(plant)) throw new Error(`expected the name of a plant, got ${plant}`);

/** More than on a laptop: a store that does not answer keeps a batch waiting for seconds. */
const batchesAtOnce = 4;

const house = await houseOfEnvironment();
const handler = createPlantedHandler(house, plant);
const queue = await openQueueClient(queueUrl, house.config.region).open(queueName);
startPoller({
  queue,
  invoke: event =>
    invoke(handler, event, { functionName: 'digitdrop-on-upload', timeoutMs: Number(timeoutMs) }),
  concurrency: batchesAtOnce,
  log: house.log,
});
process.send?.('ready');
