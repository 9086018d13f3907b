import { render } from 'preact';

import 'simpledotcss/simple.css';
import './style.css';
import './story/story.css';
import { App } from './app.js';

const root = document.getElementById('app');
if (root) render(<App />, root);
