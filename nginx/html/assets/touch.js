// Remembers how a visitor found this site: the first visit and the last one that says so, for 90 days, in the site's own storage. No cookies,
// no requests. It belongs on every page where visitors arrive:
//   <script src="https://OUR-HOST/assets/touch.js" async></script>
// The form of embed.js on the same site then hands on both; a front end of one's own sends JSON.stringify(guicheTouch()) as `touch`.
(function () {
  "use strict";
  if (window.guicheTouch) return;
  var key = "guiche.touch";
  var keptMilliseconds = 90 * 86400000;
  // The server drops what is longer.
  var longest = 200;
  var parameters = [
    "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "gclid", "gbraid", "wbraid", "fbclid", "msclkid", "ttclid",
  ];

  // What the present visit says of itself.
  function visit() {
    var query = new URLSearchParams(location.search);
    var touch = {};
    var add = function (name, value) {
      if (value && Array.from(value).length <= longest) touch[name] = value;
    };
    parameters.forEach(function (name) { add(name, query.get(name)); });
    try {
      var before = new URL(document.referrer);
      if (before.host !== location.host) add("referrer", before.hostname);
    } catch (error) {
      // Typed in, or from a page that names itself to no one.
    }
    add("landing", location.pathname);
    touch.at = new Date().toISOString().replace(/\.\d+Z$/, "Z");
    return touch;
  }

  // Whether a visit came from somewhere: a step within the site did not.
  function isArrival(touch) {
    return parameters.concat("referrer").some(function (name) { return name in touch; });
  }

  function fresh(touch) {
    var age = touch && Date.now() - Date.parse(touch.at);
    return age >= 0 && age < keptMilliseconds ? touch : null;
  }

  function recall() {
    try {
      var kept = JSON.parse(localStorage.getItem(key)) || {};
      var last = fresh(kept.last);
      return { first: fresh(kept.first) || last, last: last };
    } catch (error) {
      return { first: null, last: null };
    }
  }

  function remember(touches) {
    try {
      localStorage.setItem(key, JSON.stringify(touches));
    } catch (error) {
      // Nothing is kept: this visit is all that is known.
    }
  }

  var now = visit();
  var known = { first: now, last: now };
  // A page in a frame is no visit of its own.
  if (window.top === window) {
    var kept = recall();
    known = { first: kept.first || now, last: isArrival(now) ? now : kept.last || now };
    remember(known);
  }
  // The first and the last touch of this visitor.
  window.guicheTouch = function () { return known; };
})();
