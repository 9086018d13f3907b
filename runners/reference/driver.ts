import { serveDriver } from './serve.js';

serveDriver();
