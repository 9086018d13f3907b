import type { VNode } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';

const themes = ['auto', 'light', 'dark'] as const;
type Theme = (typeof themes)[number];

const key = 'sdk-conformance-theme';
const glyphs: Record<Theme, string> = { auto: '◐', light: '☀', dark: '☾' };

/** Storage may be refused to a page opened from a file; then the choice lasts as long as the page. */
function stored(): Theme {
  try {
    return themes.find((theme) => theme === localStorage.getItem(key)) ?? 'auto';
  } catch {
    return 'auto';
  }
}

function store(theme: Theme): void {
  try {
    localStorage.setItem(key, theme);
  } catch {
    // See `stored`.
  }
}

/** Goes round: as the system has it, light, dark. */
export function ThemeButton(): VNode {
  const [theme, setTheme] = useState(stored);
  useLayoutEffect(() => {
    if (theme === 'auto') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
    store(theme);
  }, [theme]);
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'auto';
  return (
    <button
      type="button"
      class="button"
      onClick={() => setTheme(next)}
      title={`Switch to ${next}`}
      aria-label={`Theme: ${theme}. Switch to ${next}.`}
    >
      <span aria-hidden="true">{glyphs[theme]}</span> {theme}
    </button>
  );
}
