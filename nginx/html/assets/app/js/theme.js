// Light or dark: the user's choice, else the system's. A classic script, so that it is done before anything is painted.
(() => {
  const key = 'guiche.theme';
  const system = matchMedia('(prefers-color-scheme: dark)');
  function apply() {
    const chosen = localStorage.getItem(key);
    const isDark = chosen ? chosen === 'dark' : system.matches;
    document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
    document.documentElement.dataset.themeChoice = chosen ?? 'system';
    document.dispatchEvent(new Event('themechange'));
  }
  system.addEventListener('change', apply);
  window.addEventListener('storage', apply);
  document.addEventListener('themechoose', ({ detail }) => {
    if (detail === 'system') localStorage.removeItem(key);
    else localStorage.setItem(key, detail);
    apply();
  });
  apply();
})();
