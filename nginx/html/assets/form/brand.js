// The business's own name, logo and colour, where the service has them; ours otherwise.
const address = "/api/v1/config/public";

// Relative luminance of #rrggbb; WCAG 2.2, "relative luminance".
function luminance(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const isColour = (text) => typeof text === "string" && /^#[0-9a-fA-F]{6}$/.test(text);
const isAddress = (text) => typeof text === "string" && /^https?:\/\//.test(text);

export async function dress() {
  let told;
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    told = await answer.json();
  } catch {
    return;
  }
  const name = told.display_name;
  if (typeof name === "string" && name.trim()) document.getElementById("brand-name").textContent = name;
  const colour = told.primary_color;
  if (isColour(colour)) {
    const style = document.documentElement.style;
    style.setProperty("--brand", colour);
    // Whichever of the two is seen better against it.
    style.setProperty("--on-brand", luminance(colour) > 0.179 ? "#10151c" : "#ffffff");
  }
  // A picture of another host is not loaded: this page asks no other host for anything.
  const logo = told.logo_url;
  if (typeof logo === "string" && /^(data:image\/|\/logo(\?|$))/.test(logo)) {
    const picture = document.getElementById("brand-logo");
    picture.onload = () => (picture.hidden = false);
    picture.src = logo;
  }
  const link = document.getElementById("privacy-link");
  if (link && isAddress(told.privacy_url)) link.href = told.privacy_url;
}
