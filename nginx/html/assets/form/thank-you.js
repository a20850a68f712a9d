import { dress } from "./brand.js";
import { forget, recall } from "./draft.js";
import { tellHeight } from "./frame.js";

const receipt = recall("receipt");
if (receipt?.email) {
  document.getElementById("sent-address").textContent = receipt.email;
  document.getElementById("sent-to").hidden = false;
  document.getElementById("added").hidden = !receipt.isKnown;
  document.getElementById("received").hidden = receipt.isKnown === true;
  forget("receipt");
}
document.getElementById("thanks").focus();
tellHeight();
dress();
