// Puts the form into another site's page, where this line is:
//   <script src="https://OUR-HOST/assets/embed.js" data-language="pt-BR" async></script>
// How the visitor found that site is recorded by touch.js, from this host too, and handed to the form after the "#" of its address, which
// is sent to no one. The site's origin must be listed in EMBED_ORIGINS. data-form="SLUG" shows another form than the one at /: the origin
// must be one of the form's own then. Without data-language the form follows the visitor's browser.
(function () {
  "use strict";
  var script = document.currentScript;
  if (!script) return;
  var host = new URL(script.src).origin;
  var language = script.getAttribute("data-language");
  var titles = { "en": "Contact form", "pt-BR": "Formulário de contato" };
  var isKnown = Object.prototype.hasOwnProperty.call(titles, language);
  var form = script.getAttribute("data-form");
  var address;
  if (form) {
    address = new URL("/f/" + encodeURIComponent(form), host);
    address.searchParams.set("embed", "1");
    if (isKnown) address.searchParams.set("lang", language);
  } else {
    address = new URL(isKnown ? "/" + language + "/embed" : "/embed", host);
  }
  new URLSearchParams(location.search).forEach(function (value, name) {
    if (/^utm_/.test(name)) address.searchParams.append(name, value);
  });
  address.searchParams.set("parent", location.origin);
  if (document.referrer) address.searchParams.set("referrer", new URL(document.referrer).origin);

  var frame = document.createElement("iframe");
  frame.title = script.getAttribute("data-title") || titles[isKnown ? language : "en"];
  frame.style.width = "100%";
  frame.style.height = "900px";
  frame.style.border = "0";
  frame.style.colorScheme = "normal";

  // Without the recorder the form is there all the same.
  function show() {
    if (window.guicheTouch) address.hash = new URLSearchParams({ touch: JSON.stringify(window.guicheTouch()) }).toString();
    frame.src = address.href;
    script.parentNode.insertBefore(frame, script.nextSibling);
  }
  var recorder = document.createElement("script");
  recorder.src = new URL("touch.js", script.src).href;
  recorder.onload = show;
  recorder.onerror = show;
  document.head.appendChild(recorder);

  window.addEventListener("message", function (event) {
    if (event.origin !== host || event.source !== frame.contentWindow) return;
    var said = event.data;
    if (!said || said.guiche !== "height" || typeof said.height !== "number") return;
    if (said.height >= 100 && said.height <= 10000) frame.style.height = Math.ceil(said.height) + "px";
  });
})();
