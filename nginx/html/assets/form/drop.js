// The area of the file: drop or choose one, see which it is, take it away. A file that misses the area must not replace the page.
import { fileSize } from "./words.js";

const area = document.getElementById("dropzone");
const row = document.getElementById("file-row");

/** Makes the area of a file input; `mayChange` says whether a file may be chosen now. */
export function dropArea(input, mayChange) {
  area.classList.add("has-script");
  const carriesFile = (event) => event.dataTransfer?.types.includes("Files");
  for (const kind of ["dragover", "drop"]) {
    document.addEventListener(kind, (event) => {
      if (carriesFile(event)) event.preventDefault();
    });
  }
  let depth = 0;
  area.addEventListener("dragenter", (event) => {
    if (carriesFile(event)) area.classList.toggle("over", ++depth > 0);
  });
  area.addEventListener("dragleave", (event) => {
    if (carriesFile(event)) area.classList.toggle("over", --depth > 0);
  });
  area.addEventListener("drop", (event) => {
    depth = 0;
    area.classList.remove("over");
    if (!event.dataTransfer?.files.length || !mayChange()) return;
    const one = new DataTransfer();
    one.items.add(event.dataTransfer.files[0]);
    choose(one.files);
  });

  function choose(files) {
    input.files = files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
  function tell() {
    const [file] = input.files;
    row.hidden = !file;
    document.getElementById("file-name").textContent = file?.name ?? "";
    document.getElementById("file-size").textContent = file ? fileSize(file.size, document.documentElement.lang) : "";
  }
  input.addEventListener("change", tell);
  document.getElementById("file-remove").addEventListener("click", () => {
    if (!mayChange()) return;
    choose(new DataTransfer().files);
    input.focus();
  });
  // A browser may still know the file of a reloaded page.
  tell();
}
