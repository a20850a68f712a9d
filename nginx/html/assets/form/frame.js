// The form inside another site's page: sends that page its height. That page named its origin; no other is sent anything.
export const isEmbedded = document.documentElement.classList.contains("embedded");

// An address within the frame, with what embed.js said kept.
export const within = (address) => (isEmbedded ? address + location.search : address);

export function tellHeight() {
  if (!isEmbedded) return;
  for (const link of document.querySelectorAll('a[href*="/embed"]')) link.href = within(link.getAttribute("href"));
  let parentOrigin;
  try {
    parentOrigin = new URL(new URLSearchParams(location.search).get("parent")).origin;
  } catch {
    return;
  }
  const tell = () => {
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    window.parent.postMessage({ guiche: "height", height }, parentOrigin);
  };
  new ResizeObserver(tell).observe(document.body);
  tell();
}
