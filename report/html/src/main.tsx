import { render } from 'preact';

import './styles/base.css';
import './styles/page.css';
import './styles/views.css';
import './styles/matrix.css';
import './styles/matrix-phone.css';
import './styles/story.css';
import './styles/exchange.css';
import './styles/code.css';
import { App } from './app.js';

const root = document.getElementById('app');
if (root) render(<App />, root);
performance.mark('report-interactive');
