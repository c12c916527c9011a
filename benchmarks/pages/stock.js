import { controlled, ready } from './common.js';

await controlled('/service-worker.js?enableCache=false');
ready();
