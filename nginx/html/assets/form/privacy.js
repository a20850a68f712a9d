import { dress } from "./brand.js";

dress();
