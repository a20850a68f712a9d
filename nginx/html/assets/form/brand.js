// The business's own name, logo and colour, where the service has them; ours otherwise.
const address = "/api/v1/config/public";
const ours = "Guichê";

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

// Puts the business's name, colour, logo and privacy notice on a page of the form; what there is none of is ours.
export function wear(told, page) {
  const at = (id) => page.getElementById(id);
  const name = told.display_name;
  at("brand-name").textContent = typeof name === "string" && name.trim() ? name : ours;
  const { style } = page.documentElement;
  const colour = told.primary_color;
  if (isColour(colour)) {
    style.setProperty("--brand", colour);
    // Whichever of the two is seen better against it.
    style.setProperty("--on-brand", luminance(colour) > 0.179 ? "#10151c" : "#ffffff");
  } else {
    style.removeProperty("--brand");
    style.removeProperty("--on-brand");
  }
  // A picture of another host is not loaded: this page asks no other host for anything.
  const picture = at("brand-logo");
  const logo = told.logo_url;
  if (typeof logo === "string" && /^(data:image\/|\/logo(\?|$))/.test(logo)) {
    const address = new URL(logo, location.origin).href;
    picture.onload = () => (picture.hidden = false);
    if (picture.src !== address) picture.src = address;
  } else {
    picture.hidden = true;
  }
  const link = at("privacy-link");
  if (link && isAddress(told.privacy_url)) link.href = told.privacy_url;
}

export async function dress() {
  let told;
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    told = await answer.json();
  } catch {
    return;
  }
  wear(told, document);
}
