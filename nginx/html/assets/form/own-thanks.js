import { dress } from "./brand.js";
import { tellHeight } from "./frame.js";

document.getElementById("thanks").focus();
tellHeight();
dress();
