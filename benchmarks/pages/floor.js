import { controlled, ready } from './common.js';

await controlled('/floor-worker.js');
ready();
