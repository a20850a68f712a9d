// The form inside another site's page: sends that page its height. That page named its origin; no other is sent anything.
export const isEmbedded = document.documentElement.classList.contains("embedded");

// An address within the frame, with what embed.js said kept.
export const within = (address) => (isEmbedded ? address + location.search + location.hash : address);

// An address of a page of a form that a business defined, with the page around it named.
export function withParent(address) {
  const parent = new URLSearchParams(location.search).get("parent");
  if (!isEmbedded || !parent) return address;
  const whole = new URL(address, location.href);
  whole.searchParams.set("parent", parent);
  return whole.href;
}

export function tellHeight() {
  if (!isEmbedded) return;
  for (const link of document.querySelectorAll('a[href*="embed=1"]')) link.href = withParent(link.getAttribute("href"));
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
