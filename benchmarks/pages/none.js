import { ready } from './common.js';

ready();
