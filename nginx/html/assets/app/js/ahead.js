// The modules of the page that is gone to first: fetched beside those of every page, not after them. A classic script, so that it runs at once.
(() => {
  const pages = {/* pages */}; // of each address the modules, as scripts/lib/site.sh finds them by their imports
  const parts = (location.hash.slice(1).split('?')[0] || '/').split('/');
  const isHere = (address) => {
    const own = address.split('/');
    return own.length === parts.length && own.every((part, index) => part.startsWith(':') || part === parts[index]);
  };
  const modules = Object.entries(pages).find(([address]) => isHere(address))?.[1] ?? '';
  for (const name of modules.split(' ').filter(Boolean)) {
    const link = document.createElement('link');
    link.rel = 'modulepreload';
    link.href = new URL(`../../${name}`, document.currentScript.src).href;
    document.head.append(link);
  }
})();
